package io.dtls.autoconfigure;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.dtls.DtlsSession;
import io.dtls.HandshakeException;
import io.dtls.SnapshotLookup;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;
import io.dtls.store.SnapshotStore;
import io.dtls.testing.MemorySnapshotStore;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the properties of the server do, in sessions with a client.
 */
@Timeout(60)
class DtlsServerSettingsTests {

	private static final String[] NOTHING = {};

	private static ApplicationContextRunner server(String... properties) {
		return RunningPair.echo().withPropertyValues(properties);
	}

	private static boolean resumes(RunningPair pair) throws Exception {
		DtlsSession session = pair.connect();
		boolean resumed = session.negotiated().resumed();
		pair.end(session);
		return resumed;
	}

	@Test
	void resumesASessionAgainAndAgain() {
		RunningPair.run(server(), NOTHING, (pair) -> {
			assertThat(resumes(pair)).isFalse();
			assertThat(resumes(pair)).isTrue();
			assertThat(resumes(pair)).isTrue();
		});
	}

	@Test
	void resumesASessionOnceOnlyWhereItsUseIsSingle() {
		RunningPair.run(server("dtls.server.resumption.single-use=true"), NOTHING, (pair) -> {
			assertThat(resumes(pair)).isFalse();
			assertThat(resumes(pair)).isTrue();
			assertThat(resumes(pair)).as("the second time").isFalse();
			assertThat(resumes(pair)).as("the session of that full handshake").isTrue();
			assertThat(pair.server().statistics().resumptionsMissed()).isOne();
		});
	}

	@Test
	void resumesNothingThatIsOlderThanTheTimeout() {
		RunningPair.run(server("dtls.server.resumption.timeout=50ms"), NOTHING, (pair) -> {
			assertThat(resumes(pair)).isFalse();
			long end = System.currentTimeMillis();
			RunningPair.await(() -> System.currentTimeMillis() > end + 60);
			assertThat(resumes(pair)).isFalse();
		});
	}

	@Test
	void keepsAsManySessionsInMemoryAsItMay() {
		server("dtls.server.resumption.max-entries=1")
			.run((serving) -> RunningPair.client(serving).run((first) -> RunningPair.client(serving).run((second) -> {
				DtlsClient one = first.getBean(DtlsClient.class);
				DtlsClient other = second.getBean(DtlsClient.class);
				one.connect().close();
				RunningPair.await(() -> serving.getBean(DtlsServer.class).sessions().isEmpty());
				other.connect().close();
				assertThat(one.connect().negotiated().resumed()).isFalse();
			})));
	}

	@Test
	void waitsForASlowStoreAsLongAsItMay() {
		SlowStore store = new SlowStore();
		RunningPair.run(server("dtls.server.resumption.store-timeout=30s").withBean(ResumptionStore.class, () -> store),
				NOTHING, (pair) -> {
					assertThat(resumes(pair)).isFalse();
					assertThat(resumes(pair)).isTrue();
				});
		RunningPair.run(
				server("dtls.server.resumption.store-timeout=10ms").withBean(ResumptionStore.class, () -> store),
				NOTHING, (pair) -> {
					assertThat(resumes(pair)).isFalse();
					assertThat(resumes(pair)).isFalse();
				});
	}

	@Test
	void tellsTheStoreHowLongToKeepASession() {
		KeepingStore store = new KeepingStore();
		RunningPair.run(server("dtls.server.snapshot.keep=90", "dtls.secrets.current=0123456789abcdef")
			.withBean(SnapshotStore.class, () -> store), NOTHING, (pair) -> {
				pair.connect();
				pair.server().close();
			});
		assertThat(store.keep).isEqualTo(Duration.ofSeconds(90));
	}

	@Test
	void asksTheStoreForUnknownConnectionIdsNoMoreOftenThanItMay() {
		MemorySnapshotStore store = new MemorySnapshotStore();
		server("dtls.server.snapshot.lookups-per-second=1", "dtls.secrets.current=0123456789abcdef")
			.withBean(SnapshotStore.class, () -> store)
			.run((context) -> {
				DtlsServer server = context.getBean(DtlsServer.class);
				sendRecordsOfStrangers(server, 50);
				RunningPair.await(() -> server.statistics().lookups(SnapshotLookup.REFUSED) > 0);
			});
	}

	private static void sendRecordsOfStrangers(DtlsServer server, int count) throws Exception {
		byte[] record = new byte[13 + 8 + 32];
		// tls12_cid (RFC 9146), DTLS 1.2, epoch 1
		ByteBuffer.wrap(record).put((byte) 25).putShort((short) 0xfefd).putShort((short) 1);
		record[20] = 32;
		try (DatagramSocket socket = new DatagramSocket()) {
			for (int i = 0; i < count; i++) {
				record[11] = (byte) i;
				socket.send(new DatagramPacket(record, record.length, server.localAddress()));
			}
		}
	}

	@Test
	void writesTheSecretsOfItsSessionsToAFile(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("keys.log");
		RunningPair.run(server("dtls.server.insecure-key-log=" + file), NOTHING, RunningPair::connect);
		assertThat(Files.readString(file)).startsWith("CLIENT_RANDOM ");
	}

	@Test
	void agreesOnAnApplicationProtocol() {
		RunningPair.run(server("dtls.ssl.application-protocols=coap,mqtt"),
				new String[] { "dtls.client.ssl.application-protocols=mqtt" }, (pair) -> {
					assertThat(pair.connect().negotiated().applicationProtocol()).isEqualTo("mqtt");
					assertThat(pair.atServer().negotiated().applicationProtocol()).isEqualTo("mqtt");
				});
	}

	@Test
	void refusesWhoeverOffersOtherApplicationProtocolsOnly() {
		RunningPair.run(server("dtls.server.ssl.application-protocols=coap"),
				new String[] { "dtls.ssl.application-protocols=mqtt" },
				(pair) -> assertThatExceptionOfType(HandshakeException.class)
					.isThrownBy(() -> pair.client().connect()));
	}

	@ParameterizedTest
	@CsvSource({ "require-extended-master-secret,NO_SESSION_HASH",
			"require-secure-renegotiation,DISABLE_SAFE_RENEGOTIATION" })
	void servesAnOldPeerUnlessTheExtensionIsRequired(String property, String without) {
		String[] client = { "gnutls-cli", "--udp", "--pskusername", "sensor-1", "--pskkey", RunningPair.KEY,
				"--priority", "NORMAL:-KX-ALL:+PSK:%" + without };
		server().run((context) -> {
			try (PeerProcess peer = connect(client, context.getBean(DtlsServer.class))) {
				peer.expect("Handshake was completed");
			}
		});
		server("dtls.ssl." + property + "=true").run((context) -> {
			DtlsServer server = context.getBean(DtlsServer.class);
			try (PeerProcess peer = connect(client, server)) {
				peer.expect("Handshake failed");
				assertThat(server.statistics().sessionsOpened()).isZero();
			}
		});
		server("dtls.ssl." + property + "=true", "dtls.server.ssl." + property + "=false").run((context) -> {
			try (PeerProcess peer = connect(client, context.getBean(DtlsServer.class))) {
				peer.expect("Handshake was completed");
			}
		});
	}

	private static PeerProcess connect(String[] client, DtlsServer server) throws Exception {
		String[] command = Arrays.copyOf(client, client.length + 3);
		command[client.length] = "-p";
		command[client.length + 1] = String.valueOf(server.localAddress().getPort());
		command[client.length + 2] = "127.0.0.1";
		return PeerProcess.start(command);
	}

	/** Takes longer for each answer than handshakes wait by default. */
	private static final class SlowStore implements ResumptionStore {

		private final Map<ByteBuffer, byte[]> entries = new ConcurrentHashMap<>();

		@Override
		public void put(ResumptionEntry entry) {
			this.entries.put(ByteBuffer.wrap(entry.sessionId()), entry.encode());
		}

		@Override
		public ResumptionEntry find(byte[] sessionId) {
			try {
				TimeUnit.MILLISECONDS.sleep(700);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			byte[] entry = this.entries.get(ByteBuffer.wrap(sessionId));
			return (entry != null) ? ResumptionEntry.decode(entry) : null;
		}

		@Override
		public void remove(byte[] sessionId) {
			this.entries.remove(ByteBuffer.wrap(sessionId));
		}

	}

	/** Remembers for how long it was to keep what it got. */
	private static final class KeepingStore implements SnapshotStore {

		private final MemorySnapshotStore store = new MemorySnapshotStore();

		private volatile Duration keep;

		@Override
		public void put(Collection<Snapshot> some, Duration time) throws IOException {
			this.keep = time;
			this.store.put(some, time);
		}

		@Override
		public byte[] find(byte[] key) throws IOException {
			return this.store.find(key);
		}

		@Override
		public Taken take(byte[] key) throws IOException {
			return this.store.take(key);
		}

		@Override
		public boolean isShared() {
			return true;
		}

		@Override
		public long nextGeneration(byte[] key, long after) {
			return this.store.nextGeneration(key, after);
		}

	}

}
