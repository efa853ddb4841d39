package io.dtls.internal.handshake.dtls12;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestNetwork.Fate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our client with our server, while any one datagram is lost, and any two.
 */
@Timeout(120)
class LossTests {

	// Those of a handshake without loss, and a few that are sent again.
	private static final int DATAGRAMS = 9;

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final byte[] KEY = { 1, 2, 3, 4, 5, 6, 7, 8 };

	private static final Credentials SERVER = new Credentials(
			TestCertificates.keyManager(TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256)),
			TestCertificates.trustManager(AUTHORITY), (identity) -> KEY, null);

	private static final Credentials TRUST = new Credentials(null, TestCertificates.trustManager(AUTHORITY), null,
			null);

	private static ClientHandshakeContext client(boolean psk) {
		return ClientHandshakeContext.of(psk ? Credentials.ofPsk((identity) -> KEY) : TRUST,
				SecuritySettings.defaults(), HandshakeRun.FAST,
				ClientSettings.defaults().withPskIdentity(psk ? "sensor-1" : null), 1400);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void losingAnyOneOrTwoDatagramsStillCompletes(boolean psk) {
		Stream<Set<Integer>> ones = IntStream.range(0, DATAGRAMS).mapToObj(Set::of);
		Stream<Set<Integer>> twos = IntStream.range(0, DATAGRAMS)
			.boxed()
			.flatMap((first) -> IntStream.range(first + 1, DATAGRAMS).mapToObj((second) -> Set.of(first, second)));
		Stream.concat(ones, twos).toList().parallelStream().forEach((lost) -> completesWithout(lost, psk));
	}

	private static void completesWithout(Set<Integer> lost, boolean psk) {
		HandshakeRun server = HandshakeRun.with(SERVER, SecuritySettings.defaults());
		AtomicInteger sent = new AtomicInteger();
		Fate losing = (index, datagram) -> lost.contains(sent.getAndIncrement()) ? List.of() : List.of(datagram);
		server.network.clientFate(losing);
		server.network.serverFate(losing);
		ClientRun run = ClientRun.with(client(psk), server);
		assertThat(run.failure).as("datagrams %s lost", lost).isNull();
		assertThat(server.awaitEnd().established).as("datagrams %s lost", lost).isNotNull();
	}

}
