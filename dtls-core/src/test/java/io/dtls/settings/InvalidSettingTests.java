package io.dtls.settings;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsServer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * A value out of range is refused where it is set, and the refusal names the setting.
 */
class InvalidSettingTests {

	static Stream<Arguments> invalid() {
		return Stream.concat(ofHandshakes(), ofTheRest());
	}

	private static Stream<Arguments> ofHandshakes() {
		HandshakeSettings handshakes = HandshakeSettings.defaults();
		return Stream.of(refused("handshake.timeout", "PT0S", () -> handshakes.withTimeout(Duration.ZERO)),
				refused("handshake.initial-retransmit", "PT-1S",
						() -> handshakes.withInitialRetransmit(Duration.ofSeconds(-1))),
				refused("handshake.max-concurrent", "0", () -> handshakes.withMaxConcurrent(0)),
				refused("handshake.max-per-source", "-1", () -> handshakes.withSourceLimits(-1, 1, 1)),
				refused("handshake.max-per-prefix", "-1", () -> handshakes.withSourceLimits(1, -1, 1)),
				refused("handshake.per-source-rate", "-1", () -> handshakes.withSourceLimits(1, 1, -1)),
				refused("handshake.rate", "0", () -> handshakes.withRate(0)),
				refused("handshake.memory-budget", "0", () -> handshakes.withMemoryBudget(0)),
				refused("handshake.max-message-size", "0", () -> handshakes.withMaxMessageSize(0)));
	}

	private static Stream<Arguments> ofTheRest() {
		SessionSettings sessions = SessionSettings.defaults();
		ResumptionSettings resumption = ResumptionSettings.defaults();
		return Stream.of(refused("session.max", "0", () -> sessions.withMax(0)),
				refused("session.max-per-source", "-1", () -> sessions.withMaxPerSource(-1)),
				refused("session.idle-timeout", "PT0S", () -> sessions.withIdleTimeout(Duration.ZERO)),
				refused("session.max-age", "PT0S", () -> sessions.withMaxAge(Duration.ZERO)),
				refused("dispatch.queue-capacity", "0", () -> DispatchSettings.defaults().withQueueCapacity(0)),
				refused("resumption.timeout", "PT0S", () -> resumption.withLifetime(Duration.ZERO)),
				refused("resumption.max-entries", "0", () -> resumption.withMaxEntries(0)),
				refused("resumption.store-timeout", "PT0S", () -> resumption.withStoreTimeout(Duration.ZERO)),
				refused("socket.receive-buffer", "-1", () -> new SocketSettings(-1, 0)),
				refused("socket.send-buffer", "-1", () -> new SocketSettings(0, -1)),
				refused("connection-id.length", "3", () -> ConnectionIdSettings.defaults().withLength(3)),
				refused("max-fragment-length", "500", () -> ClientSettings.defaults().withMaxFragmentLength(500)),
				refused("protocols", "[]", () -> SecuritySettings.defaults().withInsecureProtocols(List.of())),
				refused("mtu", "255", () -> DtlsServer.builder().mtu(255)),
				refused("mtu", "65508", () -> DtlsClient.builder().mtu(65508)),
				refused("connect-timeout", "PT0S", () -> DtlsClient.builder().connectTimeout(Duration.ZERO)));
	}

	private static Arguments refused(String setting, String value, ThrowingCallable call) {
		return Arguments.arguments(setting, value, call);
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void theRefusalNamesTheSettingAndItsValue(String setting, String value, ThrowingCallable call) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(call)
			.withMessageStartingWith(setting + " is " + value + ". Expected: ")
			.returns(setting, InvalidSettingException::getSetting)
			.returns(value, InvalidSettingException::getValue)
			.matches((refusal) -> !refusal.getExpected().isBlank());
	}

	@Test
	void theEndsOfTheRangeOfTheMtuAreTaken() {
		assertThatNoException().isThrownBy(() -> DtlsServer.builder().mtu(256).mtu(65507));
		assertThatNoException().isThrownBy(() -> DtlsClient.builder().mtu(256).mtu(65507));
	}

}
