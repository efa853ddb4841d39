package io.dtls.adversarial;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.SessionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks on what a server has little of: places, memory, and its answers. In memory and
 * over real UDP.
 */
class ExhaustionTests extends AttackFixture {

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
		String heard = null;
		for (int attempt = 0; attempt < 10 && heard == null; attempt++) {
			// The socket's buffer may have been full.
			peer.sealed(RecordFormat.APPLICATION_DATA, "still here".getBytes(StandardCharsets.US_ASCII));
			heard = this.server.messages.poll(1, TimeUnit.SECONDS);
		}
		assertThat(heard).isEqualTo("still here");
		assertThat(this.server.closed).isEmpty();
	}

}
