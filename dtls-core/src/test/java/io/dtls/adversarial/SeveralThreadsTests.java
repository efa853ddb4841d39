package io.dtls.adversarial;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.dtls.CipherSuite;
import io.dtls.DtlsObserver;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.internal.transport.NioDatagramTransport;
import io.dtls.internal.transport.PlatformCapabilities;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SocketSettings;
import io.dtls.testing.NothingAboveDebug;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Attackers whose datagrams all go to one endpoint thread of several, which is a matter
 * of choosing ports: what they hold there locks nobody out on another.
 */
@ExtendWith(NothingAboveDebug.class)
class SeveralThreadsTests {

	private static final HandshakeSettings LENIENT = HandshakeSettings.defaults().withSourceLimits(1000, 1000, 100_000);

	private final List<DatagramTransport> ends = new ArrayList<>();

	private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();

	private final BlockingQueue<HandshakeFailure> failed = new LinkedBlockingQueue<>();

	private DtlsServer server;

	@AfterEach
	void close() {
		this.ends.forEach(DatagramTransport::close);
		if (this.server != null) {
			this.server.close();
		}
	}

	private void start(HandshakeSettings handshakes) throws Exception {
		assumeThat(PlatformCapabilities.current().balancedSockets()).isTrue();
		this.server = DtlsServer.builder()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.ioThreads(2)
			.credentials(Credentials.ofPsk((identity) -> MessageLevelClient.PSK))
			.handshakes(handshakes)
			.dispatch(DispatchSettings.defaults().withMode(DispatchSettings.Mode.DIRECT))
			.handler((session, message) -> this.threads.add(Thread.currentThread().getName()))
			.observer(new DtlsObserver() {

				@Override
				public void handshakeFailed(HandshakeFailure failure) {
					SeveralThreadsTests.this.failed.add(failure);
				}

			})
			.build();
		this.server.start();
	}

	private DatagramTransport bind() throws Exception {
		DatagramTransport end = NioDatagramTransport.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				new SocketSettings(0, 0));
		this.ends.add(end);
		return end;
	}

	private DTLSTransport connect(DatagramTransport end) throws Exception {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256)
			.withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 300;
		client.timeoutMillis = 20_000;
		return client.connect(new TransportClient(end, this.server.localAddress()));
	}

	// The system keeps an address with one socket, so a session tells which that is.
	private Map<String, List<DatagramTransport>> endsByThread(int each) throws Exception {
		Map<String, List<DatagramTransport>> found = new HashMap<>();
		for (int i = 0; i < 100
				&& (found.size() < 2 || found.values().stream().anyMatch((l) -> l.size() < each)); i++) {
			DatagramTransport end = bind();
			DTLSTransport session = connect(end);
			session.send("who".getBytes(StandardCharsets.US_ASCII), 0, 3);
			found.computeIfAbsent(this.threads.poll(10, TimeUnit.SECONDS), (thread) -> new ArrayList<>()).add(end);
			session.close();
		}
		assertThat(found).hasSize(2);
		return found;
	}

	private MessageLevelClient attacker(DatagramTransport end) {
		return new MessageLevelClient(end, this.server.localAddress(), CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
	}

	@Test
	void memoryThatOneThreadsPeersHoldLocksNobodyOutOnAnother() throws Exception {
		start(LENIENT.withMemoryBudget(200_000));
		List<List<DatagramTransport>> ends = new ArrayList<>(endsByThread(8).values());
		for (DatagramTransport end : ends.get(0).subList(0, 8)) {
			MessageLevelClient hog = attacker(end).sayHello();
			Message huge = new Message(Message.CLIENT_KEY_EXCHANGE, 2, new byte[30_000]);
			hog.plaintext(RecordFormat.HANDSHAKE, huge.fragment(29_000, 1000));
			// Silent from now on.
		}
		for (DatagramTransport end : ends.get(1).subList(0, 4)) {
			connect(end).send(new byte[1], 0, 1);
			assertThat(this.threads.poll(10, TimeUnit.SECONDS)).isNotNull();
		}
		assertThat(this.failed).allMatch((failure) -> failure.reason() == HandshakeFailureReason.EVICTED);
	}

	@Test
	void placesThatOneThreadsPeersHoldGiveWayToAnothers() throws Exception {
		start(LENIENT.withMaxConcurrent(4));
		List<List<DatagramTransport>> ends = new ArrayList<>(endsByThread(4).values());
		for (DatagramTransport end : ends.get(0).subList(0, 4)) {
			attacker(end).sayHello();
		}
		assertThat(this.server.handshakeCount()).isEqualTo(4);
		connect(ends.get(1).get(0)).send(new byte[1], 0, 1);
		assertThat(this.threads.poll(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.failed).extracting(HandshakeFailure::reason).contains(HandshakeFailureReason.EVICTED);
	}

}
