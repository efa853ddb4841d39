package io.dtls.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demonstration as it is packaged, started with what was processed ahead of time.
 */
@Timeout(180)
class DemoAotIT {

	private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");

	private static final Path JAR = Path.of("target", System.getProperty("demo.jar"));

	// For a JVM on a machine that has much else to do.
	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern PORT = Pattern.compile("listens on UDP port (\\d+)");

	private static PeerProcess start(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-Dspring.aot.enabled=true", "-jar",
				JAR.toString(), "--dtls.server.port=0", "--dtls.server.address=127.0.0.1", "--server.port=0"));
		command.addAll(List.of(arguments));
		PeerProcess application = PeerProcess.start(command);
		assertThat(application.await("Started DemoApplication", PATIENCE)).as(application::output).isTrue();
		return application;
	}

	private static String port(PeerProcess application) {
		Matcher port = PORT.matcher(application.output());
		assertThat(port.find()).as(application::output).isTrue();
		return port.group(1);
	}

	@Test
	void echoes() throws Exception {
		try (PeerProcess application = start()) {
			assertThat(application.output()).contains("Starting AOT-processed DemoApplication");
			try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
					"127.0.0.1:" + port(application), "-psk_identity", "sensor-1", "-psk",
					"000102030405060708090a0b0c0d0e0f", "-cipher", "PSK")) {
				client.expect("Cipher is ECDHE-PSK-").sendLine("ahead of time").expect("ahead of time\n");
			}
		}
	}

}
