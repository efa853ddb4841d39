package io.dtls;

import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;

import io.dtls.internal.handshake.protocol.Alerts;

import static org.assertj.core.api.Assertions.assertThat;

class AlertNamesTests {

	private static HandshakeFailure failure(Integer alert) {
		return new HandshakeFailure(new InetSocketAddress("192.0.2.7", 4711), HandshakeFailureReason.TIMEOUT, "silent",
				alert, 0);
	}

	@Test
	void areThoseOfTheSpecifications() {
		assertThat(failure(40).alertName()).isEqualTo("handshake_failure");
		assertThat(failure(255).alertName()).isEqualTo("255");
		assertThat(failure(null).alertName()).isNull();
	}

	@Test
	void areKnownWhereverBouncyCastleKnowsThem() {
		for (int alert = 0; alert < 256; alert++) {
			if (!Alerts.name(alert).equals("UNKNOWN")) {
				assertThat(failure(alert).alertName()).isEqualTo(Alerts.name(alert));
			}
		}
	}

}
