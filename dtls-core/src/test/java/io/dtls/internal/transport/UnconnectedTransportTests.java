package io.dtls.internal.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.settings.SocketSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What both transports on one unconnected socket have in common.
 */
class UnconnectedTransportTests {

	private static final long WAIT = 5_000_000_000L;

	private final List<byte[]> received = new ArrayList<>();

	private final List<InetSocketAddress> senders = new ArrayList<>();

	private final DatagramSink sink = (buffer, offset, length, from) -> {
		this.received.add(Arrays.copyOfRange(buffer, offset, offset + length));
		this.senders.add(from);
	};

	static Stream<SocketSettings> kinds() {
		SocketSettings settings = SocketSettings.defaults();
		return Stream.of(settings.withBatched(false), settings.withBatched(true));
	}

	private static DatagramTransport open(String address, SocketSettings settings) throws IOException {
		return BatchedSockets.bind(new InetSocketAddress(InetAddress.getByName(address), 0), settings);
	}

	@Test
	void batchesWhereTheJvmCan() throws Exception {
		Assumptions.assumeTrue(BatchedSockets.available());
		try (DatagramTransport transport = open("127.0.0.1", SocketSettings.defaults())) {
			assertThat(transport).isNotInstanceOf(NioDatagramTransport.class);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void echoesALotOfDatagramsOfAllSizes(SocketSettings settings) throws Exception {
		try (DatagramTransport transport = open("127.0.0.1", settings); DatagramSocket peer = new DatagramSocket()) {
			peer.setReceiveBufferSize(1 << 22);
			peer.setSoTimeout(5000);
			int[] sizes = { 0, 1, 64, 1400, 2048, 2049, 9000, 65_507 };
			for (int i = 0; i < 100; i++) {
				byte[] message = new byte[(i < sizes.length) ? sizes[i] : i];
				Arrays.fill(message, (byte) i);
				peer.send(new DatagramPacket(message, message.length, transport.localAddress()));
			}
			while (this.received.size() < 100 && transport.receive(this.sink, WAIT) > 0) {
				for (int i = this.senders.size() - 1; i < this.received.size(); i++) {
					assertThat(this.senders.get(i).getPort()).isEqualTo(peer.getLocalPort());
				}
			}
			assertThat(this.received).hasSize(100);
			for (byte[] message : this.received) {
				transport.send(message, 0, message.length, this.senders.get(0));
			}
			transport.flush();
			byte[] buffer = new byte[65_536];
			for (int i = 0; i < 100; i++) {
				DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
				peer.receive(packet);
				assertThat(packet.getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void anotherThreadsDatagramIsNotHeldBack(SocketSettings settings) throws Exception {
		try (DatagramTransport transport = open("127.0.0.1", settings); DatagramSocket peer = new DatagramSocket()) {
			peer.setSoTimeout(5000);
			transport.receive(this.sink, 0);
			InetSocketAddress to = new InetSocketAddress("127.0.0.1", peer.getLocalPort());
			Thread other = new Thread(() -> {
				try {
					transport.send(new byte[] { 1, 2, 3 }, 1, 2, to);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			other.start();
			other.join();
			DatagramPacket packet = new DatagramPacket(new byte[10], 10);
			peer.receive(packet);
			assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).containsExactly(2, 3);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void servesIpv4AndIpv6OnTheWildcard(SocketSettings settings) throws Exception {
		try (DatagramTransport transport = BatchedSockets.bind(new InetSocketAddress(0), settings)) {
			for (String address : List.of("127.0.0.1", "::1")) {
				InetAddress host = InetAddress.getByName(address);
				try (DatagramChannel peer = DatagramChannel
					.open(address.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
					peer.connect(new InetSocketAddress(host, transport.localAddress().getPort()));
					peer.write(ByteBuffer.wrap(new byte[] { 7 }));
					assertThat(transport.receive(this.sink, WAIT)).isEqualTo(1);
					InetSocketAddress from = this.senders.get(this.senders.size() - 1);
					assertThat(from).isEqualTo(peer.getLocalAddress());
					transport.send(new byte[] { 8 }, 0, 1, from);
					transport.flush();
					ByteBuffer answer = ByteBuffer.allocate(10);
					peer.socket().setSoTimeout(5000);
					assertThat(peer.read(answer)).isEqualTo(1);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aWakeUpEndsTheWait(SocketSettings settings) throws Exception {
		try (DatagramTransport transport = open("127.0.0.1", settings)) {
			transport.wakeup();
			transport.wakeup();
			long start = System.nanoTime();
			assertThat(transport.receive(this.sink, 60_000_000_000L)).isZero();
			assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
			assertThat(transport.receive(this.sink, 1_000_000)).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aTakenPortIsRefused(SocketSettings settings) throws Exception {
		try (DatagramTransport transport = open("127.0.0.1", settings)) {
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> BatchedSockets.bind(transport.localAddress(), settings));
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void closingFreesThePort(SocketSettings settings) throws Exception {
		DatagramTransport first = open("127.0.0.1", settings);
		first.close();
		first.close();
		BatchedSockets.bind(first.localAddress(), settings).close();
	}

}
