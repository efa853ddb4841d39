package io.dtls.spring.actuate;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Status;

import io.dtls.PeerIdentity;
import io.dtls.ServerState;
import io.dtls.spring.testing.StubSession;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

class PeerValuesTests {

	private static final Instant NOW = Instant.now();

	@ParameterizedTest
	@CsvSource({ "sensor-1, sens…", "abcd, ab…", "a, …" })
	void neverShowsAWholePskIdentity(String identity, String shown) {
		PeerIdentity peer = PeerIdentity.ofPsk(identity);
		assertThat(PeerValues.SHOWN.principal(peer)).isEqualTo(shown);
		assertThat(PeerValues.MASKED.principal(peer)).isEqualTo("******");
	}

	@Test
	void showsTheSubjectOfACertificate() {
		TestCertificates.Identity identity = TestCertificates.authority("device-7");
		PeerIdentity peer = new PeerIdentity(List.of(identity.certificate()), null, null);
		assertThat(PeerValues.SHOWN.principal(peer)).isEqualTo("CN=device-7");
		assertThat(PeerValues.MASKED.principal(peer)).isEqualTo("******");
	}

	@Test
	void showsNoPrincipalForAnAnonymousPeer() {
		assertThat(PeerValues.SHOWN.principal(PeerIdentity.ANONYMOUS)).isNull();
		assertThat(PeerValues.MASKED.principal(PeerIdentity.ANONYMOUS)).isNull();
	}

	@Test
	void masksAddresses() {
		InetSocketAddress address = new InetSocketAddress("192.0.2.7", 4711);
		assertThat(PeerValues.SHOWN.address(address)).isEqualTo("192.0.2.7:4711");
		assertThat(PeerValues.MASKED.address(address)).isEqualTo("******");
	}

	@Test
	void filtersByPrefixOfNameOrAddress() {
		StubSession session = new StubSession(PeerIdentity.ofPsk("sensor-1"));
		assertThat(new SessionFilter(null, "sensor-", null, null).matches(session, NOW)).isTrue();
		assertThat(new SessionFilter(null, "192.0.2.7:47", null, null).matches(session, NOW)).isTrue();
		assertThat(new SessionFilter(null, "ensor", null, null).matches(session, NOW)).isFalse();
	}

	@Test
	void filtersByResumptionAndIdleTime() {
		StubSession session = new StubSession(PeerIdentity.ANONYMOUS);
		boolean resumed = session.negotiated().resumed();
		assertThat(new SessionFilter(null, null, resumed, null).matches(session, NOW)).isTrue();
		assertThat(new SessionFilter(null, null, !resumed, null).matches(session, NOW)).isFalse();
		Instant later = session.lastActivity().plusSeconds(60);
		assertThat(new SessionFilter(null, null, null, Duration.ofSeconds(60)).matches(session, later)).isTrue();
		assertThat(new SessionFilter(null, null, null, Duration.ofSeconds(61)).matches(session, later)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "RUNNING, UP", "LOST, DOWN", "DRAINING, OUT_OF_SERVICE", "STOPPED, OUT_OF_SERVICE" })
	void healthFollowsTheState(ServerState state, String status) {
		assertThat(DtlsServerHealthIndicator.status(state)).isEqualTo(new Status(status));
	}

}
