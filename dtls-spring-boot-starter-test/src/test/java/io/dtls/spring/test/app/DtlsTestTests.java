package io.dtls.spring.test.app;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.SecuritySettings;
import io.dtls.spring.test.DtlsTest;
import io.dtls.spring.test.DtlsTestClient;
import io.dtls.spring.test.DtlsTestSession;
import io.dtls.spring.test.LocalDtlsPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The slice, the client and the port, used as applications use them.
 */
@DtlsTest(properties = { "dtls.psk.identities.sensor-1=000102030405060708090a0b0c0d0e0f", "dtls.ssl.self-signed=true" })
class DtlsTestTests {

	@Autowired
	private DtlsTestClient client;

	@Autowired
	private ApplicationContext context;

	@Autowired
	private DtlsServer server;

	@LocalDtlsPort
	private int port;

	@MockitoBean
	private Readings readings;

	@Test
	void startsTheDtlsSideAlone() {
		assertThat(this.context.getBeansOfType(Telemetry.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(OwnCustomizer.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(Unrelated.class)).isEmpty();
	}

	@Test
	void tellsThePort() {
		assertThat(this.port).isEqualTo(this.server.localAddress().getPort()).isPositive();
		assertThat(this.server.localAddress().getAddress().isLoopbackAddress()).isTrue();
	}

	@Test
	void exchangesMessages() {
		assertThat(this.client.exchange("Zoë")).hasText("Hello Zoë").text().startsWith("Hello");
		assertThat(this.client.exchange(new byte[] { 65 })).hasPayload("Hello A".getBytes()).payload().hasSize(7);
	}

	@Test
	void readsJson() {
		assertThat(this.client.exchange("{\"sensor\": \"a\", \"value\": 1.5}")).json()
			.isStrictlyEqualTo("{\"sensor\": \"a\", \"value\": 3.0}");
		BDDMockito.then(this.readings).should().save(new Readings.Reading("a", 1.5));
		assertThat(this.client.exchange("{oops")).hasText("invalid");
	}

	@Test
	void usesOneSessionForExchangesAndOthersOnRequest() {
		this.client.exchange("one");
		this.client.exchange("two");
		try (DtlsTestSession session = this.client.connect()) {
			assertThat(session).isOpen().hasCipherSuite(session.getSession().negotiated().cipherSuite());
			assertThat(session.getSession().id()).isNotEqualTo(this.client.connect().getSession().id());
			assertThat(session.exchange("three")).hasText("Hello three");
		}
	}

	@Test
	void seesTheEndOfASession() throws InterruptedException {
		assertThat(this.client.connect().send("end")).ends();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.client.connect()).ends())
			.withMessageContaining("Expected the session to end");
	}

	@Test
	void seesSilence() {
		assertThat(this.client.connect().send("silence")).receivesNothingFor(Duration.ofMillis(50));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.client.connect().send("x")).receivesNothingFor(Duration.ofSeconds(10)))
			.withMessageContaining("Expected no message, and this one arrived: 7 bytes: \"Hello x\"");
	}

	@Test
	void seesAHandshakeFailAndSucceed() {
		assertThat(this.client.handshake()).succeeded().isOpen();
		try (DtlsTestClient stranger = DtlsTestClient.forPort(this.port)
			.psk("sensor-1", "ffffffffffffffffffffffffffffffff")
			.patience(Duration.ofSeconds(2))
			.with((builder) -> builder.security(SecuritySettings.defaults()
				.withCipherSuites(List.of(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256))))
			.build()) {
			assertThat(stranger.handshake()).failed();
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> assertThat(stranger.handshake()).succeeded())
				.withMessageContaining("Expected a session, and the handshake failed");
		}
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.client.handshake()).failedBecause(HandshakeFailureReason.UNKNOWN_CA))
			.withMessageContaining("Expected the handshake to fail with UNKNOWN_CA, and it succeeded");
	}

	@Test
	void saysWhatArrivedInstead() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.client.exchange("x")).hasText("Bye x"))
			.withMessageContaining("Expected the text \"Bye x\", and the message is 7 bytes: \"Hello x\"");
	}

	@Test
	void saysThatNothingArrived() {
		try (DtlsTestClient hasty = DtlsTestClient.forPort(this.port).patience(Duration.ofMillis(500)).build()) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> hasty.exchange("silence"))
				.withMessageContaining("No message arrived within PT0.5S");
		}
	}

}
