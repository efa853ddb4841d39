package io.dtls.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.socket.DtlsServerSocket;
import io.dtls.socket.DtlsSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PyDTLS's test_starttls: both sides go from plain datagrams to DTLS and back, on the
 * same sockets.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.Scenario#all")
@Timeout(60)
class PyDtlsStartTlsScenarioTests {

	private static final int REPEAT_MILLIS = 200;

	@Parameter
	Scenario scenario;

	@Test
	void theClearAndTheSecuredTakeTurnsStarttls() throws Exception {
		try (DtlsServerSocket server = new DtlsServerSocket(this.scenario.server());
				DatagramSocket client = new DatagramSocket(this.scenario.anyPort())) {
			server.bind(this.scenario.anyPort());
			client.connect(server.getLocalSocketAddress());
			CompletableFuture<Void> there = CompletableFuture
				.runAsync(() -> serve(server, (InetSocketAddress) client.getLocalSocketAddress()));
			for (int round = 0; round < 2; round++) {
				inTheClear(client, "MSG 1", "msg 1");
				inTheClear(client, "STARTTLS", "ok starttls");
				try (DtlsSocket secured = new DtlsSocket(this.scenario.client())) {
					secured.setSoTimeout(15_000);
					secured.connect(client);
					assertThat(ask(secured, "MSG 2")).isEqualTo("msg 2");
					assertThat(ask(secured, "ENDTLS")).isEqualTo("ok endtls");
					assertThat(secured.unwrap()).isSameAs(client);
				}
				inTheClear(client, "MSG 3", "msg 3");
				inTheClear(client, "OVER", "ok over");
			}
			there.get(15, TimeUnit.SECONDS);
		}
	}

	private static String ask(DtlsSocket socket, String text) throws IOException {
		socket.send(text.getBytes(StandardCharsets.UTF_8));
		return new String(socket.receive(), StandardCharsets.UTF_8);
	}

	// In the clear nobody repeats for us what meets a server that still, or again, speaks
	// DTLS.
	private static void inTheClear(DatagramSocket socket, String question, String expected) throws IOException {
		socket.setSoTimeout(REPEAT_MILLIS);
		byte[] bytes = question.getBytes(StandardCharsets.UTF_8);
		String answer = "";
		while (!answer.equals(expected)) {
			socket.send(new DatagramPacket(bytes, bytes.length));
			try {
				answer = receive(socket);
			}
			catch (SocketTimeoutException ex) {
				// Once more.
			}
		}
	}

	private static String receive(DatagramSocket socket) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
		socket.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
	}

	private static void serve(DtlsServerSocket server, InetSocketAddress peer) {
		try {
			for (int round = 0; round < 2; round++) {
				try (DatagramSocket plain = server.plainSocket(peer)) {
					answerUntil("STARTTLS", plain);
				}
				DtlsSocket secured = server.accept();
				String text = "";
				while (!text.equals("ENDTLS")) {
					text = new String(secured.receive(), StandardCharsets.UTF_8);
					secured.send(answerTo(text).getBytes(StandardCharsets.UTF_8));
				}
				try (DatagramSocket plain = secured.unwrap()) {
					answerUntil("OVER", plain);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void answerUntil(String last, DatagramSocket socket) throws IOException {
		socket.setSoTimeout(15_000);
		String text = "";
		while (!text.equals(last)) {
			text = receive(socket);
			byte[] answer = answerTo(text).getBytes(StandardCharsets.UTF_8);
			socket.send(new DatagramPacket(answer, answer.length));
		}
	}

	private static String answerTo(String text) {
		String lower = text.toLowerCase(Locale.ROOT);
		return lower.startsWith("msg") ? lower : "ok " + lower;
	}

}
