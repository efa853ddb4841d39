package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.dtls.DtlsSession;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code openssl s_client} when the network loses the server's last flight.
 */
class OpenSslLostFlightTests {

	private static final int PUSHES = 100;

	private final ServerFixture seen = new ServerFixture() {

		@Override
		public void opened(DtlsSession session, long handshakeNanos) {
			push(session);
			super.opened(session, handshakeNanos);
		}

	};

	private static void push(DtlsSession session) {
		try {
			for (int i = 0; i < PUSHES; i++) {
				session.send(("push " + i + "\n").getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void completesAfterAHundredRecordsHaveOvertakenTheFinished() throws Exception {
		AtomicInteger lost = new AtomicInteger();
		try (DtlsServer server = DtlsServer.builder()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handler(this.seen)
			.observer(this.seen)
			.transports((configuration) -> new FinishedLoser(
					NioDatagramTransport.bind(configuration.bindAddress(), configuration.socket()), lost))
			.build()) {
			server.start();
			try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-dtls1_2", "-connect",
					"127.0.0.1:" + server.localAddress().getPort(), "-psk_identity", "sensor-1", "-psk",
					ServerFixture.PSK_HEX, "-cipher", "PSK-AES128-GCM-SHA256")) {
				client.sendLine("after all").expect("after all\n");
				assertThat(lost).hasValue(1);
				assertThat(this.seen.closed).isEmpty();
			}
		}
	}

	/** Loses the first datagram that ends with a protected handshake record. */
	private record FinishedLoser(DatagramTransport network, AtomicInteger lost) implements DatagramTransport {

		@Override
		public void send(byte[] datagram, int offset, int length, InetSocketAddress to) throws IOException {
			if (carriesFinished(datagram, offset, offset + length) && this.lost.compareAndSet(0, 1)) {
				return;
			}
			this.network.send(datagram, offset, length, to);
		}

		private static boolean carriesFinished(byte[] datagram, int offset, int end) {
			int at = offset;
			while (at < end) {
				if (RecordFormat.epoch(datagram, at) == 1
						&& RecordFormat.contentType(datagram, at) == RecordFormat.HANDSHAKE) {
					return true;
				}
				at += RecordFormat.recordSize(datagram, at, end, 0);
			}
			return false;
		}

		@Override
		public InetSocketAddress localAddress() {
			return this.network.localAddress();
		}

		@Override
		public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
			return this.network.receive(sink, timeoutNanos);
		}

		@Override
		public void flush() {
			this.network.flush();
		}

		@Override
		public void wakeup() {
			this.network.wakeup();
		}

		@Override
		public void close() {
			this.network.close();
		}

	}

}
