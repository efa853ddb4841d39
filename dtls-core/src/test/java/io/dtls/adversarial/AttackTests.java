package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.bouncycastle.tls.DTLSTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.Credentials;
import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.HandshakeSettings;
import io.dtls.SecuritySettings;
import io.dtls.SessionSettings;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.record.RecordFormat;
import io.dtls.record.RecordLayer;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;
import io.dtls.testing.TransportClient;
import io.dtls.transport.DatagramTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks that have hurt other stacks, each named after what is done, in memory and over
 * real UDP. What each must not do is in its assertions.
 */
class AttackTests {

	private static final HandshakeSettings LENIENT = HandshakeSettings.defaults()
		.withInitialRetransmit(Duration.ofMillis(200))
		.withSourceLimits(1000, 1000, 100_000);

	private static final TestCertificates.Identity AUTHORITY = TestCertificates.authority("authority");

	private static final TestCertificates.Identity SERVER = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.P256);

	private static final TestCertificates.Identity RSA = TestCertificates.leaf(AUTHORITY, "server",
			TestCertificates.RSA);

	private TestServer server;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private void start(Wire wire, UnaryOperator<DtlsServerBuilder> choices) throws IOException {
		this.server = TestServer
			.start(wire,
					(builder) -> choices.apply(
							builder
								.credentials(Credentials
									.ofCertificate(TestCertificates.keyManager(SERVER, RSA),
											TestCertificates.trustManager(AUTHORITY))
									.withPskStore(
											(identity) -> identity.equals("sensor-1") ? MessageLevelClient.PSK : null))
								.security(SecuritySettings.defaults().withCipherSuites(List.of(CipherSuite.values())))
								.handshakes(LENIENT)));
	}

	private void start(Wire wire) throws IOException {
		start(wire, (builder) -> builder);
	}

	private MessageLevelClient attacker(CipherSuite suite) throws IOException {
		return new MessageLevelClient(this.server.client("127.0.0.1", 0), this.server.address(), suite);
	}

	private MessageLevelClient attacker() throws IOException {
		return attacker(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
	}

	private static TestDtlsClient psk(CipherSuite suite) {
		TestDtlsClient client = TestDtlsClient.offering(suite).withPsk("sensor-1", MessageLevelClient.PSK);
		client.resendMillis = 200;
		return client;
	}

	private Victim victim(TestDtlsClient client) throws IOException {
		return new Victim(client, this.server.client("127.0.0.1", 0));
	}

	private Victim victim() throws IOException {
		return victim(psk(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256));
	}

	private void nobodyIsHurt(Victim victim) throws IOException {
		victim.echoes("still here");
		assertThat(this.server.closed).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void sixteenEmptyFragmentsThatDeclare16Mebibytes(Wire wire) throws Exception {
		start(wire);
		Victim victim = victim();
		MessageLevelClient attacker = attacker().sayHello();
		long before = usedMemory();
		for (int round = 0; round < 20; round++) {
			byte[] datagram = new byte[0];
			for (int seq = 2; seq < 18; seq++) {
				byte[] lie = new Message(Message.CERTIFICATE, seq, new byte[0]).lyingFragment(0xFFFFFF, 0, new byte[0]);
				datagram = Prf.concat(datagram, Message.record(RecordFormat.HANDSHAKE, 100 + seq, lie));
			}
			attacker.datagram(datagram);
		}
		nobodyIsHurt(victim);
		assertThat(usedMemory() - before).isLessThan(16 << 20);
		attacker.clientKeyExchange();
		attacker.finishAndTalk();
		assertThat(attacker.hearsFinished()).isTrue();
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	@ParameterizedTest
	@EnumSource
	void lyingFragmentsOfEveryKind(Wire wire) throws Exception {
		start(wire);
		Victim victim = victim();
		MessageLevelClient attacker = attacker().sayHello();
		Message key = attacker.next(Message.CLIENT_KEY_EXCHANGE, attacker.keyExchangeBody());
		int length = key.body().length;
		byte[][] lies = { key.lyingFragment(length, length, new byte[5]), key.lyingFragment(length + 1, 0, new byte[3]),
				key.lyingFragment(0, 0, new byte[1]), key.lyingFragment(length, 0xFFFFF0, new byte[32]),
				key.lyingFragment(0xFFFFFF, 0xFFFFFE, new byte[1]),
				new Message(Message.CERTIFICATE, 500, new byte[4]).bytes(),
				new Message(Message.CLIENT_KEY_EXCHANGE, 0xFFFF, new byte[4]).bytes(),
				new Message(Message.CLIENT_KEY_EXCHANGE, 0, new byte[4]).bytes(),
				new Message(99, key.seq(), new byte[4]).bytes() };
		for (byte[] lie : lies) {
			attacker.plaintext(RecordFormat.HANDSHAKE, lie);
		}
		nobodyIsHurt(victim);
		attacker.send(key);
		attacker.finishAndTalk();
		assertThat(attacker.hearsFinished()).as("the honest message after the lies").isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void oneByteFragmentsOfAMessageAsLargeAsAllowed(Wire wire) throws Exception {
		start(wire);
		Victim victim = victim();
		MessageLevelClient attacker = attacker().sayHello();
		Message huge = new Message(Message.CERTIFICATE, 2, new byte[32 * 1024]);
		for (int offset = 0; offset < 20_000; offset += 20) {
			byte[] datagram = new byte[0];
			for (int i = 0; i < 20; i += 2) {
				datagram = Prf.concat(datagram,
						Message.record(RecordFormat.HANDSHAKE, 10 + offset + i, huge.fragment(offset + i, 1)));
			}
			attacker.datagram(datagram);
		}
		long begin = System.nanoTime();
		nobodyIsHurt(victim);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
		victim().echoes("a newcomer");
	}

	@ParameterizedTest
	@EnumSource
	void recordsTooShortForTheirTagUnderEverySuite(Wire wire) throws Exception {
		start(wire);
		for (CipherSuite suite : CipherSuite.values()) {
			Victim victim = victim(psk(suite));
			for (int size = 0; size < 33; size++) {
				victim.forge(forgery(RecordFormat.APPLICATION_DATA, 1, 500 + size, new byte[size]));
			}
			nobodyIsHurt(victim);
		}
	}

	private static byte[] forgery(int type, int epoch, long number, byte[] content) {
		byte[] record = Message.record(type, number, content);
		RecordFormat.writeHeader(record, 0, type, RecordFormat.DTLS_1_2, (long) epoch << 48 | number, content.length);
		return record;
	}

	@ParameterizedTest
	@EnumSource
	void dataAlertsAndHandshakeMessagesInTheClearAfterTheHandshake(Wire wire) throws Exception {
		start(wire);
		Victim victim = victim();
		byte[] payload = "clear".getBytes(StandardCharsets.US_ASCII);
		for (int epoch : new int[] { 0, 2, 0xffff }) {
			for (int type = 19; type <= 28; type++) {
				victim.forge(forgery(type, epoch, 1000, payload));
				victim.forge(forgery(type, epoch, 1001, new byte[] { 2, 0 }));
				victim.forge(forgery(type, epoch, 1002, new byte[0]));
			}
		}
		nobodyIsHurt(victim);
		assertThat(this.server.messages).containsExactly("still here");
	}

	@ParameterizedTest
	@EnumSource
	void tenThousandForgedRecordsUnderEverySuite(Wire wire) throws Exception {
		start(wire);
		byte[] junk = new byte[48];
		new Random(7).nextBytes(junk);
		for (CipherSuite suite : CipherSuite.values()) {
			Victim victim = victim(psk(suite));
			for (int i = 0; i < 10_000; i++) {
				victim.forge(forgery(RecordFormat.APPLICATION_DATA, 1, 1000 + i, junk));
				if (wire == Wire.UDP && i % 500 == 0) {
					victim.echoes("meanwhile " + i);
				}
			}
			nobodyIsHurt(victim);
		}
		assertThat(this.server.dropped()).contains(DropReason.BAD_RECORD);
	}

	@ParameterizedTest
	@EnumSource
	void rapidReconnectFromOneAddress(Wire wire) throws Exception {
		start(wire);
		Victim other = victim();
		DatagramTransport end = this.server.client("127.0.0.1", 0);
		for (int i = 0; i < 30; i++) {
			new Victim(psk(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256), end).echoes("again " + i);
		}
		other.echoes("unhurt");
		assertThat(this.server.closed).allMatch((reason) -> reason == CloseReason.REPLACED).hasSize(29);
		assertThat(this.server.server().sessionCount()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void aRepeatedHelloCostsNoSecondSignatureAndNotForEver(Wire wire) throws Exception {
		start(wire);
		MessageLevelClient attacker = attacker(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256).sayHello();
		byte[] signed = attacker.server.find(Message.SERVER_KEY_EXCHANGE).body();
		long flight = this.server.transport().bytesOut();
		for (int i = 0; i < 300; i++) {
			attacker.hello();
			attacker.receive(5);
		}
		// As many repetitions as are answered, and what the timer adds.
		assertThat(this.server.transport().bytesOut()).isLessThan(30 * flight);
		while (attacker.receive(50)) {
			assertThat(attacker.server.find(Message.SERVER_KEY_EXCHANGE).body()).isEqualTo(signed);
		}
		assertThat(this.server.server().handshakeCount()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void aHelloInManyFragmentsWithJunkBetween(Wire wire) throws Exception {
		start(wire);
		byte[] padding = new byte[1800];
		padding[1] = 21;
		padding[2] = (byte) ((padding.length - 4) >>> 8);
		padding[3] = (byte) (padding.length - 4);
		byte[] groups = { 0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 6, 0, 4, 4, 3, 8, 4 };
		MessageLevelClient client = attacker().extensions(Prf.concat(groups, padding));
		client.hello();
		client.awaitCookie();
		Message hello = client.next(Message.CLIENT_HELLO, client.helloBody());
		for (int offset = 0; offset < hello.body().length; offset += 200) {
			int size = Math.min(200, hello.body().length - offset);
			client.plaintext(RecordFormat.HANDSHAKE, hello.fragment(offset, size));
			client.plaintext(RecordFormat.HANDSHAKE, hello.lyingFragment(7, 0, new byte[7]));
			client.plaintext(RecordFormat.APPLICATION_DATA, new byte[9]);
		}
		client.awaitFlight();
	}

	@ParameterizedTest
	@EnumSource
	void otherExtensionsAfterTheCookie(Wire wire) throws Exception {
		start(wire);
		MessageLevelClient client = attacker();
		client.hello();
		assertThat(client.awaitCookie()).hasSizeLessThanOrEqualTo(32);
		client.extensions(new byte[] { 0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 4, 0, 2, 4, 3, 0x5a, 0x5a, 0, 0 });
		client.hello();
		client.awaitFlight();
	}

	@ParameterizedTest
	@EnumSource
	void halfOpenHandshakesAboveTheCap(Wire wire) throws Exception {
		start(wire, (builder) -> builder.handshakes(LENIENT.withMaxConcurrent(8)));
		Victim victim = victim();
		for (int i = 0; i < 8; i++) {
			attacker().sayHello();
		}
		MessageLevelClient late = attacker();
		late.hello();
		late.awaitCookie();
		late.hello();
		nobodyIsHurt(victim);
		assertThat(this.server.server().handshakeCount()).isEqualTo(8);
		assertThat(this.server.dropped()).contains(DropReason.ADMISSION_LIMIT);
		// Those that were there are silent: after five seconds one gives way.
		Victim patient = victim();
		patient.echoes("got in");
		assertThat(this.server.failed).extracting((failure) -> failure.reason())
			.contains(HandshakeFailureReason.EVICTED);
	}

	@ParameterizedTest
	@EnumSource
	void handshakesThatHoldMuchMemory(Wire wire) throws Exception {
		start(wire, (builder) -> builder.handshakes(LENIENT.withMemoryBudget(200_000)));
		Victim victim = victim();
		for (int i = 0; i < 20; i++) {
			MessageLevelClient hog = attacker().sayHello();
			for (int seq = 2; seq <= 4; seq++) {
				int type = (seq == 2) ? Message.CERTIFICATE
						: (seq == 3) ? Message.CLIENT_KEY_EXCHANGE : Message.CERTIFICATE_VERIFY;
				Message huge = new Message(type, seq, new byte[30_000]);
				hog.plaintext(RecordFormat.HANDSHAKE, huge.fragment(29_000, 1000));
			}
		}
		nobodyIsHurt(victim);
		victim().echoes("a newcomer");
		assertThat(this.server.failed).isNotEmpty()
			.allMatch((failure) -> failure.reason() == HandshakeFailureReason.EVICTED);
	}

	@ParameterizedTest
	@EnumSource
	void helloWithACookieDoesNotEvictAnybody(Wire wire) throws Exception {
		start(wire, (builder) -> builder
			.sessions(SessionSettings.defaults().withMax(1).withOnLimit(SessionSettings.OnLimit.EVICT_IDLE)));
		Victim victim = victim();
		for (int i = 0; i < 5; i++) {
			attacker().sayHello();
		}
		nobodyIsHurt(victim);
	}

	@ParameterizedTest
	@EnumSource
	void manyHandshakesForTheLastPlace(Wire wire) throws Exception {
		start(wire, (builder) -> builder.sessions(SessionSettings.defaults().withMax(1)));
		List<MessageLevelClient> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			all.add(attacker().sayHello());
		}
		for (MessageLevelClient one : all) {
			one.clientKeyExchange();
			one.finishAndTalk();
		}
		for (int i = 0; i < 3; i++) {
			assertThat(this.server.failed.poll(10, TimeUnit.SECONDS).reason())
				.isEqualTo(HandshakeFailureReason.SESSION_LIMIT);
		}
		assertThat(this.server.server().sessionCount()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void moreSessionsFromOneSourceThanAllowed(Wire wire) throws Exception {
		start(wire, (builder) -> builder.sessions(SessionSettings.defaults().withMaxPerSource(2)));
		Victim first = victim();
		victim().echoes("second");
		MessageLevelClient third = attacker();
		third.hello();
		third.awaitCookie();
		third.hello();
		first.echoes("still here");
		assertThat(this.server.dropped()).contains(DropReason.SESSION_LIMIT);
		assertThat(this.server.server().sessionCount()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void noiseGetsNoAnswer(Wire wire) throws Exception {
		start(wire);
		byte[] stun = { 0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
		byte[] unknownId = new byte[40];
		RecordFormat.writeHeader(unknownId, 0, RecordFormat.TLS12_CID, RecordFormat.DTLS_1_2, 1L << 48, 0);
		List<byte[]> noise = new ArrayList<>(List.of(stun, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
				unknownId, forgery(RecordFormat.ALERT, 0, 1, new byte[] { 2, 40 }),
				forgery(RecordFormat.CHANGE_CIPHER_SPEC, 0, 1, new byte[] { 1 }),
				forgery(RecordFormat.APPLICATION_DATA, 0, 1, new byte[50]),
				forgery(RecordFormat.APPLICATION_DATA, 1, 1, new byte[50]),
				forgery(RecordFormat.HANDSHAKE, 0, 1, new byte[60]), forgery(RecordFormat.HEARTBEAT, 0, 1, stun)));
		Random random = new Random(3);
		IntStream.range(0, 300).forEach((i) -> {
			byte[] one = new byte[random.nextInt(1400)];
			random.nextBytes(one);
			noise.add(one);
		});
		MessageLevelClient stranger = attacker();
		for (byte[] one : noise) {
			stranger.datagram(one);
		}
		assertThat(stranger.receive(200)).isFalse();
		assertThat(this.server.transport().bytesOut()).isZero();
		victim().echoes("a newcomer");
	}

	@ParameterizedTest
	@EnumSource
	void foreignAndBrokenCookiesGetACookieAndNothingElse(Wire wire) throws Exception {
		start(wire);
		MessageLevelClient honest = attacker();
		honest.hello();
		byte[] cookie = honest.awaitCookie();
		MessageLevelClient thief = attacker();
		byte[][] cookies = { cookie, new byte[32], new byte[1], new byte[255], Arrays.copyOf(cookie, 31) };
		for (byte[] one : cookies) {
			thief.useCookie(one);
			thief.hello();
			assertThat(thief.receive(5000)).isTrue();
		}
		assertThat(thief.server.find(Message.SERVER_HELLO)).isNull();
		assertThat(this.server.server().handshakeCount()).isZero();
		assertThat(this.server.transport().bytesOut()).isLessThanOrEqualTo(this.server.transport().bytesIn());
	}

	@ParameterizedTest
	@EnumSource
	void warningsAndStrangeContentFromAnAuthenticPeer(Wire wire) throws Exception {
		start(wire);
		Victim peer = victim();
		for (int i = 0; i < 2000; i++) {
			peer.sealed(RecordFormat.ALERT, new byte[] { 1, 90 });
		}
		for (int type : new int[] { 0, 19, 20, 22, 24, 25, 26, 27, 64, 255 }) {
			peer.sealed(type, new byte[0]);
			peer.sealed(type, new byte[] { 1 });
			peer.sealed(type, new byte[300]);
		}
		peer.sealed(RecordFormat.HANDSHAKE, new Message(Message.CLIENT_HELLO, 0, new byte[60]).bytes());
		peer.sealed(RecordFormat.APPLICATION_DATA, "still here".getBytes(StandardCharsets.US_ASCII));
		assertThat(this.server.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
		assertThat(this.server.closed).isEmpty();
	}

	/** A client with a session, whose address a forger knows. */
	private final class Victim {

		private final TestDtlsClient client;

		private final DatagramTransport end;

		private final DTLSTransport session;

		private final RecordLayer own;

		Victim(TestDtlsClient client, DatagramTransport end) throws IOException {
			this.client = client;
			this.end = end;
			InetSocketAddress to = AttackTests.this.server.address();
			this.client.timeoutMillis = 20_000;
			client.identity = null;
			this.session = client.connect(new TransportClient(end, to));
			this.own = client.ownRecords;
		}

		void echoes(String message) throws IOException {
			byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
			byte[] buffer = new byte[2048];
			for (int attempt = 0; attempt < 5; attempt++) {
				this.session.send(bytes, 0, bytes.length);
				int length = this.session.receive(buffer, 0, buffer.length, 2000);
				if (length >= 0) {
					assertThat(new String(buffer, 0, length, StandardCharsets.UTF_8)).isEqualTo(message);
					return;
				}
			}
			throw new AssertionError("No echo of " + message);
		}

		/** Sends from the address of the client what the client did not make. */
		void forge(byte[] datagram) throws IOException {
			this.end.send(datagram, 0, datagram.length, AttackTests.this.server.address());
		}

		/** Sends an authentic record of any kind. */
		void sealed(int type, byte[] content) throws IOException {
			byte[] out = new byte[content.length + this.own.overhead()];
			int size = this.own.protect(type, content, 0, content.length, out, 0);
			forge(Arrays.copyOf(out, size));
		}

	}

}
