package io.dtls.spring.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.SnapshotStore.Snapshot;
import io.dtls.testing.PeerProcess;

/**
 * Two nodes behind nginx with one Redis. {@code -Ddtls.cluster.peers=200} is the long
 * form.
 */
class ClusterTests {

	private static final Logger logger = LoggerFactory.getLogger(ClusterTests.class);

	private static final int PEERS = Integer.getInteger("dtls.cluster.peers", 20);

	private final List<ClusterPeer> peers = new ArrayList<>();

	@TempDir
	Path folder;

	private Cluster cluster;

	@BeforeEach
	void start() throws IOException {
		PeerProcess.require("redis-server");
		PeerProcess.require("nginx");
		this.cluster = new Cluster(this.folder);
		this.cluster.start();
	}

	@AfterEach
	void stop() {
		this.peers.forEach(ClusterPeer::close);
		this.cluster.close();
	}

	private void connectAll(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			ClusterPeer peer = new ClusterPeer(this.peers.size(), this.cluster.balancerPort);
			this.peers.add(peer);
			peer.connect();
		}
	}

	@Test
	void aRollingRestartOfBothNodesCostsNoPeerAHandshake() throws Exception {
		connectAll(PEERS);
		Assertions.assertThat(this.cluster.nodes[0].sessionCount()).isBetween(1, PEERS - 1);
		long handshakes = this.cluster.handshakes();
		for (int node = 0; node < 2; node++) {
			this.cluster.nodes[node].stop(Duration.ofSeconds(1));
			for (ClusterPeer peer : this.peers) {
				// The balancer learns from it that the node is gone.
				peer.echo(5);
			}
			for (ClusterPeer peer : this.peers) {
				Assertions.assertThat(peer.echoAtLast()).isTrue();
			}
			Assertions.assertThat(this.cluster.nodes[1 - node].sessionCount()).isEqualTo(PEERS);
			Assertions.assertThat(this.cluster.nodes[1 - node].statistics().sessionsRestored()).isPositive();
			this.cluster.nodes[node].start();
		}
		Assertions.assertThat(this.cluster.handshakes()).isEqualTo(handshakes);
	}

	@Test
	void whenEveryPeersPortChangesNothingIsLost() throws Exception {
		connectAll(PEERS);
		for (int round = 0; round < 2; round++) {
			for (ClusterPeer peer : this.peers) {
				Assertions.assertThat(peer.echo(2000)).isTrue();
				peer.rebind();
				Assertions.assertThat(peer.echo(2000)).isTrue();
			}
		}
		Assertions.assertThat(this.cluster.handshakes()).isEqualTo(PEERS);
	}

	@Test
	void withoutRedisEstablishedSessionsGoOnAndNewOnesHandshakeInFull() throws Exception {
		connectAll(5);
		this.cluster.stopRedis();
		for (ClusterPeer peer : this.peers) {
			Assertions.assertThat(peer.echo(2000)).isTrue();
		}
		connectAll(2);
		for (ClusterPeer peer : this.peers) {
			Assertions.assertThat(peer.echo(2000)).isTrue();
		}
		Assertions
			.assertThat(this.cluster.nodes[0].statistics().resumptionStoreFailures()
					+ this.cluster.nodes[1].statistics().resumptionStoreFailures())
			.isPositive();
		this.cluster.startRedis();
		this.cluster.nodes[0].stop(Duration.ofSeconds(1));
		for (ClusterPeer peer : this.peers) {
			Assertions.assertThat(peer.echoAtLast()).isTrue();
		}
		Assertions.assertThat(this.cluster.handshakes()).isEqualTo(this.peers.size());
	}

	@Test
	void ofManyThatTakeOneSessionFromRedisOneGetsIt() throws Exception {
		RedisSnapshotStore store = new RedisSnapshotStore(this.cluster.redisConnections(), "race:");
		byte[] key = { 1, 2, 3 };
		for (int round = 1; round <= 20; round++) {
			store.put(List.of(new Snapshot(key, new byte[] { 9 })), Duration.ofMinutes(1));
			Assertions.assertThat(store.find(key)).containsExactly(9);
			AtomicInteger winners = new AtomicInteger();
			CountDownLatch done = new CountDownLatch(4);
			for (int i = 0; i < 4; i++) {
				new Thread(() -> {
					try {
						winners.addAndGet((store.take(key) != null) ? 1 : 0);
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
		Assertions.assertThat(store.nextGeneration(key, 0)).isEqualTo(21);
		Assertions.assertThat(store.nextGeneration(key, 50)).isEqualTo(51);
		Assertions.assertThat(store.nextGeneration(key, 0)).isEqualTo(52);
	}

	@Test
	void thePeersOfALostNodeResumeOnTheOther() throws Exception {
		this.cluster.close();
		this.cluster = new Cluster(this.folder).withoutSnapshots();
		this.cluster.start();
		connectAll(PEERS);
		int lost = this.cluster.nodes[0].sessionCount();
		Assertions.assertThat(lost).isBetween(1, PEERS - 1);
		this.cluster.nodes[0].stop(Duration.ZERO);
		int resumed = 0;
		for (ClusterPeer peer : this.peers) {
			if (!peer.echo(300)) {
				peer.connect();
				Assertions.assertThat(peer.echo(2000)).isTrue();
				resumed += peer.isResumed() ? 1 : 0;
			}
		}
		logger.info("{} of {} sessions of the lost node were resumed", resumed, lost);
		Assertions.assertThat(resumed).isEqualTo(lost);
		Assertions.assertThat(this.cluster.nodes[1].sessionCount()).isEqualTo(PEERS);
	}

}
