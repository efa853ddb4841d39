package io.dtls.adversarial;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.endpoint.TestServer;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave out, repeat, reorder or forge what proves who they are: the class of
 * CVE-2020-2655, CVE-2014-0224, CVE-2020-24613, CVE-2019-20786. None gets a session, and
 * nothing of theirs reaches the handler.
 */
class StateMachineTests extends ServerAttackFixture {

	@ParameterizedTest
	@EnumSource
	void anHonestClientWithACertificateGetsASession(Wire wire) throws Exception {
		try (TestServer server = start(wire, Duration.ofSeconds(20))) {
			MessageLevelClient client = client(server, CERTIFICATE_SUITE).sayHello();
			allButFinished(client);
			client.finishAndTalk();
			assertThat(client.hearsFinished()).isTrue();
			assertThat(server.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("let me in");
			assertThat(server.opened.poll().peer().certificates().get(0)).isEqualTo(CLIENT.certificate());
		}
	}

	@ParameterizedTest
	@EnumSource
	void anHonestClientWithAPresharedKeyGetsASession(Wire wire) throws Exception {
		try (TestServer server = start(wire, Duration.ofSeconds(20))) {
			MessageLevelClient client = client(server, PSK_SUITE).sayHello();
			client.clientKeyExchange();
			client.finishAndTalk();
			assertThat(client.hearsFinished()).isTrue();
			assertThat(server.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("let me in");
			assertThat(server.opened).hasSize(1);
		}
	}

	static Stream<Arguments> certificateAttacks() {
		return each(attack("certificate left out", (client) -> {
			client.clientKeyExchange();
			client.finishAndTalk();
		}), attack("certificate left out, its number skipped", (client) -> {
			client.skipNumber();
			client.clientKeyExchange();
			client.finishAndTalk();
		}), attack("certificate list empty", (client) -> {
			client.certificate();
			client.clientKeyExchange();
			client.finishAndTalk();
		}), attack("certificate message empty", (client) -> {
			client.say(Message.CERTIFICATE, new byte[0]);
			client.clientKeyExchange();
			client.finishAndTalk();
		}), attack("CertificateVerify left out", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.finishAndTalk();
		}), attack("CertificateVerify left out, its number skipped", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.skipNumber();
			client.finishAndTalk();
		}), attack("CertificateVerify and ChangeCipherSpec left out, Finished in the clear", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.send(client.finishedMessage());
			client.plaintext(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}));
	}

	static Stream<Arguments> signatureAttacks() {
		return each(attack("CertificateVerify empty", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.say(Message.CERTIFICATE_VERIFY, new byte[0]);
			client.finishAndTalk();
		}), attack("signature of zero bytes", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.say(Message.CERTIFICATE_VERIFY, new byte[] { 4, 3, 0, 0 });
			client.finishAndTalk();
		}), attack("signature by another key", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.certificateVerify(STRANGER.key());
			client.finishAndTalk();
		}), attack("signature r = s = 0 (CVE-2022-21449)", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.say(Message.CERTIFICATE_VERIFY, new byte[] { 4, 3, 0, 8, 0x30, 6, 2, 1, 0, 2, 1, 0 });
			client.finishAndTalk();
		}), attack("scheme that was not offered", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.say(Message.CERTIFICATE_VERIFY, new byte[] { 2, 3, 0, 8, 0x30, 6, 2, 1, 1, 2, 1, 1 });
			client.finishAndTalk();
		}));
	}

	static Stream<Arguments> orderAttacks() {
		return each(attack("CertificateVerify before ClientKeyExchange", (client) -> {
			client.certificate(CHAIN);
			client.certificateVerify(CLIENT.key());
			client.clientKeyExchange();
			client.finishAndTalk();
		}), attack("ClientKeyExchange before Certificate", (client) -> {
			client.clientKeyExchange();
			client.certificate(CHAIN);
			client.certificateVerify(CLIENT.key());
			client.finishAndTalk();
		}), attack("certificate twice, the second a stranger's", (client) -> {
			client.certificate(CHAIN);
			client.certificate(STRANGER.chain());
			client.clientKeyExchange();
			client.certificateVerify(CLIENT.key());
			client.finishAndTalk();
		}), attack("ClientKeyExchange twice", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.clientKeyExchange();
			client.certificateVerify(CLIENT.key());
			client.finishAndTalk();
		}));
	}

	static Stream<Arguments> omissions() {
		return each(attack("ClientKeyExchange left out", (client) -> {
			client.certificate(CHAIN);
			client.keyExchangeBody();
			client.certificateVerify(CLIENT.key());
			client.finishAndTalk();
		}), attack("everything left out but Finished", (client) -> {
			client.keyExchangeBody();
			client.finishAndTalk();
		}), attack("certificate of a stranger of the same name", (client) -> {
			client.certificate(STRANGER.chain());
			client.clientKeyExchange();
			client.certificateVerify(STRANGER.key());
			client.finishAndTalk();
		}), attack("early ChangeCipherSpec and keys of a master secret of zeros (CVE-2014-0224)", (client) -> {
			client.changeCipherSpec();
			client.useMaster(new byte[48]);
			client.finished();
			client.sealed(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}), attack("early ChangeCipherSpec and keys of an empty master secret", (client) -> {
			client.certificate(CHAIN);
			client.changeCipherSpec();
			client.agree(new byte[0]);
			client.finished();
		}), attack("a server's messages from the client", (client) -> {
			client.say(Message.SERVER_HELLO, new byte[38]);
			client.say(Message.SERVER_HELLO_DONE, new byte[0]);
			client.clientKeyExchange();
			client.finishAndTalk();
		}));
	}

	static Stream<Arguments> finishedAttacks() {
		return each(attack("Finished left out", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			client.sealed(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}), attack("ChangeCipherSpec left out", (client) -> {
			allButFinished(client);
			client.finished();
			client.sealed(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}), attack("Finished in the clear", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			client.send(client.finishedMessage());
		}), attack("Finished of zeros", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			client.sealed(RecordFormat.HANDSHAKE,
					new Message(Message.FINISHED, client.finishedMessage().seq(), new byte[12]).bytes());
		}));
	}

	static Stream<Arguments> wrongFinished() {
		return each(attack("Finished cut short", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			Message right = client.finishedMessage();
			client.sealed(RecordFormat.HANDSHAKE,
					new Message(Message.FINISHED, right.seq(), Arrays.copyOf(right.body(), 4)).bytes());
		}), attack("Finished empty", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			client.sealed(RecordFormat.HANDSHAKE,
					new Message(Message.FINISHED, client.finishedMessage().seq(), new byte[0]).bytes());
		}), attack("one bit of Finished wrong", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			Message right = client.finishedMessage();
			right.body()[11] ^= 1;
			client.sealed(RecordFormat.HANDSHAKE, right.bytes());
		}), attack("data in the clear only", (client) -> {
			client.plaintext(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
			client.certificate(CHAIN);
			client.plaintext(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}), attack("encrypted ClientHello in place of Finished", (client) -> {
			allButFinished(client);
			client.changeCipherSpec();
			client.sealed(RecordFormat.HANDSHAKE, new Message(Message.CLIENT_HELLO, 5, client.helloBody()).bytes());
		}));
	}

	@ParameterizedTest(name = "{0} over {1}")
	@MethodSource({ "certificateAttacks", "signatureAttacks", "orderAttacks", "omissions", "finishedAttacks",
			"wrongFinished" })
	void getsNoSession(CompletableFuture<Void> attack, Wire wire) throws Exception {
		await(attack);
	}

	static Stream<Arguments> pskAttacks() {
		return each(PSK_SUITE, attack("ClientKeyExchange left out", (client) -> {
			client.keyExchangeBody();
			client.finishAndTalk();
		}), attack("no ChangeCipherSpec, Finished in the clear", (client) -> {
			client.clientKeyExchange();
			client.send(client.finishedMessage());
		}), attack("key of zeros", (client) -> {
			client.clientKeyExchange();
			client.agree(MessageLevelClient.pskPremaster(new byte[16]));
			client.finishAndTalk();
		}), attack("empty key", (client) -> {
			client.clientKeyExchange();
			client.agree(MessageLevelClient.pskPremaster(new byte[0]));
			client.finishAndTalk();
		}), attack("empty identity and empty key", (client) -> {
			client.say(Message.CLIENT_KEY_EXCHANGE, new byte[] { 0, 0 });
			client.agree(MessageLevelClient.pskPremaster(new byte[0]));
			client.finishAndTalk();
		}), attack("unknown identity and key of zeros", (client) -> {
			client.say(Message.CLIENT_KEY_EXCHANGE, new byte[] { 0, 1, 'x' });
			client.agree(MessageLevelClient.pskPremaster(new byte[32]));
			client.finishAndTalk();
		}));
	}

	static Stream<Arguments> identityAttacks() {
		return each(PSK_SUITE, attack("identity of 20 KB", (client) -> {
			byte[] huge = new byte[1300];
			client.say(Message.CLIENT_KEY_EXCHANGE, Prf.concat(new byte[] { (byte) 0x50, 0 }, huge));
			client.agree(MessageLevelClient.pskPremaster(MessageLevelClient.PSK));
			client.finishAndTalk();
		}), attack("identity with something behind it", (client) -> {
			client.say(Message.CLIENT_KEY_EXCHANGE, Prf.concat(client.keyExchangeBody(), new byte[1]));
			client.finishAndTalk();
		}), attack("a certificate instead of a key", (client) -> {
			client.certificate(CHAIN);
			client.clientKeyExchange();
			client.certificateVerify(CLIENT.key());
			client.finishAndTalk();
		}), attack("early ChangeCipherSpec and a master secret of zeros (CVE-2014-0224)", (client) -> {
			client.changeCipherSpec();
			client.useMaster(new byte[48]);
			client.finished();
		}));
	}

	@ParameterizedTest(name = "{0} over {1}")
	@MethodSource({ "pskAttacks", "identityAttacks" })
	void getsNoSessionWithoutThePresharedKey(CompletableFuture<Void> attack, Wire wire) throws Exception {
		await(attack);
	}

}
