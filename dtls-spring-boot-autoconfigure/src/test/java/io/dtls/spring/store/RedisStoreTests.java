package io.dtls.spring.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.dtls.CipherSuite;
import io.dtls.PeerIdentity;
import io.dtls.store.ResumptionEntry;
import io.dtls.store.ResumptionStore;
import io.dtls.store.Secrets;
import io.dtls.store.SnapshotStore.Snapshot;
import io.dtls.store.StoreCipher;
import io.dtls.testing.PeerProcess;

/**
 * The stores with a real Redis.
 */
class RedisStoreTests {

	private static final byte[] ID = { 1, 2, 3 };

	private final StoreCipher cipher = new StoreCipher(
			Secrets.of("the secret of a test".getBytes(StandardCharsets.US_ASCII), null), "test");

	@TempDir
	Path folder;

	private PeerProcess redis;

	private LettuceConnectionFactory connections;

	@BeforeEach
	void start() throws IOException {
		PeerProcess.require("redis-server");
		int port = freePort();
		this.redis = PeerProcess.start("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "",
				"--appendonly", "no", "--dir", this.folder.toString());
		this.redis.expect("Ready to accept connections");
		this.connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(2))
					.shutdownTimeout(Duration.ZERO)
					.build());
		this.connections.afterPropertiesSet();
		this.connections.start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			return socket.getLocalPort();
		}
	}

	@AfterEach
	void stop() {
		if (this.connections != null) {
			this.connections.destroy();
		}
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Test
	void ofManyThatTakeOneSessionExactlyOneGetsIt() throws Exception {
		RedisSnapshotStore store = new RedisSnapshotStore(this.connections, "race:");
		for (int round = 1; round <= 20; round++) {
			store.put(List.of(new Snapshot(ID, new byte[] { 9 })), Duration.ofMinutes(1));
			Assertions.assertThat(store.find(ID)).containsExactly(9);
			AtomicInteger winners = new AtomicInteger();
			CountDownLatch done = new CountDownLatch(4);
			for (int i = 0; i < 4; i++) {
				new Thread(() -> {
					try {
						winners.addAndGet((store.take(ID) != null) ? 1 : 0);
					}
					catch (IOException ex) {
						winners.addAndGet(100);
					}
					done.countDown();
				}).start();
			}
			Assertions.assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
			Assertions.assertThat(winners).hasValue(1);
		}
		Assertions.assertThat(store.nextGeneration(ID, 0)).isEqualTo(21);
		Assertions.assertThat(store.nextGeneration(ID, 50)).isEqualTo(51);
		Assertions.assertThat(store.nextGeneration(ID, 0)).isEqualTo(52);
	}

	@Test
	void aStoreThatIsGoneIsAnIoException() {
		RedisSnapshotStore store = new RedisSnapshotStore(this.connections, "gone:");
		this.redis.close();
		Assertions.assertThatIOException().isThrownBy(() -> store.find(ID));
	}

	@Test
	void resumptionEntriesAreKeptEncryptedAndOnRequestFoundOnce() {
		keepsAndForgets(new RedisResumptionStore(this.connections, "r:", this.cipher, Duration.ofMinutes(1), false));
		ResumptionStore once = new RedisResumptionStore(this.connections, "o:", this.cipher, Duration.ofMinutes(1),
				true);
		once.put(entry());
		Assertions.assertThat(once.find(ID)).isNotNull();
		Assertions.assertThat(once.find(ID)).isNull();
	}

	@Test
	void anyCacheOfSpringKeepsResumptionEntriesEncrypted() {
		ConcurrentMapCache cache = new ConcurrentMapCache("sessions");
		CacheResumptionStore store = new CacheResumptionStore(cache, this.cipher);
		store.put(entry());
		Assertions.assertThat(cache.get("010203", byte[].class)).isNotEqualTo(entry().encode());
		keepsAndForgets(store);
	}

	private static ResumptionEntry entry() {
		return new ResumptionEntry(ID, CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, new byte[48], true, "DTLSv1.2",
				PeerIdentity.ofPsk("sensor"), null, 0, Instant.ofEpochMilli(1));
	}

	private static void keepsAndForgets(ResumptionStore store) {
		store.put(entry());
		ResumptionEntry found = store.find(ID);
		Assertions.assertThat(found.encode()).isEqualTo(entry().encode());
		store.remove(ID);
		Assertions.assertThat(store.find(ID)).isNull();
	}

}
