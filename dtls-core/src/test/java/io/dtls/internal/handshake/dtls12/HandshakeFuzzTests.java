package io.dtls.internal.handshake.dtls12;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.dtls.CipherSuite;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.ClientHandshakeContext;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.ServerHandshakeContext;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.handshake.cookie.CookieSecret;
import io.dtls.internal.handshake.cookie.TestHello;
import io.dtls.internal.handshake.dtls12.client.ClientHandshake;
import io.dtls.internal.handshake.dtls12.client.InboundFromServer;
import io.dtls.internal.handshake.dtls12.server.InboundFromClient;
import io.dtls.internal.handshake.dtls12.server.ServerHandshake;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as what a client or a server sends before its session is established: the
 * parsers alone, and Bouncy Castle behind them.
 */
class HandshakeFuzzTests {

	private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 40000);

	private static final CookieExchange COOKIES = new CookieExchange(new byte[32], null);

	private static final int MAX_MESSAGE = 32 * 1024;

	// Three messages, the hello and the protected queue, with room for what grows by
	// halves.
	private static final int MAX_HELD = 2 * (3 * MAX_MESSAGE + 16 * 1024 + 64 * 1024);

	private static final CipherSuite[] SUITES = { CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
			CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256 };

	private static final HandshakeSettings FAST = HandshakeSettings.defaults()
		.withTimeout(Duration.ofMillis(4))
		.withInitialRetransmit(Duration.ofSeconds(1))
		.withMaxMessageSize(MAX_MESSAGE);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("Test CA");

	private static final ServerHandshakeContext CONTEXT = ServerHandshakeContext.of(Credentials
		.ofCertificate(TestCertificates.keyManager(TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256)),
				TestCertificates.trustManager(AUTHORITY))
		.withPskStore((identity) -> new byte[16]), SecuritySettings.defaults().withClientAuth(ClientAuth.WANT), FAST,
			1400);

	// Any certificate will do, so that what comes after it is reached too.
	private static final Credentials CREDULOUS = new Credentials(null, new Credulous(), (identity) -> new byte[16],
			null);

	@FuzzTest(maxDuration = "10m")
	void noHelloWithoutItsCookieIsAdmitted(byte[] input) {
		int size = RecordFormat.recordSize(input, 0, input.length, 0);
		if (size < 0 || !CookieExchange.isClientHello(input, 0, size)) {
			return;
		}
		CookieExchange.Answer answer = COOKIES.examine(input, 0, size, PEER, 0);
		assertThat(answer).isNotInstanceOf(CookieExchange.Answer.Admit.class);
		if (answer instanceof CookieExchange.Answer.HelloVerify verify) {
			assertThat(verify.datagram().length).isLessThanOrEqualTo(size);
		}
	}

	@FuzzTest(maxDuration = "10m")
	void flightsOfAClientStayBounded(byte[] input) {
		byte[] cookie = cookieOf(new TestHello());
		InboundFromClient flight = new InboundFromClient(cookie, new byte[] { 1, 2, 3, 4 }, MAX_MESSAGE);
		byte[] hello = new TestHello().cookie(cookie).messageSeq(1).toDatagram();
		flight.accept(hello, 0, hello.length);
		assertThat(flight.hasBegun()).isTrue();
		for (int i = 0; i < 3; i++) {
			flight.accept(input, 0, input.length);
			drain(flight);
			if (i == 1) {
				flight.cipherReady((input.length & 1) != 0);
			}
			assertThat(flight.memoryHeld()).isLessThanOrEqualTo(MAX_HELD);
		}
		flight.close();
		assertThat(flight.accept(input, 0, input.length)).isNotNull();
	}

	@FuzzTest(maxDuration = "10m")
	void flightsOfAServerStayBounded(byte[] input) {
		InboundFromServer flight = new InboundFromServer(new byte[] { 1, 2, 3, 4 }, MAX_MESSAGE, Version.DTLS_1_2);
		for (int i = 0; i < 3; i++) {
			flight.accept(input, 0, input.length);
			drain(flight);
			if (i == 1) {
				flight.cipherReady(false);
			}
			assertThat(flight.memoryHeld()).isLessThanOrEqualTo(3 * MAX_HELD);
		}
		flight.close();
		assertThat(flight.accept(input, 0, input.length)).isNotNull();
	}

	private static void drain(InboundFlight flight) {
		for (byte[] record = flight.next(); record != null; record = flight.next()) {
			assertThat(record.length)
				.isLessThanOrEqualTo(RecordFormat.HEADER_SIZE + RecordFormat.MAX_PROTECTED_FRAGMENT);
		}
	}

	/**
	 * Messages with correct headers and any bodies: type, length of two bytes, body; the
	 * first byte chooses the suite.
	 */
	@FuzzTest(maxDuration = "10m")
	void messagesOfAClientEndInAFailureThatIsNotOurs(byte[] input) {
		if (input.length == 0) {
			return;
		}
		TestHello hello = new TestHello().suites(SUITES[(input[0] & 0xff) % SUITES.length].code())
			.extensions(EXTENSIONS);
		byte[] cookie = cookieOf(hello);
		Ending ending = new Ending();
		ServerHandshake handshake = new ServerHandshake(CONTEXT, PEER, cookie, (datagram, off, len) -> {
		}, ending);
		byte[] second = hello.cookie(cookie).messageSeq(1).recordNumber(1).toDatagram();
		handshake.offer(second, 0, second.length);
		offerMessages(handshake, input, 2);
		handshake.run();
		assertThat(ending.established).isFalse();
		assertThat(ending.failure.reason()).as(ending.failure.detail())
			.isNotEqualTo(HandshakeFailureReason.INTERNAL_ERROR);
	}

	/** As {@link #messagesOfAClientEndInAFailureThatIsNotOurs}, the other way round. */
	@FuzzTest(maxDuration = "10m")
	void messagesOfAServerEndInAFailureThatIsNotOurs(byte[] input) {
		if (input.length == 0) {
			return;
		}
		CipherSuite suite = SUITES[(input[0] & 0xff) % SUITES.length];
		ClientHandshakeContext context = ClientHandshakeContext.of(CREDULOUS,
				SecuritySettings.defaults().withCipherSuites(List.of(suite)), FAST,
				ClientSettings.defaults().withPskIdentity("sensor-1").withInsecureSkipHostNameVerification(true), 1400);
		Ending ending = new Ending();
		ClientHandshake handshake = new ClientHandshake(context, PEER, FAST.timeout(), (datagram, off, len) -> {
		}, ending);
		offerMessages(handshake, input, 0);
		handshake.run();
		assertThat(ending.established).isFalse();
		assertThat(ending.failure.reason()).as(ending.failure.detail())
			.isNotEqualTo(HandshakeFailureReason.INTERNAL_ERROR);
	}

	private static void offerMessages(Handshake handshake, byte[] input, int firstSeq) {
		int at = 1;
		for (int seq = firstSeq; at + 3 <= input.length && seq < firstSeq + 6; seq++) {
			int length = Math.min(HandshakeFormat.uint16(input, at + 1), input.length - at - 3);
			byte[] body = Arrays.copyOfRange(input, at + 3, at + 3 + length);
			byte[] datagram = TestHello.fragment(input[at] & 0xff, seq, body, 0, length, seq);
			handshake.offer(datagram, 0, datagram.length);
			at += 3 + length;
		}
		byte[] change = TestHello.record(RecordFormat.CHANGE_CIPHER_SPEC, 0, 9, (byte) 1);
		handshake.offer(change, 0, change.length);
		byte[] finished = TestHello.record(RecordFormat.HANDSHAKE, 1, 0, new byte[40]);
		handshake.offer(finished, 0, finished.length);
	}

	private static byte[] cookieOf(TestHello hello) {
		byte[] first = hello.toDatagram();
		var answer = (CookieExchange.Answer.HelloVerify) COOKIES.examine(first, 0, first.length, PEER, 0);
		return Arrays.copyOfRange(answer.datagram(), answer.datagram().length - CookieSecret.COOKIE_SIZE,
				answer.datagram().length);
	}

	// extended_master_secret, groups, signature schemes.
	private static final byte[] EXTENSIONS = { 0, 23, 0, 0, 0, 10, 0, 6, 0, 4, 0, 29, 0, 23, 0, 13, 0, 8, 0, 6, 4, 3, 8,
			4, 5, 3 };

	/** Believes everybody. */
	private static final class Credulous implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			// So it shall be.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			// So it shall be.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

	/** How a handshake ended. */
	private static final class Ending implements Outcome {

		private boolean established;

		private HandshakeFailure failure;

		@Override
		public void established(Established value) {
			this.established = true;
		}

		@Override
		public void failed(HandshakeFailure value) {
			this.failure = value;
		}

	}

}
