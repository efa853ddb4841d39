package io.dtls.autoconfigure;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.util.ClassUtils;

import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that has only some of what this module can make use of.
 */
class OptionalDependenciesTests {

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.actuate", "org.springframework.boot.health",
			"io.micrometer.core", "org.springframework.boot.micrometer", "jakarta.validation",
			"org.springframework.boot.validation", "tools.jackson", "reactor", "org.springframework.data.redis",
			"org.springframework.integration.ip.tcp", "org.testcontainers" })
	void serverAndClientDoWithoutAPackage(String hidden) {
		TestContexts.server()
			.withPropertyValues("dtls.client.host=localhost", "dtls.client.port=5684", "dtls.psk.identity=sensor-1")
			.withBean(Heard.class)
			.withClassLoader(new FilteredClassLoader(hidden))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DtlsServer.class)
				.hasSingleBean(DtlsClient.class));
	}

	/**
	 * Nothing is hidden here: the libraries are not there, neither for conditions nor for
	 * the JVM.
	 */
	@ParameterizedTest
	@CsvSource({ "Actuator without health, org.springframework.boot.health.contributor.Health, spring-boot-health-.*",
			"none of them, jakarta.validation.Valid, (spring-boot-(actuator|health|micrometer|validation|data"
					+ "|testcontainers)|micrometer-core|hibernate-validator|jakarta.validation|jackson-|spring-data"
					+ "|lettuce|testcontainers).*" })
	void anApplicationAnswersWithoutLibraries(String which, String missing, String jars) throws Exception {
		assertThat(ClassUtils.isPresent(missing, getClass().getClassLoader())).as("otherwise there").isTrue();
		answersWithout(jars, missing);
	}

	private static void answersWithout(String jars, String missing) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader classes = without(Pattern.compile(jars))) {
			assertThat(ClassUtils.isPresent(missing, classes)).isFalse();
			thread.setContextClassLoader(classes);
			((Runnable) classes.loadClass(AnsweringApplication.class.getName()).getConstructor().newInstance()).run();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static URLClassLoader without(Pattern jars) throws MalformedURLException {
		List<URL> kept = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!jars.matcher(Path.of(entry).getFileName().toString()).matches()) {
				kept.add(Path.of(entry).toUri().toURL());
			}
		}
		assertThat(kept).as(Arrays.toString(kept.toArray())).hasSizeGreaterThan(1);
		return new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

}
