package io.dtls.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.annotation.DtlsListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a server and one with its client, for tests of what properties do.
 */
final class RunningPair {

	static final String KEY = "000102030405060708090a0b0c0d0e0f";

	final ApplicationContext server;

	final ApplicationContext client;

	private RunningPair(ApplicationContext server, ApplicationContext client) {
		this.server = server;
		this.client = client;
	}

	/** A server with a pre-shared key that echoes. */
	static ApplicationContextRunner echo() {
		return TestContexts.server()
			.withConfiguration(AutoConfigurations.of(DtlsStoresAutoConfiguration.class))
			.withBean(Echo.class);
	}

	/** A client with that key. */
	static ApplicationContextRunner client(ApplicationContext server) {
		return TestContexts.runner()
			.withPropertyValues("dtls.client.host=127.0.0.1",
					"dtls.client.port=" + server.getBean(DtlsServer.class).localAddress().getPort(),
					"dtls.client.psk.identities.sensor-1=" + KEY)
			.withBean(Heard.class);
	}

	/** Runs both. */
	static void run(ApplicationContextRunner server, String[] ofClient, Scenario scenario) {
		server.run((serving) -> {
			assertThat(serving).hasNotFailed();
			client(serving).withPropertyValues(ofClient).run((calling) -> {
				assertThat(calling).hasNotFailed();
				scenario.play(new RunningPair(serving, calling));
			});
		});
	}

	DtlsClient client() {
		return this.client.getBean(DtlsClient.class);
	}

	DtlsServer server() {
		return this.server.getBean(DtlsServer.class);
	}

	/** Connects, and shows that messages pass both ways. */
	DtlsSession connect() throws Exception {
		DtlsSession session = client().connect();
		session.send("hello".getBytes(StandardCharsets.UTF_8));
		assertThat(heard().next()).isEqualTo("dtlsClient: hello");
		return session;
	}

	Heard heard() {
		return this.client.getBean(Heard.class);
	}

	/** The only session of the server. */
	DtlsSession atServer() {
		assertThat(server().sessions()).hasSize(1);
		return server().sessions().iterator().next();
	}

	void end(DtlsSession session) throws InterruptedException {
		session.close();
		await(() -> server().sessions().isEmpty());
	}

	static void await(BooleanSupplier condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::getAsBoolean);
	}

	@FunctionalInterface
	interface Scenario {

		void play(RunningPair pair) throws Exception;

	}

	static class Echo {

		@DtlsListener
		byte[] echo(byte[] message) {
			return message;
		}

	}

}
