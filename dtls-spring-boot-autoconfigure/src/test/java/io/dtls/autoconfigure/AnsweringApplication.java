package io.dtls.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;

/**
 * Starts a whole application with whatever auto-configurations the class path has, and
 * talks with it.
 */
public final class AnsweringApplication implements Runnable {

	private static final String KEY = "000102030405060708090a0b0c0d0e0f";

	@Override
	public void run() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--dtls.server.port=0", "--dtls.server.address=127.0.0.1", "--dtls.psk.identities.sensor-1=" + KEY,
					"--management.endpoints.web.exposure.include=*", "--management.endpoints.jmx.exposure.include=*",
					"--spring.main.banner-mode=off")) {
			String answer = ask(context.getBean(DtlsServer.class).localAddress().getPort());
			if (!answer.equals("Hello device")) {
				throw new AssertionError("It answered: " + answer);
			}
		}
	}

	private static String ask(int port) {
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		try (DtlsClient client = DtlsClient.builder()
			.psk("sensor-1", HexFormat.of().parseHex(KEY))
			.handler((session, message) -> answer.complete(message))
			.build()) {
			client.connect("127.0.0.1", port).send("device".getBytes(StandardCharsets.UTF_8));
			return new String(answer.orTimeout(15, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Greeter.class)
	static class Application {

	}

	static class Greeter {

		@DtlsListener
		String greet(String name) {
			return "Hello " + name;
		}

	}

}
