package io.dtls.internal.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.settings.SocketSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Many sockets on one port, over the real network stack of Linux.
 */
class ConnectedDatagramTransportTests {

	private static final int TURNS = 500;

	private final List<AutoCloseable> open = new ArrayList<>();

	private final Arrivals arrivals = new Arrivals();

	@BeforeAll
	static void onLinuxOnly() {
		assumeThat(PlatformCapabilities.current().connectedSockets()).isTrue();
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	private ConnectedDatagramTransport transport(String address) throws IOException {
		ConnectedDatagramTransport transport = ConnectedDatagramTransport
			.bind(new InetSocketAddress(InetAddress.getByName(address), 0), SocketSettings.defaults());
		this.open.add(transport);
		return transport;
	}

	private DatagramSocket client(InetSocketAddress server) throws IOException {
		DatagramSocket client = new DatagramSocket(new InetSocketAddress(server.getAddress(), 0));
		client.setSoTimeout(5000);
		client.connect(server);
		this.open.add(client);
		return client;
	}

	private static InetSocketAddress address(DatagramSocket socket) {
		return (InetSocketAddress) socket.getLocalSocketAddress();
	}

	private static void send(DatagramSocket client, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		client.send(new DatagramPacket(bytes, bytes.length));
	}

	private static String receive(DatagramSocket client) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[100], 100);
		client.receive(packet);
		return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
	}

	private void receive(DatagramTransport transport, int count) throws IOException {
		for (int turn = 0; turn < TURNS && this.arrivals.texts.size() < count; turn++) {
			transport.receive(this.arrivals, TimeUnit.MILLISECONDS.toNanos(10));
		}
		// Nothing may come twice.
		transport.receive(this.arrivals, 0);
		assertThat(this.arrivals.texts).hasSize(count);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void peersWithAndWithoutASocketOfTheirOwnSendAndReceive(String address) throws IOException {
		ConnectedDatagramTransport transport = transport(address);
		DatagramSocket first = client(transport.localAddress());
		DatagramSocket second = client(transport.localAddress());
		transport.associate(address(first));
		assertThat(transport.connectedPeers()).isOne();
		send(first, "first");
		send(second, "second");
		receive(transport, 2);
		assertThat(this.arrivals.from("first")).isEqualTo(address(first));
		assertThat(this.arrivals.from("second")).isEqualTo(address(second));
		for (DatagramSocket client : List.of(first, second)) {
			transport.send("answer".getBytes(StandardCharsets.UTF_8), 0, 6, address(client));
			assertThat(receive(client)).isEqualTo("answer");
		}
	}

	/**
	 * What was sent in the very moment in which a peer's socket exists and is not yet
	 * connected arrives once, from whoever it came.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void nothingIsLostOrTakenByAnotherBetweenBindAndConnect(String address) throws IOException {
		ConnectedDatagramTransport transport = transport(address);
		DatagramSocket peer = client(transport.localAddress());
		DatagramSocket other = client(transport.localAddress());
		DatagramSocket known = client(transport.localAddress());
		transport.associate(address(known));
		send(peer, "peer before");
		transport.whenBound(() -> {
			try {
				send(peer, "peer in between");
				send(other, "other in between");
				send(known, "known in between");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		transport.associate(address(peer));
		send(peer, "peer after");
		send(other, "other after");
		receive(transport, 6);
		assertThat(this.arrivals.texts).allSatisfy((text) -> assertThat(this.arrivals.from(text))
			.isEqualTo(address(text.startsWith("peer") ? peer : text.startsWith("other") ? other : known)));
	}

	/**
	 * What the test above would show if the new socket were bound to the listener's own
	 * address.
	 */
	@Test
	void aSocketBoundToTheAddressOfTheListenerTakesWhatIsNotItsOwn() throws IOException {
		try (DatagramChannel listener = DatagramChannel.open(); DatagramChannel naive = DatagramChannel.open()) {
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			InetSocketAddress shared = (InetSocketAddress) listener.getLocalAddress();
			DatagramSocket other = client(shared);
			listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			naive.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			naive.bind(shared);
			send(other, "for the listener");
			listener.configureBlocking(false);
			naive.configureBlocking(false);
			assertThat(listener.receive(ByteBuffer.allocate(100))).isNull();
			assertThat(naive.receive(ByteBuffer.allocate(100))).isEqualTo(address(other));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void everyDatagramOfABusyPeerArrivesOnceWhileOthersGetSockets(String address) throws Exception {
		ConnectedDatagramTransport transport = transport(address);
		DatagramSocket busy = client(transport.localAddress());
		AtomicBoolean stop = new AtomicBoolean();
		List<String> sent = new ArrayList<>();
		Thread sender = new Thread(() -> sendUntil(stop, busy, sent));
		sender.start();
		for (int i = 0; i < 200; i++) {
			InetSocketAddress peer = address(client(transport.localAddress()));
			transport.associate(peer);
			transport.receive(this.arrivals, 0);
			transport.dissociate(peer);
		}
		stop.set(true);
		sender.join();
		receive(transport, sent.size());
		assertThat(this.arrivals.texts).containsExactlyElementsOf(sent);
		assertThat(transport.connectedPeers()).isZero();
	}

	private static void sendUntil(AtomicBoolean stop, DatagramSocket busy, List<String> sent) {
		try {
			while (!stop.get() && sent.size() < 20_000) {
				String text = String.valueOf(sent.size());
				send(busy, text);
				sent.add(text);
				TimeUnit.NANOSECONDS.sleep(50_000);
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aPeerKeepsItsSocketUntilItsLastUseEnds() throws IOException {
		ConnectedDatagramTransport transport = transport("127.0.0.1");
		DatagramSocket client = client(transport.localAddress());
		transport.associate(address(client));
		transport.associate(address(client));
		transport.dissociate(address(client));
		transport.receive(this.arrivals, 0);
		assertThat(transport.connectedPeers()).isOne();
		transport.dissociate(address(client));
		send(client, "queued at the socket that is about to go");
		receive(transport, 1);
		assertThat(transport.connectedPeers()).isZero();
		send(client, "taken by the listener again");
		receive(transport, 2);
	}

	@Test
	void aPeerThatIsGoneIsToldAndDisturbsNobody() throws IOException {
		ConnectedDatagramTransport transport = transport("127.0.0.1");
		DatagramSocket gone = client(transport.localAddress());
		DatagramSocket there = client(transport.localAddress());
		transport.associate(address(gone));
		InetSocketAddress address = address(gone);
		gone.close();
		for (int i = 0; i < 3; i++) {
			transport.send(new byte[1], 0, 1, address);
		}
		for (int turn = 0; turn < TURNS && this.arrivals.unreachable.isEmpty(); turn++) {
			transport.receive(this.arrivals, TimeUnit.MILLISECONDS.toNanos(10));
		}
		assertThat(this.arrivals.unreachable).isNotEmpty().containsOnly(address);
		send(there, "still served");
		receive(transport, 1);
	}

	@Test
	void aPeerThatWouldBeAnsweredFromAnotherAddressStaysWithTheListener() throws IOException {
		ConnectedDatagramTransport transport = transport("127.0.0.5");
		DatagramSocket client = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
		this.open.add(client);
		client.setSoTimeout(5000);
		client.connect(transport.localAddress());
		transport.associate(address(client));
		assertThat(transport.connectedPeers()).isZero();
		send(client, "hello");
		receive(transport, 1);
		transport.send("answer".getBytes(StandardCharsets.UTF_8), 0, 6, address(client));
		assertThat(receive(client)).isEqualTo("answer");
		transport.dissociate(address(client));
	}

	@Test
	void aTakenPortIsNoticedThoughItsSocketsShareIt() throws IOException {
		ConnectedDatagramTransport first = transport("127.0.0.1");
		first.associate(new InetSocketAddress("127.0.0.1", 9));
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> ConnectedDatagramTransport.bind(first.localAddress(), SocketSettings.defaults()));
	}

	@Test
	void theWildcardIsNoPlaceForTheListener() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ConnectedDatagramTransport.bind(new InetSocketAddress(0), SocketSettings.defaults()))
			.withMessageContaining("specific address");
	}

	/** What has arrived. */
	private static final class Arrivals implements DatagramSink {

		private final List<String> texts = new ArrayList<>();

		private final List<InetSocketAddress> senders = new ArrayList<>();

		private final List<InetSocketAddress> unreachable = new ArrayList<>();

		@Override
		public void datagram(byte[] buffer, int offset, int length, InetSocketAddress from) {
			this.texts.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
			this.senders.add(from);
		}

		@Override
		public void unreachable(InetSocketAddress peer) {
			this.unreachable.add(peer);
		}

		InetSocketAddress from(String text) {
			return this.senders.get(this.texts.indexOf(text));
		}

	}

}
