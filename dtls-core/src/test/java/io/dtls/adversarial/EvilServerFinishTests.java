package io.dtls.adversarial;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;

/**
 * Servers that leave out, repeat, reorder or forge what proves that they hold the key,
 * and strangers that speak in between. The client gets no session with the former, and
 * its own server in spite of the latter.
 */
class EvilServerFinishTests extends ClientAttackFixture {

	static Stream<Arguments> omissions() {
		return against(CERTIFICATE_SUITE, ignored("ServerHelloDone left out", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
			server.changeCipherSpec();
		}), ignored("everything left out but Finished, as in a resumption nobody asked for", (server) -> {
			server.awaitHello();
			server.say(Message.SERVER_HELLO, server.helloBody(RecordFormat.DTLS_1_2, new byte[32],
					CERTIFICATE_SUITE.code(), 0, MessageLevelServer.EXTENSIONS));
			server.useMaster(new byte[48]);
			server.changeCipherSpec();
			server.finished();
			server.talk();
		}), ignored("an early ChangeCipherSpec and a master secret of zeros (CVE-2014-0224)", (server) -> {
			server.awaitHello();
			server.changeCipherSpec();
			server.useMaster(new byte[48]);
			server.finished();
			flight2(server);
			server.finished();
			server.finished();
		}), ignored("data in the clear only", (server) -> {
			server.awaitHello();
			server.plaintext(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
			flight2(server);
			server.plaintext(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}), ignored("a client's messages from the server", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.say(Message.CLIENT_HELLO, new byte[50]);
			server.say(Message.CLIENT_KEY_EXCHANGE, new byte[33]);
			server.say(Message.CERTIFICATE_VERIFY, new byte[33]);
		}));
	}

	private static void flight2(MessageLevelServer server) throws Exception {
		server.serverHello();
		server.certificate(SERVER.chain());
		server.serverKeyExchange(SERVER.key());
		server.done();
	}

	static Stream<Arguments> disorder() {
		return against(CERTIFICATE_SUITE, noticed("ServerHelloDone with content", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
			server.say(Message.SERVER_HELLO_DONE, new byte[] { 1 });
		}), noticed("ServerKeyExchange before Certificate", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.serverKeyExchange(SERVER.key());
			server.certificate(SERVER.chain());
			server.done();
		}), noticed("CertificateRequest before Certificate", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.say(Message.CERTIFICATE_REQUEST, MessageLevelServer.CERTIFICATE_REQUEST);
			server.certificate(SERVER.chain());
		}), noticed("CertificateRequest before ServerKeyExchange", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			server.say(Message.CERTIFICATE_REQUEST, MessageLevelServer.CERTIFICATE_REQUEST);
			server.serverKeyExchange(SERVER.key());
			server.done();
		}));
	}

	static Stream<Arguments> strangeMessages() {
		return against(CERTIFICATE_SUITE, noticed("a CertificateRequest that breaks off", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
			server.say(Message.CERTIFICATE_REQUEST, new byte[] { 1, 64, 0, 9, 4 });
			server.done();
		}), noticed("a session ticket nobody asked for", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
			server.say(Message.NEW_SESSION_TICKET, new byte[] { 0, 0, 0, 9, 0, 1, 1 });
			server.done();
		}));
	}

	static Stream<Arguments> finishes() {
		return against(CERTIFICATE_SUITE, finish("Finished left out", (server) -> {
			server.changeCipherSpec();
			server.talk();
		}), finish("ChangeCipherSpec left out", (server) -> {
			server.finished();
			server.talk();
		}), finish("Finished in the clear", (server) -> {
			server.changeCipherSpec();
			server.send(server.finishedMessage());
			server.talk();
		}), finish("Finished in the clear, and no ChangeCipherSpec", (server) -> {
			server.send(server.finishedMessage());
			server.plaintext(RecordFormat.APPLICATION_DATA, new byte[] { 'x' });
		}), finish("Finished under keys of zeros", (server) -> {
			server.changeCipherSpec();
			server.useMaster(new byte[48]);
			server.finished();
			server.finished();
			server.talk();
		}));
	}

	static Stream<Arguments> wrongFinished() {
		return against(CERTIFICATE_SUITE, wrong("Finished of zeros", (right) -> new byte[12]),
				finish("Finished of nothing", (server) -> finished(server, new byte[0])),
				finish("Finished cut short",
						(server) -> finished(server, Arrays.copyOf(server.finishedMessage().body(), 4))),
				finish("Finished with something behind it",
						(server) -> finished(server, Arrays.copyOf(server.finishedMessage().body(), 13))),
				wrong("one bit of Finished wrong", (right) -> {
					byte[] bent = right.clone();
					bent[11] ^= 1;
					return bent;
				}), noticed("the client's own Finished", (server) -> {
					flight(server);
					server.awaitKeyExchange();
					byte[] own = server.awaitFinished();
					server.changeCipherSpec();
					server.sealed(RecordFormat.HANDSHAKE, new Message(Message.FINISHED, server.nextSeq(), own).bytes());
				}), finish("a session ticket in place of Finished", (server) -> {
					server.changeCipherSpec();
					server.sealed(RecordFormat.HANDSHAKE,
							new Message(Message.NEW_SESSION_TICKET, server.nextSeq(), new byte[6]).bytes());
				}));
	}

	static Stream<Arguments> pskAttacks() {
		return against(PSK_SUITE, ignored("a server without the key", (server) -> withKey(server, new byte[16])),
				ignored("a server with an empty key", (server) -> withKey(server, new byte[0])),
				noticed("a certificate instead of a key", (server) -> {
					server.awaitHello();
					server.serverHello();
					server.certificate(SERVER.chain());
					server.done();
				}), noticed("a request for a certificate", (server) -> {
					server.awaitHello();
					server.serverHello();
					server.say(Message.CERTIFICATE_REQUEST, MessageLevelServer.CERTIFICATE_REQUEST);
					server.done();
				}), noticed("a hint with something behind it", (server) -> {
					server.awaitHello();
					server.serverHello();
					server.say(Message.SERVER_KEY_EXCHANGE, new byte[] { 0, 1, 'x', 'y' });
					server.done();
				}), noticed("a hint cut short", (server) -> {
					server.awaitHello();
					server.serverHello();
					server.say(Message.SERVER_KEY_EXCHANGE, new byte[] { 0, 9, 'x' });
					server.done();
				}), noticed("a suite with certificates, where there is no trust", (server) -> {
					server.awaitHello();
					server.serverHello(CERTIFICATE_SUITE.code(), 0, new byte[0]);
					server.certificate(SERVER.chain());
					server.serverKeyExchange(SERVER.key());
					server.done();
				}));
	}

	private static void withKey(MessageLevelServer server, byte[] key) throws Exception {
		flight(server);
		server.awaitKeyExchange();
		server.agree(MessageLevelClient.pskPremaster(key));
		server.changeCipherSpec();
		server.finished();
		server.finished();
		server.talk();
	}

	@ParameterizedTest(name = "{0} over {1}")
	@MethodSource({ "omissions", "disorder", "strangeMessages", "finishes", "wrongFinished", "pskAttacks" })
	void getsNoSession(CompletableFuture<Void> attack, Wire wire) throws Exception {
		await(attack);
	}

	static Stream<Arguments> honest() {
		return against(CERTIFICATE_SUITE, harmless("an honest server", (server) -> {
			flight(server);
			server.finishAndTalk();
		}), harmless("an honest server that needs no cookie", (server) -> {
			server.awaitHello();
			flight2(server);
			server.finishAndTalk();
		}), harmless("an honest server that asks for a certificate", (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
			server.say(Message.CERTIFICATE_REQUEST, MessageLevelServer.CERTIFICATE_REQUEST);
			server.done();
			server.finishAndTalk();
		}));
	}

	static Stream<Arguments> honestWithKey() {
		return against(PSK_SUITE, harmless("an honest server with the key", (server) -> {
			flight(server);
			server.finishAndTalk();
		}));
	}

	static Stream<Arguments> interference() {
		return against(CERTIFICATE_SUITE, harmless("everything twice and backwards", (server) -> {
			server.awaitHelloWithCookie();
			server.hold();
			flight2(server);
			List<byte[]> flight = server.release();
			Collections.reverse(flight);
			for (byte[] record : flight) {
				server.datagram(record);
				server.datagram(record);
			}
			server.finishAndTalk();
		}), harmless("strangers before each message", EvilServerFinishTests::amongStrangers),
				harmless("the second of several records in a datagram, after a bad one", (server) -> {
					flight(server);
					server.awaitKeyExchange();
					server.awaitFinished();
					server.changeCipherSpec();
					server.finished();
					byte[] bad = AttackFixture.forgery(RecordFormat.APPLICATION_DATA, 1, 90, new byte[40]);
					server.datagram(Prf.concat(bad, AttackFixture.forgery(99, 7, 0, new byte[3]), server
						.record(RecordFormat.APPLICATION_DATA, "believe me".getBytes(StandardCharsets.US_ASCII)),
							new byte[] { 23 }));
				}), harmless("requests to begin anew, in the session", (server) -> {
					flight(server);
					server.awaitKeyExchange();
					server.awaitFinished();
					server.changeCipherSpec();
					server.finished();
					server.sealed(RecordFormat.HANDSHAKE, new Message(Message.HELLO_REQUEST, 0, new byte[0]).bytes());
					server.sealed(RecordFormat.HANDSHAKE, new Message(Message.SERVER_HELLO, 7, new byte[38]).bytes());
					server.sealed(RecordFormat.ALERT, new byte[] { 1, 100 });
					server.sealed(99, "who?".getBytes(StandardCharsets.US_ASCII));
					server.sealed(RecordFormat.HEARTBEAT, new byte[] { 1, 0, 90, 1 });
					server.talk();
				}));
	}

	private static void amongStrangers(MessageLevelServer server) throws Exception {
		server.awaitHelloWithCookie();
		server.hold();
		flight2(server);
		List<byte[]> flight = server.release();
		for (byte[] record : flight) {
			interfere(server);
			server.plaintext(RecordFormat.ALERT, new byte[] { 2, 40 });
			server.datagram(record);
		}
		interfere(server);
		// So many datagrams may be too many for the socket.
		for (int i = 0; i < 100 && server.client.find(Message.CLIENT_KEY_EXCHANGE) == null; i++) {
			server.receive(100);
			for (byte[] record : flight) {
				server.datagram(record);
			}
		}
		server.awaitKeyExchange();
		server.awaitFinished();
		interfere(server);
		// Forgeries may have taken the place of one, as if it were lost.
		for (int i = 0; i < 10; i++) {
			server.changeCipherSpec();
			server.finished();
			server.talk();
			server.receive(50);
		}
	}

	// What anybody may send who knows both addresses, in records far ahead.
	private static void interfere(MessageLevelServer server) throws Exception {
		byte[][] contents = { { 1 }, { 1, 100 }, new byte[30] };
		for (int type = RecordFormat.CHANGE_CIPHER_SPEC; type <= RecordFormat.TLS12_CID + 2; type++) {
			for (byte[] content : contents) {
				server.datagram(AttackFixture.forgery(type, 0, 1L << 40, content));
				server.datagram(AttackFixture.forgery(type, 1, 5, content));
				server.datagram(AttackFixture.forgery(type, 2, 5, content));
			}
		}
		Message far = new Message(Message.CERTIFICATE, 77, new byte[9]);
		server.datagram(Message.record(RecordFormat.HANDSHAKE, 1L << 41, far.bytes()));
		Message huge = new Message(Message.CERTIFICATE, server.nextSeq(), new byte[9]);
		server.datagram(Message.record(RecordFormat.HANDSHAKE, 1L << 42, huge.lyingFragment(0xffffff, 0, new byte[0])));
		server.datagram(Message.record(RecordFormat.HANDSHAKE, 1L << 43, huge.lyingFragment(9, 0, new byte[0])));
		server.datagram(Message.record(RecordFormat.HANDSHAKE, 1L << 44,
				new Message(Message.HELLO_REQUEST, server.nextSeq(), new byte[0]).bytes()));
		server.datagram(Message.record(RecordFormat.HANDSHAKE, 1L << 45,
				new Message(Message.FINISHED, server.nextSeq(), new byte[12]).bytes()));
		server.datagram(new byte[] { 22 });
	}

	@ParameterizedTest(name = "{0} over {1}")
	@MethodSource({ "honest", "honestWithKey", "interference" })
	void isBelieved(CompletableFuture<Void> server, Wire wire) throws Exception {
		await(server);
	}

	private static Case finish(String name, Attack steps) {
		return ignored(name, (server) -> {
			flight(server);
			server.awaitKeyExchange();
			server.awaitFinished();
			steps.run(server);
		});
	}

	private static void finished(MessageLevelServer server, byte[] body) throws Exception {
		server.changeCipherSpec();
		Message wrong = new Message(Message.FINISHED, server.nextSeq(), body);
		server.sealed(RecordFormat.HANDSHAKE, wrong.bytes());
		server.talk();
	}

	private static Case wrong(String name, Change change) {
		return noticed(name, (server) -> {
			flight(server);
			server.awaitKeyExchange();
			server.awaitFinished();
			finished(server, change.of(server.finishedMessage().body()));
		});
	}

	/** What becomes of a body. */
	@FunctionalInterface
	private interface Change {

		byte[] of(byte[] right);

	}

}
