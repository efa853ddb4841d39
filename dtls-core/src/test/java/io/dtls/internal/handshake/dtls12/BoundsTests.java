package io.dtls.internal.handshake.dtls12;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import org.bouncycastle.tls.NamedGroup;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.cookie.CookieExchange;
import io.dtls.internal.handshake.cookie.TestHello;
import io.dtls.internal.handshake.dtls12.server.InboundFromClient;
import io.dtls.internal.handshake.dtls12.server.ServerHandshake;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.SecuritySettings;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestDtlsClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fragments in every shape, and what may not grow.
 */
class BoundsTests {

	private static final byte[] COOKIE = new byte[32];

	private static final int MAX_MESSAGE_SIZE = 32 * 1024;

	private final InboundFromClient flight = new InboundFromClient(COOKIE, new byte[0], MAX_MESSAGE_SIZE);

	private DropReason accept(byte[] datagram) {
		return this.flight.accept(datagram, 0, datagram.length);
	}

	private static TestHello hello() {
		return new TestHello().cookie(COOKIE).messageSeq(1).recordNumber(7);
	}

	private static byte[] part(int type, int seq, byte[] body, int offset, int size) {
		return TestHello.fragment(type, seq, body, offset, size, 20);
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	private byte[] nextBody() {
		byte[] whole = new byte[0];
		byte[] record = this.flight.next();
		while (record != null) {
			int at = RecordFormat.HEADER_SIZE;
			whole = Arrays.copyOf(whole, HandshakeFormat.length(record, at));
			int offset = HandshakeFormat.fragmentOffset(record, at);
			System.arraycopy(record, at + 12, whole, offset, HandshakeFormat.fragmentLength(record, at));
			if (offset + HandshakeFormat.fragmentLength(record, at) == whole.length) {
				return whole;
			}
			record = this.flight.next();
		}
		return null;
	}

	@Test
	void fragmentsOfTheHelloMayComeInAnyOrderRepeatedAndOverlapping() {
		TestHello hello = hello().extensions(bytes(3000));
		byte[] body = hello.body();
		List<byte[]> fragments = new ArrayList<>();
		for (int at = 0; at < body.length; at += 60) {
			int size = Math.min(75, body.length - at);
			byte[] fragment = hello.recordNumber(8 + at).toFragment(at, size);
			Collections.addAll(fragments, fragment, fragment, fragment);
		}
		byte[] first = hello.recordNumber(7).toFragment(0, 200);
		Collections.shuffle(fragments, new Random(3));
		assertThat(accept(first)).isNull();
		fragments.forEach(this::accept);
		assertThat(this.flight.hasBegun()).isTrue();
		byte[] record = this.flight.helloRecord();
		assertThat(Arrays.copyOfRange(record, 25, record.length)).isEqualTo(body);
		assertThat(RecordFormat.sequence(record, 0)).isEqualTo(8 + (body.length - 1) / 60 * 60);
		assertThat(HandshakeFormat.fragmentLength(record, 13)).isEqualTo(body.length);
	}

	@Test
	void lyingFragmentsOfTheHelloAreDropped() {
		assertThat(accept(hello().cookie(bytes(32)).toDatagram())).isEqualTo(DropReason.BAD_CLIENT_HELLO);
		TestHello hello = hello().extensions(bytes(600));
		assertThat(accept(hello.toFragment(300, 100))).isEqualTo(DropReason.BAD_CLIENT_HELLO);
		assertThat(accept(hello.toFragment(0, 200))).isNull();
		assertThat(accept(part(HandshakeFormat.CLIENT_HELLO, 2, hello.body(), 200, 100)))
			.isEqualTo(DropReason.UNEXPECTED);
		assertThat(accept(part(HandshakeFormat.CLIENT_HELLO, 1, new byte[900], 200, 100)))
			.isEqualTo(DropReason.HANDSHAKE_LIMIT);
		assertThat(accept(hello.toFragment(200, 0))).isEqualTo(DropReason.MALFORMED);
		byte[] beyond = hello.toFragment(200, 100);
		HandshakeFormat.putUint24(beyond, 13 + 6, 10_000);
		assertThat(accept(beyond)).isEqualTo(DropReason.MALFORMED);
		assertThat(accept(hello.toFragment(200, hello.body().length - 200))).isNull();
		byte[] record = this.flight.helloRecord();
		assertThat(Arrays.copyOfRange(record, 25, record.length)).isEqualTo(hello.body());
	}

	@Test
	void declaredSizeOf16MebibytesAllocatesNothing() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		accept(hello().toDatagram());
		byte[][] hostile = new byte[48][];
		for (int i = 0; i < hostile.length; i++) {
			hostile[i] = part(new int[] { 11, 16, 15 }[i % 3], 2 + i % 3, new byte[1], 0, 1);
			HandshakeFormat.putUint24(hostile[i], 14, 0xffffff);
			HandshakeFormat.putUint24(hostile[i], 19, 0xfffff0);
		}
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		for (byte[] each : hostile) {
			assertThat(this.flight.accept(each, 0, each.length) == DropReason.HANDSHAKE_LIMIT).isTrue();
		}
		long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
		assertThat(allocated).isLessThan(500_000);
		assertThat(this.flight.memoryHeld()).isLessThan(1000);
	}

	@Test
	void largeHelloClaimIsRefused() {
		byte[] datagram = hello().toDatagram();
		HandshakeFormat.putUint24(datagram, 14, 0xffffff);
		assertThat(accept(datagram)).isEqualTo(DropReason.HANDSHAKE_LIMIT);
		assertThat(this.flight.hasBegun()).isFalse();
	}

	@Test
	void messagesAreHandedOnWholeInOrderAndOnce() {
		accept(hello().toDatagram());
		byte[] certificate = bytes(9000);
		byte[] keyExchange = bytes(66);
		assertThat(accept(part(16, 3, keyExchange, 0, 66))).isNull();
		assertThat(nextBody()).isNull();
		for (int at = 8940; at >= 0; at -= 60) {
			assertThat(accept(part(11, 2, certificate, at, 60))).isNull();
		}
		assertThat(nextBody()).isEqualTo(certificate);
		assertThat(nextBody()).isEqualTo(keyExchange);
		assertThat(accept(part(11, 2, certificate, 0, 9000))).isEqualTo(DropReason.REPLAY);
		assertThat(nextBody()).isNull();
	}

	@Test
	void changeCipherSpecWaitsForTheCipherAndTheCertificateVerify() {
		accept(hello().toDatagram());
		byte[] changeCipherSpec = TestHello.record(20, 0, 9, (byte) 1);
		accept(changeCipherSpec);
		accept(TestHello.record(22, 1, 0, bytes(40)));
		accept(part(11, 2, bytes(10), 0, 10));
		accept(part(16, 3, bytes(11), 0, 11));
		assertThat(nextBody()).hasSize(10);
		assertThat(nextBody()).hasSize(11);
		assertThat(this.flight.next()).isNull();
		this.flight.cipherReady(true);
		assertThat(this.flight.next()).isNull();
		accept(part(15, 4, bytes(12), 0, 12));
		assertThat(nextBody()).hasSize(12);
		assertThat(this.flight.next()[0]).isEqualTo((byte) 20);
		assertThat(this.flight.next()[4]).isEqualTo((byte) 1);
		assertThat(this.flight.next()).isNull();
	}

	@Test
	void forgedFirstFragmentGivesWayToTheRealMessage() {
		accept(hello().toDatagram());
		byte[] real = bytes(100);
		accept(part(16, 2, new byte[90], 0, 40));
		assertThat(accept(part(16, 2, real, 0, 100))).isNull();
		assertThat(nextBody()).isEqualTo(real);
	}

	@Test
	void atMostEightProtectedRecordsAreHeldAndTheFinishedHasPrecedence() {
		accept(hello().toDatagram());
		for (int i = 0; i < 8; i++) {
			assertThat(accept(TestHello.record(23, 1, i, bytes(30)))).isNull();
		}
		assertThat(accept(TestHello.record(23, 1, 8, bytes(30)))).isEqualTo(DropReason.HANDSHAKE_QUEUE_FULL);
		assertThat(accept(TestHello.record(22, 1, 9, bytes(40)))).isNull();
		assertThat(this.flight.close()).hasSize(8);
		assertThat(accept(TestHello.record(23, 1, 10, bytes(30)))).isEqualTo(DropReason.WRONG_EPOCH);
	}

	@Test
	void heldBytesAreBounded() {
		accept(hello().toDatagram());
		for (int i = 0; i < 20_000; i++) {
			accept(TestHello.record(23, 1, i, bytes(16_000)));
			accept(part(11 + 5 * (i % 2), 2 + i % 5, new byte[32_000], i % 31_000, 1000));
		}
		assertThat(this.flight.memoryHeld()).isLessThan(64 * 1024 + 3 * 40 * 1024);
	}

	@Test
	void noiseNeverThrows() {
		Random random = new Random(7);
		accept(hello().toDatagram());
		for (int round = 0; round < 50_000; round++) {
			byte[] noise = (round % 2 == 0) ? part(11 + random.nextInt(6), 2 + random.nextInt(4), bytes(50), 0, 50)
					: TestHello.record(20 + random.nextInt(6), random.nextInt(3), round, bytes(random.nextInt(60)));
			for (int flips = random.nextInt(4); flips > 0; flips--) {
				noise[random.nextInt(noise.length)] = (byte) random.nextInt();
			}
			this.flight.accept(noise, 0, random.nextInt(noise.length + 1));
			this.flight.next();
			this.flight.memoryHeld();
		}
	}

	@Test
	void recordsWithForeignConnectionIdAreNotKept() {
		InboundFromClient withId = new InboundFromClient(COOKIE, new byte[] { 1, 2, 3, 4 }, MAX_MESSAGE_SIZE);
		byte[] hello = hello().toDatagram();
		withId.accept(hello, 0, hello.length);
		byte[] record = new byte[50];
		RecordFormat.writeConnectionIdHeader(record, 0, RecordFormat.DTLS_1_2, 1L << 48, new byte[] { 1, 2, 3, 5 },
				50 - 17);
		assertThat(withId.accept(record, 0, 50)).isEqualTo(DropReason.UNKNOWN_CONNECTION_ID);
		record[14] = 4;
		assertThat(withId.accept(record, 0, 50)).isNull();
	}

	@Test
	void clientHelloLargerThanTheMtuIsServed() {
		HandshakeRun run = HandshakeRun.with(Credentials.ofPsk((identity) -> new byte[16]));
		TestDtlsClient client = TestDtlsClient.offering(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256);
		client.mtu = 300;
		client.extraExtensions.put(0x4a4a, new byte[1500]);
		run.connect(client);
		assertThat(run.failure).isNull();
		assertThat(run.clientFailure).isNull();
		assertThat(run.network.fromClient().size()).isGreaterThan(10);
	}

	@Test
	void helloThatCannotBeParsedFailsTheHandshakeQuietly() {
		CookieExchange cookies = new CookieExchange(new byte[32], null);
		InetSocketAddress peer = HandshakeRun.PEER;
		byte[] broken = { 0, 10, 0, 99, 1 };
		byte[] first = new TestHello().extensions(broken).toDatagram();
		byte[] reply = ((CookieExchange.Answer.HelloVerify) cookies.examine(first, 0, first.length, peer, 0))
			.datagram();
		byte[] cookie = Arrays.copyOfRange(reply, 28, 60);
		byte[] second = new TestHello().extensions(broken).cookie(cookie).toDatagram();
		HandshakeRun run = HandshakeRun.with(Credentials.ofPsk((identity) -> new byte[16]));
		ServerHandshake handshake = new ServerHandshake(run.context, peer, cookie, run.network::sendToClient, run);
		assertThat(handshake.offer(second, 0, second.length)).isNull();
		assertThat(handshake.helloComplete()).isTrue();
		handshake.run();
		assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_ERROR);
	}

	@Test
	void aClientThatPrefersCompressionGetsNone() {
		CookieExchange cookies = new CookieExchange(new byte[32], null);
		TestHello hello = new TestHello().suites(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256.code())
			.compressionMethods(1, 64, 0);
		byte[] first = hello.toDatagram();
		byte[] reply = ((CookieExchange.Answer.HelloVerify) cookies.examine(first, 0, first.length, HandshakeRun.PEER,
				0))
			.datagram();
		byte[] cookie = Arrays.copyOfRange(reply, 28, 60);
		byte[] second = hello.cookie(cookie).toDatagram();
		HandshakeRun run = HandshakeRun.with(Credentials.ofPsk((identity) -> new byte[16]), SecuritySettings.defaults(),
				HandshakeRun.FAST.withTimeout(Duration.ofMillis(200)));
		ServerHandshake handshake = new ServerHandshake(run.context, HandshakeRun.PEER, cookie,
				run.network::sendToClient, run);
		assertThat(handshake.offer(second, 0, second.length)).isNull();
		handshake.run();
		ByteBuffer serverHello = ByteBuffer.wrap(run.network.fromServer().get(0)).position(25 + 2 + 32);
		int sessionIdSize = serverHello.get();
		serverHello.position(serverHello.position() + sessionIdSize);
		assertThat(serverHello.getShort() & 0xffff).as("suite")
			.isEqualTo(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256.code());
		assertThat(serverHello.get()).as("compression").isZero();
	}

	@Test
	void malformedKeyExchangeEndsTheHandshakeAsTheClientsFault() {
		TestCertificates.Identity authority = TestCertificates.authority("Test CA");
		Credentials credentials = Credentials.ofCertificate(
				TestCertificates.keyManager(TestCertificates.leaf(authority, "s", TestCertificates.P256)), null);
		byte[] offTheCurve = new byte[66];
		offTheCurve[0] = 65;
		offTheCurve[1] = 4;
		offTheCurve[10] = 1;
		for (byte[] body : List.of(offTheCurve, new byte[] { 1, 0 }, new byte[] { 65, 4, 1 }, new byte[16_000])) {
			HandshakeRun run = HandshakeRun.with(credentials);
			run.network.clientFate((index, datagram) -> (index < 2) ? List.of(datagram)
					: List.of(part(HandshakeFormat.CLIENT_KEY_EXCHANGE, 2, body, 0, body.length)));
			TestDtlsClient client = new TestDtlsClient();
			client.groups = new int[] { NamedGroup.secp256r1 };
			client.timeoutMillis = 500;
			run.connect(client);
			assertThat(run.failure.reason()).isEqualTo(HandshakeFailureReason.PROTOCOL_ERROR);
		}
	}

	@Test
	void nothingOfBouncyCastleIsReachableFromTheOutcome() throws Exception {
		TestCertificates.Identity authority = TestCertificates.authority("Test CA");
		HandshakeRun run = HandshakeRun.with(Credentials.ofCertificate(
				TestCertificates.keyManager(TestCertificates.leaf(authority, "s", TestCertificates.P256)), null),
				SecuritySettings.defaults());
		run.connect(new TestDtlsClient());
		List<String> seen = new ArrayList<>();
		Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Object> open = new ArrayDeque<>(List.of(run.established));
		while (!open.isEmpty()) {
			Object object = open.pop();
			if (visited.add(object)) {
				seen.add(object.getClass().getName());
				open.addAll(references(object));
			}
		}
		assertThat(seen).contains("io.dtls.internal.record.ReplayWindow")
			.noneMatch((name) -> name.startsWith("org.bouncycastle"));
	}

	// The JDK's own classes cannot be looked into, and hold nothing of ours.
	private static List<Object> references(Object object) throws IllegalAccessException {
		List<Object> found = new ArrayList<>();
		if (object instanceof Object[] array) {
			for (int i = 0; i < Array.getLength(array); i++) {
				found.add(Array.get(array, i));
			}
		}
		if (object instanceof Iterable<?> many) {
			many.forEach(found::add);
		}
		Class<?> type = object.getClass();
		while (type != null && type.getName().startsWith("io.dtls")) {
			for (Field field : type.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
					field.setAccessible(true);
					found.add(field.get(object));
				}
			}
			type = type.getSuperclass();
		}
		found.removeIf((each) -> each == null);
		return found;
	}

}
