package io.dtls.internal.handshake.cookie;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.dtls.DropReason;
import io.dtls.internal.handshake.cookie.CookieExchange.Answer;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The cookie before anything is remembered.
 */
class CookieExchangeTests {

	private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 40000);

	private static final Answer BAD_HELLO = new Answer.Drop(DropReason.BAD_CLIENT_HELLO);

	private final CookieExchange cookies = new CookieExchange(secret(1), null);

	private static byte[] secret(int value) {
		byte[] secret = new byte[32];
		Arrays.fill(secret, (byte) value);
		return secret;
	}

	private static Answer examine(CookieExchange cookies, byte[] datagram) {
		return examine(cookies, datagram, PEER, 0);
	}

	private static Answer examine(CookieExchange cookies, byte[] datagram, InetSocketAddress peer, long now) {
		int size = RecordFormat.recordSize(datagram, 0, datagram.length, 0);
		return cookies.examine(datagram, 0, size, peer, now);
	}

	private static byte[] cookieIn(Answer answer) {
		byte[] reply = ((Answer.HelloVerify) answer).datagram();
		return Arrays.copyOfRange(reply, 28, reply.length);
	}

	@Test
	void helloWithoutCookieIsAnsweredWithItsOwnRecordNumberAndMessageZero() {
		byte[] reply = ((Answer.HelloVerify) examine(this.cookies, new TestHello().recordNumber(77).toDatagram()))
			.datagram();
		assertThat(RecordFormat.sequence(reply, 0)).isEqualTo(77);
		assertThat(RecordFormat.version(reply, 0)).isEqualTo(RecordFormat.DTLS_1_0);
		assertThat(RecordFormat.recordSize(reply, 0, reply.length, 0)).isEqualTo(reply.length);
		assertThat(HandshakeFormat.messageSeq(reply, 13)).isZero();
		assertThat(HandshakeFormat.type(reply, 13)).isEqualTo(HandshakeFormat.HELLO_VERIFY_REQUEST);
		assertThat(HandshakeFormat.fragmentSize(reply, 13, reply.length)).isEqualTo(reply.length - 13);
		assertThat(reply[27]).isEqualTo((byte) 32);
	}

	@Test
	void helloWithItsCookieIsAdmitted() {
		byte[] cookie = cookieIn(examine(this.cookies, new TestHello().toDatagram()));
		Answer answer = examine(this.cookies, new TestHello().cookie(cookie).messageSeq(1).toDatagram());
		assertThat(answer).isInstanceOfSatisfying(Answer.Admit.class,
				(admit) -> assertThat(admit.cookie()).isEqualTo(cookie));
	}

	@Test
	void helloWithoutExtensionsIsUnderstood() {
		byte[] cookie = cookieIn(examine(this.cookies, new TestHello().extensions(new byte[0]).toDatagram()));
		assertThat(examine(this.cookies, new TestHello().extensions(new byte[0]).cookie(cookie).toDatagram()))
			.isInstanceOf(Answer.Admit.class);
	}

	@Test
	void extensionsMayDifferBetweenTheTwoHellos() {
		byte[] cookie = cookieIn(examine(this.cookies, new TestHello().toDatagram()));
		assertThat(examine(this.cookies, new TestHello().extensions(new byte[400]).cookie(cookie).toDatagram()))
			.isInstanceOf(Answer.Admit.class);
	}

	@Test
	void cookieOfAnotherAddressPortSecretOrHelloIsAnsweredAnew() {
		byte[] cookie = cookieIn(examine(this.cookies, new TestHello().toDatagram()));
		byte[] hello = new TestHello().cookie(cookie).toDatagram();
		assertThat(examine(this.cookies, hello, new InetSocketAddress("192.0.2.8", 40000), 0))
			.isInstanceOf(Answer.HelloVerify.class);
		assertThat(examine(this.cookies, hello, new InetSocketAddress("192.0.2.7", 40001), 0))
			.isInstanceOf(Answer.HelloVerify.class);
		assertThat(examine(new CookieExchange(secret(2), null), hello)).isInstanceOf(Answer.HelloVerify.class);
		for (TestHello other : new TestHello[] { new TestHello().random(5), new TestHello().sessionId(new byte[4]),
				new TestHello().suites(0xc02b, 0xc02c), new TestHello().version(RecordFormat.DTLS_1_0) }) {
			assertThat(examine(this.cookies, other.cookie(cookie).toDatagram())).isInstanceOf(Answer.HelloVerify.class);
		}
	}

	@Test
	void cookieOfWrongLengthOrContentIsAnsweredAnew() {
		for (int size : new int[] { 1, 20, 31, 32, 33, 255 }) {
			assertThat(examine(this.cookies, new TestHello().cookie(new byte[size]).toDatagram()))
				.isInstanceOf(Answer.HelloVerify.class);
		}
	}

	@Test
	void firstFragmentOfFragmentedHelloSuffices() {
		byte[] first = new TestHello().extensions(new byte[3000]).toFragment(0, 200);
		byte[] cookie = cookieIn(examine(this.cookies, first));
		assertThat(examine(this.cookies, new TestHello().extensions(new byte[3000]).cookie(cookie).toFragment(0, 200)))
			.isInstanceOf(Answer.Admit.class);
	}

	@Test
	void laterFragmentsAndTruncatedFirstOnesAreDropped() {
		assertThat(examine(this.cookies, new TestHello().extensions(new byte[3000]).toFragment(200, 200)))
			.isEqualTo(BAD_HELLO);
		for (int size = 0; size < 42; size++) {
			assertThat(examine(this.cookies, new TestHello().toFragment(0, size))).isEqualTo(BAD_HELLO);
		}
	}

	@Test
	void answerIsNeverLargerThanTheRequestAndAlwaysOfOneSize() {
		for (TestHello hello : new TestHello[] { new TestHello().extensions(new byte[0]).suites(0xa8), new TestHello(),
				new TestHello().extensions(new byte[900]), new TestHello().cookie(new byte[255]) }) {
			byte[] datagram = hello.toDatagram();
			byte[] reply = ((Answer.HelloVerify) examine(this.cookies, datagram)).datagram();
			assertThat(reply).hasSize(60).hasSizeLessThanOrEqualTo(datagram.length);
		}
	}

	@Test
	void aCookieOfSharedSecretsCountsInItsMinuteAndTheNext() {
		AtomicLong millis = new AtomicLong(1_700_000_040_000L);
		CookieExchange sharing = new CookieExchange(secret(1), null, millis::get);
		byte[] second = new TestHello().cookie(cookieIn(examine(sharing, new TestHello().toDatagram()))).toDatagram();
		assertThat(examine(sharing, second)).isInstanceOf(Answer.Admit.class);
		millis.addAndGet(60_000);
		assertThat(examine(sharing, second)).isInstanceOf(Answer.Admit.class);
		millis.addAndGet(60_000);
		assertThat(examine(sharing, second)).isInstanceOf(Answer.HelloVerify.class);
		millis.addAndGet(254 * 60_000);
		assertThat(examine(sharing, second)).as("the same last byte").isInstanceOf(Answer.HelloVerify.class);
	}

	@Test
	void nodesWhoseClocksDifferByLessThanAMinuteRecogniseEachOthersCookies() {
		long boundary = 1_700_000_040_000L;
		CookieExchange ahead = new CookieExchange(secret(1), null, () -> boundary);
		CookieExchange behind = new CookieExchange(secret(2), secret(1), () -> boundary - 1);
		byte[] second = new TestHello().cookie(cookieIn(examine(ahead, new TestHello().toDatagram()))).toDatagram();
		assertThat(examine(behind, second)).isInstanceOf(Answer.Admit.class);
		second = new TestHello().cookie(cookieIn(examine(behind, new TestHello().toDatagram()))).toDatagram();
		CookieExchange both = new CookieExchange(secret(1), secret(2), () -> boundary);
		assertThat(examine(both, second)).isInstanceOf(Answer.Admit.class);
	}

	@Test
	void secretRotatesAndThePreviousOneCountsForOnePeriod() {
		CookieExchange rotating = new CookieExchange(new SecureRandom(), Duration.ofNanos(100), 0);
		byte[] cookie = cookieIn(examine(rotating, new TestHello().toDatagram(), PEER, 10));
		byte[] second = new TestHello().cookie(cookie).toDatagram();
		assertThat(examine(rotating, second, PEER, 99)).isInstanceOf(Answer.Admit.class);
		assertThat(examine(rotating, second, PEER, 150)).isInstanceOf(Answer.Admit.class);
		assertThat(cookieIn(examine(rotating, new TestHello().toDatagram(), PEER, 160))).isNotEqualTo(cookie);
		assertThat(examine(rotating, second, PEER, 260)).isInstanceOf(Answer.HelloVerify.class);
	}

	@Test
	void secretIsNotRecognisedAfterLongSilence() {
		CookieExchange rotating = new CookieExchange(new SecureRandom(), Duration.ofNanos(100), 0);
		byte[] cookie = cookieIn(examine(rotating, new TestHello().toDatagram(), PEER, 10));
		assertThat(examine(rotating, new TestHello().cookie(cookie).toDatagram(), PEER, 1000))
			.isInstanceOf(Answer.HelloVerify.class);
	}

	@Test
	void nodesWithTheSameSecretsRecogniseEachOthersCookies() {
		byte[] cookie = cookieIn(examine(this.cookies, new TestHello().toDatagram()));
		byte[] second = new TestHello().cookie(cookie).toDatagram();
		assertThat(examine(new CookieExchange(secret(1), null), second)).isInstanceOf(Answer.Admit.class);
		assertThat(examine(new CookieExchange(secret(2), secret(1)), second)).isInstanceOf(Answer.Admit.class);
	}

	@Test
	void shortSecretIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CookieExchange(new byte[15], null));
	}

	@Test
	void noiseNeitherThrowsNorIsAdmitted() {
		Random random = new Random(42);
		byte[] hello = new TestHello().toDatagram();
		for (int round = 0; round < 20_000; round++) {
			byte[] noise = hello.clone();
			for (int flips = random.nextInt(6); flips >= 0; flips--) {
				noise[random.nextInt(noise.length)] = (byte) random.nextInt();
			}
			int length = random.nextBoolean() ? noise.length : random.nextInt(noise.length);
			noise = Arrays.copyOf(noise, length);
			int size = RecordFormat.recordSize(noise, 0, length, 0);
			if (size > 0) {
				assertThat(this.cookies.examine(noise, 0, size, PEER, 0)).isNotInstanceOf(Answer.Admit.class);
			}
		}
	}

}
