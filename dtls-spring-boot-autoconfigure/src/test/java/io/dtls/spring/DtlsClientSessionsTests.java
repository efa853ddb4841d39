package io.dtls.spring;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.SessionSettings;
import io.dtls.spring.testing.EchoServers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DtlsClientSessionsTests {

	private final List<DtlsServer> servers = new ArrayList<>();

	private final DtlsClient client = EchoServers.client()
		.connectTimeout(Duration.ofSeconds(20))
		.sessions(SessionSettings.defaults().withIdleTimeout(Duration.ofMillis(300)))
		.build();

	private final DtlsClientSessions sessions = new DtlsClientSessions(this.client, 2);

	@AfterEach
	void stop() {
		this.sessions.destroy();
		this.servers.forEach(DtlsServer::close);
	}

	private int server() throws IOException {
		DtlsServer server = EchoServers.start();
		this.servers.add(server);
		return EchoServers.port(server);
	}

	private DtlsSession to(int port) throws IOException {
		return this.sessions.to("127.0.0.1", port);
	}

	@Test
	void areUsedAgain() throws IOException {
		int port = server();
		assertThat(to(port)).isSameAs(to(port));
		assertThat(this.client.statistics().sessionsOpened()).isEqualTo(1);
	}

	@Test
	void areMadeAnewWhereTheyHaveEnded() throws IOException {
		int port = server();
		DtlsSession first = to(port);
		first.close();
		assertThat(to(port)).isNotSameAs(first).matches(DtlsSession::isOpen);
	}

	@Test
	void endWhenNobodyUsesThem() throws IOException {
		DtlsSession session = to(server());
		Awaitility.await().until(() -> !session.isOpen());
		assertThat(this.client.sessions()).isEmpty();
	}

	@Test
	void giveWayToOthersWhereThereAreTooMany() throws IOException {
		int first = server();
		int second = server();
		DtlsSession oldest = to(first);
		DtlsSession newer = to(second);
		assertThat(to(first)).isSameAs(oldest);
		DtlsSession newest = to(server());
		assertThat(newer.isOpen()).isFalse();
		assertThat(List.of(oldest, newest)).allMatch(DtlsSession::isOpen);
	}

	@Test
	void shareOneHandshake() throws Exception {
		int port = server();
		List<CompletableFuture<DtlsSession>> all = IntStream.range(0, 8)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> unchecked(port)))
			.toList();
		assertThat(all).allSatisfy((session) -> assertThat(session.get()).isSameAs(all.get(0).get()));
		assertThat(this.client.statistics().handshakesStarted()).isEqualTo(1);
	}

	private DtlsSession unchecked(int port) {
		try {
			return to(port);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void sayWhyThereIsNone() throws Exception {
		int closed;
		try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			closed = socket.getLocalPort();
		}
		assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> to(closed));
		assertThatExceptionOfType(HandshakeException.class).as("and tries again").isThrownBy(() -> to(closed));
		assertThat(this.client.statistics().handshakesStarted()).isEqualTo(2);
	}

	@Test
	void refuseOneMoreWhileAllAreBeingMade() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
				DatagramSocket another = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			CompletableFuture<DtlsSession> first = CompletableFuture
				.supplyAsync(() -> unchecked(silent.getLocalPort()));
			CompletableFuture<DtlsSession> second = CompletableFuture
				.supplyAsync(() -> unchecked(another.getLocalPort()));
			Awaitility.await().until(() -> this.client.statistics().handshakesStarted() == 2);
			int third = server();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> to(third))
				.withMessage("All 2 sessions of this client are just being made");
			this.client.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(second::get);
		}
	}

	@Test
	void endAtTheStopAndAreMadeAnewAfterTheNextStart() throws IOException {
		int port = server();
		this.sessions.start();
		DtlsSession session = to(port);
		this.sessions.stop();
		assertThat(session.isOpen()).isFalse();
		assertThat(this.sessions.isRunning()).isFalse();
		this.sessions.start();
		assertThat(to(port)).matches(DtlsSession::isOpen);
	}

	@Test
	void areOneAtLeast() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DtlsClientSessions(this.client, 0))
			.withMessageContaining("max is 0");
	}

}
