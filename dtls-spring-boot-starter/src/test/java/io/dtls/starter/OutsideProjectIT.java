package io.dtls.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.FileSystemUtils;

import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Builds the application in {@code src/it/outside}, which knows this project by its
 * installed artifacts alone, and talks with it.
 */
@Timeout(240)
class OutsideProjectIT {

	private static final Path TARGET = Path.of("target").toAbsolutePath();

	private static final Path PROJECT = TARGET.resolve("outside");

	private static final Path JAR = PROJECT.resolve("target/outside-1.0.jar");

	// For a JVM on a machine that has much else to do.
	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern PORT = Pattern.compile("listens on UDP port (\\d+)");

	@BeforeAll
	static void build() throws Exception {
		PeerProcess.require("openssl");
		FileSystemUtils.deleteRecursively(PROJECT);
		FileSystemUtils.copyRecursively(Path.of("src/it/outside"), PROJECT);
		Path repository = TARGET.resolve("outside-repository");
		Installation
			.of("dtls-parent", "dtls-bom", "dtls-core", "dtls-spring-boot-autoconfigure", "dtls-spring-boot-starter")
			.into(repository);
		List<String> command = new ArrayList<>(List.of(Path.of("../mvnw").toAbsolutePath().toString(), "-q", "-B", "-f",
				PROJECT.resolve("pom.xml").toString(), "-Dmaven.repo.local=" + repository,
				// Where everything else is, after the build that this test is part of.
				"-Dmaven.repo.local.tail=" + System.getProperty("local.repository"),
				"-Dspring-boot.version=" + System.getProperty("spring-boot.version"),
				"-Ddtls.version=" + Installation.VERSION, "package"));
		if (System.getProperty("session").equals("offline=true")) {
			command.add("-o");
		}
		ProcessBuilder maven = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(PROJECT.resolve("build.log").toFile());
		maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
		// What a machine does before each build it has done before this one.
		maven.environment().put("MAVEN_SKIP_RC", "true");
		assertThat(maven.start().waitFor()).as(() -> read(PROJECT.resolve("build.log"))).isZero();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Test
	void answersOpenssl() throws Exception {
		try (PeerProcess application = PeerProcess.start(
				Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar", JAR.toString(),
				"--dtls.server.port=0", "--dtls.server.address=127.0.0.1")) {
			assertThat(application.await("Started Application", PATIENCE)).as(application::output).isTrue();
			Matcher port = PORT.matcher(application.output());
			assertThat(port.find()).isTrue();
			try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
					"127.0.0.1:" + port.group(1))) {
				client.expect("Cipher is ").sendLine("outside").expect("Hello outside");
			}
		}
	}

}
