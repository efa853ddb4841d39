package io.dtls.adversarial;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite;
import io.dtls.CloseReason;
import io.dtls.DropReason;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.transport.DatagramTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attacks that have hurt other stacks, each named after what is done, in memory and over
 * real UDP. What each must not do is in its assertions.
 */
class AttackTests extends AttackFixture {

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
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
		victim().echoes("a newcomer");
	}

	@ParameterizedTest
	@EnumSource
	void recordsTooShortForTheirTagUnderEverySuite(Wire wire) throws Exception {
		start(wire);
		for (CipherSuite suite : CipherSuite.secure()) {
			Victim victim = victim(psk(suite));
			for (int size = 0; size < 33; size++) {
				victim.forge(forgery(RecordFormat.APPLICATION_DATA, 1, 500 + size, new byte[size]));
			}
			nobodyIsHurt(victim);
		}
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
		for (CipherSuite suite : CipherSuite.secure()) {
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
	void severalRecordsInADatagramAlsoAfterABadOne(Wire wire) throws Exception {
		start(wire);
		Victim victim = victim();
		byte[][] datagram = { message(victim, "one"), forgery(RecordFormat.APPLICATION_DATA, 1, 900, new byte[40]),
				message(victim, "two"), forgery(RecordFormat.ALERT, 0, 7, new byte[] { 2, 40 }),
				forgery(RecordFormat.APPLICATION_DATA, 9, 7, new byte[40]), forgery(99, 1, 901, new byte[0]),
				message(victim, "three"), { 23, 1 } };
		victim.forge(Prf.concat(datagram));
		for (String expected : new String[] { "one", "two", "three" }) {
			assertThat(this.server.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
		}
		assertThat(this.server.dropped()).contains(DropReason.BAD_RECORD, DropReason.WRONG_EPOCH, DropReason.MALFORMED);
		assertThat(this.server.closed).isEmpty();
	}

	private static byte[] message(Victim victim, String text) throws Exception {
		return victim.record(RecordFormat.APPLICATION_DATA, text.getBytes(StandardCharsets.US_ASCII));
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

}
