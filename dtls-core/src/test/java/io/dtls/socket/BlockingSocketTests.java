package io.dtls.socket;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.DtlsException;
import io.dtls.SessionClosedException;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.endpoint.Scenario;
import io.dtls.internal.transport.DatagramSink;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.settings.ClientAuth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the blocking sockets promise beyond the scenarios they inherited.
 */
@ParameterizedClass
@MethodSource("io.dtls.endpoint.Scenario#all")
@Timeout(60)
class BlockingSocketTests {

	@Parameter
	Scenario scenario;

	private DtlsServerSocket server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private InetSocketAddress serve(DtlsServerBuilder settings) throws Exception {
		this.server = new DtlsServerSocket(settings);
		this.server.bind(this.scenario.anyPort());
		return this.server.getLocalSocketAddress();
	}

	private DtlsSocket connect(DtlsClientBuilder settings, InetSocketAddress address) throws IOException {
		DtlsSocket socket = new DtlsSocket(settings);
		socket.setSoTimeout(15_000);
		socket.connect(address);
		return socket;
	}

	// PyDTLS's sockets with a timeout never repeated a flight.
	@Test
	void aCallerWithATimeoutHasItsFlightsRepeatedNonBlockingHandshake() throws Exception {
		InetSocketAddress address = serve(this.scenario.server()
			.transports((configuration) -> new ForgetfulTransport(
					NioDatagramTransport.bind(configuration.bindAddress(), configuration.socket()))));
		try (DtlsSocket socket = new DtlsSocket(this.scenario.client())) {
			socket.connect(address, 15_000);
			assertThat(socket.getSession().isValid()).isTrue();
		}
	}

	@Test
	void ofAssociationsThatEndBeforeTheyAreAcceptedOnlySomeAreKept() throws Exception {
		InetSocketAddress address = serve(this.scenario.server());
		for (int i = 0; i < EndedBacklog.MAX_SOCKETS + 6; i++) {
			DtlsSocket socket = connect(this.scenario.client(), address);
			socket.send(new byte[] { (byte) i });
			socket.close(Duration.ofSeconds(10));
		}
		while (this.server.waiting() > EndedBacklog.MAX_SOCKETS) {
			Thread.onSpinWait();
		}
		DtlsSocket oldest = this.server.accept();
		assertThat(oldest.receive()).containsExactly(6);
		assertThatExceptionOfType(SessionClosedException.class).isThrownBy(oldest::receive);
	}

	@Test
	void aSocketThatIsClosedWhileItConnectsIsNotConnected() throws Exception {
		InetSocketAddress address = serve(this.scenario.server());
		DtlsSocket socket = new DtlsSocket(this.scenario.client());
		AtomicInteger looks = new AtomicInteger();
		try (DatagramSocket lent = new DatagramSocket() {
			@Override
			public boolean isClosed() {
				if (looks.getAndIncrement() == 0) {
					socket.close();
				}
				return super.isClosed();
			}
		}) {
			lent.connect(address);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.connect(lent))
				.withMessage("Socket is closed");
			assertThat(socket.dtlsSession().isOpen()).isFalse();
		}
	}

	@Test
	void aPacketThatIsUsedAgainHasTheRoomItHadAtFirst() throws Exception {
		try (DtlsDatagramSocket datagrams = new DtlsDatagramSocket(this.scenario.server())) {
			datagrams.bind(this.scenario.anyPort());
			try (DtlsSocket socket = connect(this.scenario.client(), datagrams.getLocalSocketAddress())) {
				DatagramPacket packet = new DatagramPacket(new byte[100], 10, 50);
				for (int size : new int[] { 5, 40, 0, 60 }) {
					socket.send((size > 0) ? new byte[size] : new byte[1]);
					datagrams.receive(packet);
					assertThat(packet.getLength()).isEqualTo(Math.min(Math.max(size, 1), 50));
				}
				packet.setLength(20);
				socket.send(new byte[30]);
				datagrams.receive(packet);
				assertThat(packet.getLength()).isEqualTo(20);
			}
		}
	}

	// PyDTLS's accept waited for one client at a time.
	@Test
	void acceptIsNotHeldUpByAHandshakeThatHangs() throws Exception {
		InetSocketAddress address = serve(this.scenario.server(ClientAuth.NEED));
		try (DatagramSocket half = new DatagramSocket(
				new InetSocketAddress(InetAddress.getByName(this.scenario.address()), 0))) {
			half.send(new DatagramPacket(new byte[] { 22, (byte) 0xfe, (byte) 0xfd }, 3, address));
			try (DtlsSocket socket = connect(this.scenario.clientWith(Scenario.CLIENT), address);
					DtlsSocket accepted = this.server.accept()) {
				assertThat(accepted.getRemoteSocketAddress()).isEqualTo(socket.getLocalSocketAddress());
			}
		}
		this.server.setSoTimeout(50);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this.server::accept);
	}

	// The many peers of one object, as PyDTLS's wrapper had them.
	@Test
	void manyPeersStandBehindOneDatagramSocket() throws Exception {
		try (DtlsDatagramSocket many = new DtlsDatagramSocket(this.scenario.server())) {
			many.setSoTimeout(15_000);
			many.bind(this.scenario.anyPort());
			try (DtlsSocket one = connect(this.scenario.client(), many.getLocalSocketAddress());
					DtlsSocket two = connect(this.scenario.client(), many.getLocalSocketAddress())) {
				for (DtlsSocket peer : List.of(one, two)) {
					peer.send("hello".getBytes(StandardCharsets.US_ASCII));
					DatagramPacket packet = new DatagramPacket(new byte[100], 100);
					many.receive(packet);
					assertThat(packet.getSocketAddress()).isEqualTo(peer.getLocalSocketAddress());
					many.send(packet);
					assertThat(peer.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
				}
				assertThat(many.peers()).hasSize(2);
			}
			DatagramPacket stranger = new DatagramPacket(new byte[1], 1, many.getLocalSocketAddress());
			assertThatExceptionOfType(DtlsException.class).isThrownBy(() -> many.send(stranger))
				.withMessageContaining("no association");
		}
	}

	/** Loses the first datagram it receives and the first two it sends. */
	private static final class ForgetfulTransport implements DatagramTransport {

		private final DatagramTransport network;

		private int received;

		private int sent;

		ForgetfulTransport(DatagramTransport network) {
			this.network = network;
		}

		@Override
		public InetSocketAddress localAddress() {
			return this.network.localAddress();
		}

		@Override
		public int receive(DatagramSink sink, long timeoutNanos) throws IOException {
			return this.network.receive((buffer, offset, length, from) -> {
				this.received++;
				if (this.received > 1) {
					sink.datagram(buffer, offset, length, from);
				}
			}, timeoutNanos);
		}

		@Override
		public synchronized void send(byte[] datagram, int offset, int length, InetSocketAddress to)
				throws IOException {
			this.sent++;
			if (this.sent > 2) {
				this.network.send(datagram, offset, length, to);
			}
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
