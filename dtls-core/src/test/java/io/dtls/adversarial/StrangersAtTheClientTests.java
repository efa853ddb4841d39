package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.NothingAboveDebug;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client's port may receive that is not meant for it, as ports are given out
 * again: the handshake goes on.
 */
@ExtendWith(NothingAboveDebug.class)
class StrangersAtTheClientTests {

	private static final int STEPS = 4;

	private final byte[] message = { 1, 2, 3 };

	private TestServer start() throws IOException {
		return TestServer.start(Wire.UDP,
				(builder) -> builder.credentials(Credentials.ofPsk((identity) -> MessageLevelClient.PSK)));
	}

	private static io.dtls.internal.transport.DatagramTransport bind(int port) throws IOException {
		return NioDatagramTransport.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port),
				new SocketSettings(0, 0));
	}

	private static TestDtlsClient client() {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 5000;
		client.connectionId = new byte[0];
		return client;
	}

	private void talk(DTLSTransport session) throws IOException {
		session.send(this.message, 0, this.message.length);
		assertThat(session.receive(new byte[64], 0, 64, 5000)).isEqualTo(this.message.length);
	}

	@ParameterizedTest
	@ValueSource(ints = { Message.CLIENT_HELLO, Message.SERVER_HELLO, Message.CERTIFICATE, Message.SERVER_KEY_EXCHANGE,
			Message.CERTIFICATE_REQUEST })
	void aClientDoesNotHearMessagesOfStrangers(int type) throws Exception {
		try (TestServer server = start()) {
			io.dtls.internal.transport.DatagramTransport end = bind(0);
			io.dtls.internal.transport.DatagramTransport stranger = bind(0);
			TransportClient client = new TransportClient(end, server.address());
			int[] number = { 20 };
			talk(client().connect(new Interrupted(client, () -> {
				for (int seq = 0; seq < 4; seq++) {
					byte[] record = Message.record(22, number[0]++, new Message(type, seq, new byte[40]).bytes());
					stranger.send(record, 0, record.length, end.localAddress());
				}
			}, -1)));
			stranger.close();
			end.close();
		}
	}

	@Test
	void theFarewellOfASessionThatHadThePortDoesNotDisturbANewClient() throws Exception {
		try (TestServer server = start()) {
			for (int step = 0; step < STEPS; step++) {
				io.dtls.internal.transport.DatagramTransport end = bind(0);
				client().connect(new TransportClient(end, server.address()));
				DtlsSession older = server.opened.take();
				end.close();
				end = bind(end.localAddress().getPort());
				TransportClient client = new TransportClient(end, server.address());
				talk(client().connect(new Interrupted(client, older::close, step)));
				server.opened.take();
				end.close();
			}
		}
	}

	/** What happens between two datagrams. */
	private interface Interruption {

		void happen() throws IOException;

	}

	/** A client to which something happens before it receives. */
	private static final class Interrupted implements DatagramTransport {

		private final TransportClient client;

		private final Interruption interruption;

		// Before which call; -1 for each.
		private final int step;

		private int calls;

		Interrupted(TransportClient client, Interruption interruption, int step) {
			this.client = client;
			this.interruption = interruption;
			this.step = step;
		}

		@Override
		public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
			if (this.step < 0 || this.calls == this.step) {
				this.interruption.happen();
			}
			this.calls++;
			return this.client.receive(buf, off, len, waitMillis);
		}

		@Override
		public int getReceiveLimit() {
			return this.client.getReceiveLimit();
		}

		@Override
		public int getSendLimit() {
			return this.client.getSendLimit();
		}

		@Override
		public void send(byte[] buf, int off, int len) throws IOException {
			this.client.send(buf, off, len);
		}

		@Override
		public void close() {
			// The test closes the transport.
		}

	}

}
