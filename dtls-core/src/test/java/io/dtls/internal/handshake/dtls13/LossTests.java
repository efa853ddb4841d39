package io.dtls.internal.handshake.dtls13;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.server.ServerParameters;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes over a network that loses, doubles and reorders, in virtual time.
 */
class LossTests {

	private static ClientParameters client(int mtu) {
		return ClientParameters.of(TestIdentities.clientCommon().withLimits(TestIdentities.FAST, mtu, 0),
				ClientSettings.defaults());
	}

	private static ServerParameters server(int mtu) {
		return new ServerParameters(TestIdentities.serverCommon().withLimits(TestIdentities.FAST, mtu, 0),
				ClientAuth.NEED, new TestIdentities.MemoryTickets());
	}

	static Stream<int[]> mtus() {
		return Stream.of(256, 300, 512, 600, 1000, 1400).map((mtu) -> new int[] { mtu });
	}

	@ParameterizedTest
	@ValueSource(ints = { 256, 300, 400, 512, 600, 800, 1000, 1200, 1400 })
	void everyDatagramFitsTheMtu(int mtu) {
		InMemoryPair pair = new InMemoryPair(client(mtu), server(mtu)).run();
		assertThat(pair.isEstablished()).isTrue();
		assertThat(pair.sentByClient).allMatch((datagram) -> datagram.length <= mtu);
		assertThat(pair.sentByServer).allMatch((datagram) -> datagram.length <= mtu);
	}

	@ParameterizedTest
	@ValueSource(ints = { 256, 600, 1400 })
	void anyOneDatagramMayBeLost(int mtu) {
		for (Set<Integer> lost : singles()) {
			assertSucceedsWithout(mtu, lost);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 1400 })
	void anyTwoDatagramsMayBeLost(int mtu) {
		List<Set<Integer>> singles = singles();
		for (Set<Integer> first : singles) {
			for (Set<Integer> second : singles) {
				int one = first.iterator().next();
				int two = second.iterator().next();
				if (one < two) {
					assertSucceedsWithout(mtu, Set.of(one, two));
				}
			}
		}
	}

	// Even numbers are the client's datagrams, odd ones the server's.
	private static List<Set<Integer>> singles() {
		List<Set<Integer>> all = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			all.add(Set.of(i));
		}
		return all;
	}

	private static void assertSucceedsWithout(int mtu, Set<Integer> lost) {
		InMemoryPair pair = new InMemoryPair(client(mtu), server(mtu), (fromClient, index,
				datagram) -> lost.contains(2 * index + (fromClient ? 0 : 1)) ? List.of() : List.of(datagram))
			.run();
		assertThat(pair.isEstablished())
			.as("without " + lost + " " + pair.client.failure() + " " + pair.server.failure())
			.isTrue();
		assertThat(pair.client.session.postHandshake().waitsForAck()).as("without " + lost).isFalse();
		assertThat(pair.server.session.postHandshake().waitsForAck()).as("without " + lost).isFalse();
		assertThat(pair.client.events).as("without " + lost)
			.anyMatch(PostHandshakeEvent.TicketReceived.class::isInstance);
	}

	@ParameterizedTest
	@MethodSource("mtus")
	void everyDatagramMayBeDoubled(int[] mtu) {
		InMemoryPair pair = new InMemoryPair(client(mtu[0]), server(mtu[0]),
				(fromClient, index, datagram) -> List.of(datagram, datagram))
			.run();
		assertThat(pair.isEstablished()).isTrue();
	}

	@Test
	void manyRandomNetworks() {
		for (int seed = 0; seed < 150; seed++) {
			Random random = new Random(seed);
			byte[][] late = new byte[2][];
			InMemoryPair pair = new InMemoryPair(client(700 + random.nextInt(700)), server(300 + random.nextInt(1100)),
					(fromClient, index, datagram) -> carry(random, late, fromClient ? 0 : 1, datagram))
				.run();
			assertThat(pair.isEstablished())
				.as("seed " + seed + " " + pair.client.failure() + " " + pair.server.failure())
				.isTrue();
			pair.client.updateKeys(true, pair.now);
			pair.client.send("x");
			pair.run();
			assertThat(pair.client.session.records().writeEpoch()).as("seed " + seed).isEqualTo(4);
			assertThat(pair.server.session.records().writeEpoch()).as("seed " + seed).isEqualTo(4);
		}
	}

	// One in ten is lost, one in seven waits for the next one, some are doubled.
	private static List<byte[]> carry(Random random, byte[][] late, int side, byte[] datagram) {
		List<byte[]> arrives = new ArrayList<>();
		int fate = random.nextInt(20);
		if (fate >= 2 && fate < 5 && late[side] == null) {
			late[side] = datagram;
			return arrives;
		}
		if (fate >= 2) {
			arrives.add(datagram);
		}
		if (fate == 6) {
			arrives.add(datagram);
		}
		if (late[side] != null) {
			arrives.add(late[side]);
			late[side] = null;
		}
		return arrives;
	}

	@Test
	void dataThatOvertakesFinishedIsKept() {
		List<byte[]> late = new ArrayList<>();
		boolean[] holds = { true };
		InMemoryPair pair = new InMemoryPair(client(1200), server(1200), (fromClient, index, datagram) -> {
			// The client's last flight is what it sends in epoch 2.
			boolean isLastFlight = fromClient && (datagram[0] & 0xe3) == 0x22;
			if (isLastFlight && holds[0]) {
				late.add(datagram);
				return List.of();
			}
			return List.of(datagram);
		}).run(Duration.ofMillis(100));
		assertThat(pair.client.isEstablished()).isTrue();
		assertThat(pair.server.isEstablished()).isFalse();
		pair.client.send("early");
		pair.run(Duration.ofMillis(100));
		holds[0] = false;
		pair.run();
		assertThat(pair.server.data).containsExactly("early".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void silentPeerEndsInTime() {
		InMemoryPair pair = new InMemoryPair(client(1200), server(1200), (fromClient, index, datagram) -> List.of())
			.run(Duration.ofSeconds(90));
		assertThat(pair.client.failure().reason()).isEqualTo(HandshakeFailureReason.TIMEOUT);
		assertThat(pair.sentByClient.size()).isLessThan(10);
	}

}
