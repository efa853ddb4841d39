package io.dtls.spring.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.EndpointStatistics;
import io.dtls.SnapshotLookup;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.PeerProcess;

/**
 * Two nodes behind nginx with one Redis. {@code -Ddtls.cluster.peers=200} is the long
 * form.
 */
@Timeout(120)
class ClusterTests {

	private static final Logger logger = LoggerFactory.getLogger(ClusterTests.class);

	private static final String HASH = "hash-on-address.conf";

	private static final String ROUND_ROBIN = "round-robin.conf";

	private static final int PEERS = Integer.getInteger("dtls.cluster.peers", 40);

	private final List<ClusterPeer> peers = new ArrayList<>();

	@TempDir
	Path folder;

	private Cluster cluster;

	@BeforeEach
	void start() throws IOException {
		PeerProcess.require("redis-server");
		PeerProcess.require("nginx");
		this.cluster = new Cluster(this.folder);
	}

	@AfterEach
	void stop() {
		this.peers.forEach(ClusterPeer::close);
		this.cluster.close();
	}

	private List<ClusterPeer> connect(int count) throws Exception {
		List<ClusterPeer> added = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			added.add(new ClusterPeer(this.peers.size(), this.cluster.balancerPort));
			this.peers.add(added.get(i));
		}
		ClusterTalk.each(added, ClusterPeer::connect);
		await("all sessions", () -> this.cluster.sum(EndpointStatistics::sessionsOpened) >= count);
		return added;
	}

	private static void await(String what, BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
		while (!condition.getAsBoolean()) {
			Assertions.assertThat(System.nanoTime()).as("In vain waited for: " + what).isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(5);
		}
	}

	private void everyPeerIsEchoed() throws Exception {
		ClusterTalk.each(this.peers, (peer) -> Assertions.assertThat(peer.echo(5000)).isTrue());
	}

	@Test
	void thePeersOfAKilledNodeResumeOnTheOther() throws Exception {
		this.cluster.startWithAProcess(HASH);
		DtlsServer survivor = this.cluster.nodes[1];
		connectToBoth();
		long before = survivor.statistics().sessionsOpened();
		List<ClusterPeer> lost = new ArrayList<>(this.peers);
		this.cluster.killFirstNode();
		long killed = System.nanoTime();
		ClusterTalk.each(this.peers, (peer) -> {
			if (peer.echo(300)) {
				synchronized (lost) {
					lost.remove(peer);
				}
			}
		});
		Assertions.assertThat(lost).hasSize(PEERS - (int) before);
		ClusterTalk.each(lost, ClusterPeer::connect);
		everyPeerIsEchoed();
		long resumed = lost.stream().filter(ClusterPeer::isResumed).count();
		logger.info("A killed node: {} of {} peers were its own, {} of them resumed on the other, all in {} ms",
				lost.size(), PEERS, resumed, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed));
		Assertions.assertThat(resumed).isEqualTo(lost.size());
		Assertions.assertThat(survivor.statistics().sessionsResumed()).isEqualTo(lost.size());
	}

	// What the killed node has counted is gone with it.
	private void connectToBoth() throws Exception {
		for (int i = 0; i < PEERS; i++) {
			this.peers.add(new ClusterPeer(i, this.cluster.balancerPort));
		}
		ClusterTalk.each(this.peers, ClusterPeer::connect);
		everyPeerIsEchoed();
		Assertions.assertThat(this.cluster.nodes[1].sessionCount()).isBetween(1, PEERS - 1);
		await("all to be resumable", () -> this.cluster.entries() == PEERS);
	}

	@Test
	void aRollingRestartOfBothNodesCostsNoHandshakeAndNoAcceptedMessage() throws Exception {
		this.cluster.start(ROUND_ROBIN);
		connect(PEERS);
		Assertions.assertThat(this.cluster.nodes[0].sessionCount()).isBetween(1, PEERS - 1);
		try (ClusterTalk talk = new ClusterTalk(this.peers).start()) {
			talk.awaitAnswers(2);
			for (DtlsServer node : this.cluster.nodes) {
				node.stop(Duration.ofSeconds(5));
				talk.awaitAnswers(2);
				node.start();
			}
			talk.awaitAnswers(2);
			talk.stop();
			long accepted = this.cluster.sum(EndpointStatistics::messagesReceived);
			logger.info("A rolling restart: {} peers, {} messages accepted, {} answered, {} sessions taken over", PEERS,
					accepted, talk.answered(), this.cluster.sum(EndpointStatistics::sessionsRestored));
			Assertions.assertThat((long) talk.answered()).isEqualTo(accepted);
		}
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::sessionsRestored)).isGreaterThanOrEqualTo(PEERS);
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::handshakesStarted)).isEqualTo(PEERS);
		Assertions.assertThat(this.cluster.sessions()).isEqualTo(PEERS);
	}

	@ParameterizedTest
	@ValueSource(strings = { HASH, ROUND_ROBIN })
	void whenEveryPeersPortChangesInMidTalkNothingIsLost(String recipe) throws Exception {
		this.cluster.start(recipe);
		connect(PEERS);
		int rounds = 3;
		ClusterTalk.each(this.peers, (peer) -> {
			for (int round = 0; round < rounds; round++) {
				peer.send();
				peer.send();
				peer.rebind();
				peer.send();
				peer.send();
				Assertions.assertThat(peer.receive(10_000)).isTrue();
			}
		});
		Assertions.assertThat(this.peers).allMatch((peer) -> peer.answered() == 4 * rounds);
		long followed = this.cluster.sum(EndpointStatistics::sessionsMoved)
				+ this.cluster.sum(EndpointStatistics::sessionsRestored);
		logger.info("{}: {} changes of {} peers' ports, {} sessions went to the other node", recipe, rounds * PEERS,
				PEERS, this.cluster.sum(EndpointStatistics::sessionsRestored));
		Assertions.assertThat(followed).isGreaterThanOrEqualTo((long) rounds * PEERS);
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::handshakesStarted)).isEqualTo(PEERS);
	}

	@Test
	void withoutRedisOpenSessionsGoOnAndNewOnesHandshakeInFull() throws Exception {
		this.cluster.start(HASH);
		connect(PEERS);
		List<ClusterPeer> some = this.peers.subList(0, 8);
		this.cluster.stopRedis();
		everyPeerIsEchoed();
		ClusterTalk.each(some, ClusterPeer::connect);
		Assertions.assertThat(some).noneMatch(ClusterPeer::isResumed);
		await("failures to be counted", () -> this.cluster.sum(EndpointStatistics::resumptionStoreFailures) >= 8);
		everyPeerIsEchoed();
		Assertions.assertThat(this.cluster.sum(EndpointStatistics::handshakesStarted)).isEqualTo(PEERS + 8);
		this.cluster.startRedis();
		ClusterPeer peer = some.get(0);
		long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		do {
			peer.connect();
		}
		while (!peer.isResumed() && System.nanoTime() < deadline);
		Assertions.assertThat(peer.isResumed()).isTrue();
		everyPeerIsEchoed();
	}

	@Test
	void ofTwoNodesThatRaceForASessionExactlyOneWins() throws Exception {
		this.cluster.start(HASH);
		connect(PEERS);
		for (DtlsServer node : this.cluster.nodes) {
			node.stop(Duration.ofSeconds(1));
		}
		for (DtlsServer node : this.cluster.nodes) {
			node.start();
		}
		ClusterTalk.each(this.peers, (peer) -> peer.sendTo(this.cluster.nodePorts));
		await("all to be answered",
				() -> lookups(SnapshotLookup.RESTORED) + lookups(SnapshotLookup.MISSED) >= 2L * PEERS);
		Assertions.assertThat(lookups(SnapshotLookup.RESTORED)).isEqualTo(PEERS);
		Assertions.assertThat(this.cluster.sessions()).isEqualTo(PEERS);
		logger.info("A race for {} sessions: {} for the one node, {} for the other", PEERS,
				this.cluster.nodes[0].sessionCount(), this.cluster.nodes[1].sessionCount());
	}

	private long lookups(SnapshotLookup outcome) {
		return this.cluster.sum((statistics) -> statistics.lookups(outcome));
	}

}
