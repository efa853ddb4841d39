package io.dtls.internal.handshake.dtls13.cookie;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.dtls13.Engine;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.client.ClientParameters;
import io.dtls.internal.handshake.dtls13.client.Dtls13Client;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.Extensions;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.HandshakeSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * First contact without state, and parts of hellos within bounds.
 */
class ClientHellosTests {

	private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);

	private static final Parameters PARAMETERS = Parameters.of(Credentials.ofPsk((identity) -> new byte[16]));

	private final HelloPool pool = new HelloPool(4, 4096);

	private final RetrySecrets secrets = new RetrySecrets(new SecureRandom(), Duration.ofMinutes(10), 0);

	private final ClientHellos hellos = new ClientHellos(this.secrets, this.pool, PARAMETERS);

	private static Engine client(int mtu) {
		Parameters common = PARAMETERS.withLimits(HandshakeSettings.defaults(), mtu, 0);
		return Dtls13Client.start(
				ClientParameters.of(common, ClientSettings.defaults().withPskIdentity("me")).withEagerKeyShares(),
				"localhost", 1, 0);
	}

	private ClientHellos.Answer examine(byte[] record, long now) {
		return this.hellos.examine(record, 0, record.length, PEER, now);
	}

	private List<ClientHellos.Answer> examineAll(List<byte[]> datagrams, long now) {
		List<ClientHellos.Answer> answers = new ArrayList<>();
		datagrams.forEach((datagram) -> answers.add(examine(datagram, now)));
		return answers;
	}

	private static byte[] retryIn(List<ClientHellos.Answer> answers) {
		return ((ClientHellos.Answer.Reply) answers.get(answers.size() - 1)).datagram();
	}

	@Test
	void helloInPartsIsAnsweredOnceItIsWhole() {
		Engine client = client(300);
		List<byte[]> parts = client.drain();
		assertThat(parts).hasSizeGreaterThan(3);
		List<ClientHellos.Answer> answers = examineAll(parts, 0);
		assertThat(answers.subList(0, answers.size() - 1)).allMatch(ClientHellos.Answer.Incomplete.class::isInstance);
		byte[] retry = retryIn(answers);
		assertThat(this.pool.size()).isZero();
		client.takeDatagram(retry, retry.length, 1);
		List<ClientHellos.Answer> second = examineAll(client.drain(), 2);
		assertThat(second.get(second.size() - 1)).isInstanceOf(ClientHellos.Answer.Admit.class);
	}

	@Test
	void cookieOfThePreviousSecretIsGood() {
		Engine client = client(1400);
		byte[] retry = retryIn(examineAll(client.drain(), 0));
		client.takeDatagram(retry, retry.length, 1);
		List<byte[]> second = client.drain();
		long later = TimeUnit.MINUTES.toNanos(15);
		List<ClientHellos.Answer> answers = examineAll(second, later);
		assertThat(answers.get(answers.size() - 1)).isInstanceOf(ClientHellos.Answer.Admit.class);
		List<ClientHellos.Answer> tooLate = examineAll(second, later + TimeUnit.MINUTES.toNanos(15));
		assertThat(tooLate.get(tooLate.size() - 1)).isInstanceOfSatisfying(ClientHellos.Answer.Reply.class,
				(reply) -> assertThat(reply.refusal().alert()).isEqualTo(Alert.ILLEGAL_PARAMETER));
	}

	@Test
	void repeatedHelloHasTheSameTag() {
		Engine client = client(1400);
		byte[] retry = retryIn(examineAll(client.drain(), 0));
		client.takeDatagram(retry, retry.length, 1);
		List<byte[]> second = client.drain();
		List<ClientHellos.Answer> first = examineAll(second, 2);
		List<ClientHellos.Answer> again = examineAll(second, 3);
		assertThat(((ClientHellos.Answer.Admit) first.get(first.size() - 1)).tag())
			.isEqualTo(((ClientHellos.Answer.Admit) again.get(again.size() - 1)).tag());
	}

	@Test
	void oldestPartsGiveWay() {
		byte[] part = client(300).drain().get(0);
		for (int port = 1; port <= 100; port++) {
			InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
			assertThat(this.hellos.examine(part, 0, part.length, peer, 0))
				.isInstanceOf(ClientHellos.Answer.Incomplete.class);
		}
		assertThat(this.pool.size()).isEqualTo(4);
		assertThat(this.pool.memoryHeld()).isLessThan(4 * 4096);
		examine(part, TimeUnit.SECONDS.toNanos(3));
		assertThat(this.pool.size()).isEqualTo(1);
	}

	@Test
	void legacyCookieIsIllegal() {
		byte[] versions = { 2, (byte) 0xfe, (byte) 0xfc };
		ClientHello hello = new ClientHello(new byte[32], new byte[0], new byte[8], List.of(0x1301),
				new Extensions().with(43, versions));
		assertThat(examine(record(hello.encode()), 0)).isInstanceOfSatisfying(ClientHellos.Answer.Reply.class,
				(reply) -> assertThat(reply.refusal().alert()).isEqualTo(Alert.ILLEGAL_PARAMETER));
	}

	@Test
	void helloOfDtls12IsForOthers() {
		ClientHello hello = new ClientHello(new byte[32], new byte[0], new byte[8], List.of(0xc02b), new Extensions());
		assertThat(examine(record(hello.encode()), 0)).isInstanceOf(ClientHellos.Answer.Other.class);
	}

	private static byte[] record(byte[] body) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + 12 + body.length];
		RecordFormat.writeHeader(record, 0, RecordFormat.HANDSHAKE, RecordFormat.DTLS_1_2, 0, 12 + body.length);
		HandshakeFormat.writeHeader(record, RecordFormat.HEADER_SIZE, 1, body.length, 0);
		System.arraycopy(body, 0, record, RecordFormat.HEADER_SIZE + 12, body.length);
		return record;
	}

}
