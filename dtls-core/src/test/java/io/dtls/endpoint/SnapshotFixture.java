package io.dtls.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;

import io.dtls.CipherSuite;
import io.dtls.DtlsSession;
import io.dtls.MessageHandler;
import io.dtls.SnapshotLookup;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.Migration;
import io.dtls.settings.SecuritySettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.store.Secrets;
import io.dtls.store.SnapshotStore;
import io.dtls.testing.FaultyNetwork;
import io.dtls.testing.FaultyNetwork.Sent;
import io.dtls.testing.MemorySnapshotStore;
import io.dtls.testing.TestDtlsClient;

/**
 * Nodes that share a store, and peers, on a network in memory.
 */
public abstract class SnapshotFixture {

	static final InetSocketAddress NODE_A = new InetSocketAddress("127.0.0.1", 5684);

	static final InetSocketAddress NODE_B = new InetSocketAddress("127.0.0.9", 5684);

	static final InetSocketAddress HOME = new InetSocketAddress("127.0.0.2", 40_000);

	static final InetSocketAddress ABROAD = new InetSocketAddress("127.0.0.3", 40_001);

	static final Secrets SECRETS = Secrets.of(new byte[32], null);

	final FaultyNetwork network = new FaultyNetwork();

	public final FaultyNetwork.Port home = this.network.bind(HOME);

	public final FaultyNetwork.Port abroad = this.network.bind(ABROAD);

	final MemorySnapshotStore store = new MemorySnapshotStore();

	public final Node a = new Node(NODE_A);

	final Node b = new Node(NODE_B);

	@AfterEach
	void stop() {
		if (this.store.blockedBy != null) {
			this.store.blockedBy.countDown();
		}
		this.a.close();
		this.b.close();
	}

	public static TestDtlsClient client(byte... connectionId) {
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8)
			.withPsk("sensor-1", ServerFixture.PSK);
		client.connectionId = connectionId;
		return client;
	}

	static byte[] protect(TestDtlsClient client, String message) throws IOException {
		byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
		byte[] record = new byte[bytes.length + client.ownRecords.overhead()];
		int size = client.ownRecords.protect(RecordFormat.APPLICATION_DATA, bytes, 0, bytes.length, record, 0);
		return Arrays.copyOf(record, size);
	}

	static void send(FaultyNetwork.Port from, byte[] record, Node to) {
		from.send(record, 0, record.length, to.address);
	}

	public static String receive(TestDtlsClient client, FaultyNetwork.Port port) throws IOException {
		OpenedRecord opened = new OpenedRecord();
		for (Sent sent = take(port); sent != null; sent = take(port)) {
			byte[] record = sent.bytes();
			if (client.ownRecords.open(record, 0, record.length, opened)
					&& opened.contentType() == RecordFormat.APPLICATION_DATA) {
				return new String(opened.copyPayload(), StandardCharsets.UTF_8);
			}
		}
		return null;
	}

	static Sent take(FaultyNetwork.Port port) throws IOException {
		return port.take(TimeUnit.SECONDS.toNanos(5));
	}

	public void echo(TestDtlsClient client, FaultyNetwork.Port port, Node node, String message) throws IOException {
		send(port, protect(client, message), node);
		Assertions.assertThat(receive(client, port)).isEqualTo(message);
	}

	static long lookups(Node node, SnapshotLookup outcome) {
		return node.server.statistics().lookups(outcome);
	}

	static void send(DtlsSession session) {
		try {
			session.send(new byte[8]);
		}
		catch (IOException ex) {
			// Saved, or not there yet.
		}
	}

	/** A server at an address of its own. */
	public final class Node {

		final InetSocketAddress address;

		final ServerFixture seen = new ServerFixture();

		MessageHandler handler = this.seen;

		public DtlsServer server;

		Node(InetSocketAddress address) {
			this.address = address;
		}

		public void start(SnapshotStore snapshots) throws IOException {
			start(SnapshotSettings.of(snapshots, SECRETS), SessionSettings.defaults());
		}

		public void start(SnapshotSettings snapshots, SessionSettings sessions) throws IOException {
			this.server = DtlsServer.builder()
				.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
				.security(SecuritySettings.defaults().withCipherSuites(CipherSuite.secure()))
				.handshakes(HandshakeSettings.defaults().withInitialRetransmit(Duration.ofMillis(10)))
				.connectionIds(ConnectionIdSettings.defaults().withMigration(Migration.NEWEST))
				.sessions(sessions)
				.snapshots(snapshots)
				.handler(this.handler)
				.observer(this.seen)
				.transports((configuration) -> SnapshotFixture.this.network.bind(this.address))
				.build();
			this.server.start();
		}

		public DtlsSession connect(TestDtlsClient client, FaultyNetwork.Port port) throws Exception {
			client.connect(SnapshotFixture.this.network.client(port, this.address));
			return ServerFixture.next(this.seen.opened);
		}

		public void close() {
			if (this.server != null) {
				this.server.close();
			}
		}

	}

}
