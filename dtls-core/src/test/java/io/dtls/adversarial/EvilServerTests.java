package io.dtls.adversarial;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.HandshakeFailureReason;
import io.dtls.endpoint.TestServer.Wire;
import io.dtls.internal.record.RecordFormat;
import io.dtls.testing.TestCertificates;
import io.dtls.testing.TestCertificates.Identity;

/**
 * Servers that lie about what was agreed, who they are, or whose key they use. The client
 * gets no session with any of them, and gives up for one clear reason.
 */
class EvilServerTests extends ClientAttackFixture {

	private static final int AES_128_GCM = CERTIFICATE_SUITE.code();

	// Zeros are far from any curve, and the only point of their kind on X25519.
	private static final byte[] OFF_CURVE = Prf.concat(new byte[] { 3, 0, 23, 65, 4 }, new byte[63], new byte[] { 1 });

	static Stream<Arguments> choices() {
		return against(CERTIFICATE_SUITE,
				hello("a CBC suite that was not offered", (server) -> server.serverHello(0xc009, 0, new byte[0])),
				hello("a NULL suite", (server) -> server.serverHello(0xc006, 0, new byte[0])),
				hello("an anonymous suite", (server) -> server.serverHello(0xc018, 0, new byte[0])),
				hello("static RSA", (server) -> server.serverHello(0x009c, 0, new byte[0])),
				hello("the renegotiation SCSV as suite", (server) -> server.serverHello(0xff, 0, new byte[0])),
				hello("a suite of TLS 1.3", (server) -> server.serverHello(0x1301, 0, new byte[0])),
				hello("a PSK suite without a key", (server) -> server.serverHello(PSK_SUITE.code(), 0, new byte[0])),
				hello("compression", (server) -> server.serverHello(AES_128_GCM, 1, new byte[0])));
	}

	static Stream<Arguments> versions() {
		return against(CERTIFICATE_SUITE,
				noticed("a downgrade to DTLS 1.0", HandshakeFailureReason.PROTOCOL_VERSION, (server) -> {
					server.awaitHelloWithCookie();
					server.say(Message.SERVER_HELLO,
							server.helloBody(RecordFormat.DTLS_1_0, new byte[0], 0xc009, 0, new byte[0]));
				}), noticed("a version that does not exist", (server) -> {
					server.awaitHello();
					server.say(Message.SERVER_HELLO,
							server.helloBody(0x0102, new byte[0], AES_128_GCM, 0, new byte[0]));
				}), noticed("DTLS 1.3 by supported_versions", (server) -> {
					server.awaitHello();
					server.serverHello(AES_128_GCM, 0, new byte[] { 0, 43, 0, 2, (byte) 0xfe, (byte) 0xfc });
				}));
	}

	static Stream<Arguments> extensions() {
		return against(CERTIFICATE_SUITE, extension("a heartbeat nobody asked for", 0, 15, 0, 1, 1),
				extension("truncated_hmac nobody asked for", 0, 4, 0, 0),
				extension("encrypt_then_mac nobody asked for", 0, 22, 0, 0),
				extension("max_fragment_length nobody asked for", 0, 1, 0, 1, 1),
				extension("an application protocol nobody asked for", 0, 16, 0, 4, 0, 2, 1, 'x'),
				extension("a session ticket nobody asked for", 0, 35, 0, 0),
				extension("a connection id nobody asked for", 0, 54, 0, 2, 1, 7),
				extension("a raw public key nobody asked for", 0, 20, 0, 1, 2),
				extension("an unknown extension", 0x7a, 0x7a, 0, 0),
				extension("renegotiation_info twice", 0xff, 1, 0, 1, 0, 0xff, 1, 0, 1, 0),
				extension("extended_master_secret twice", 0, 23, 0, 0, 0, 23, 0, 0),
				extension("extended_master_secret with content", 0, 23, 0, 1, 0),
				extension("renegotiation_info of an earlier handshake", 0xff, 1, 0, 3, 2, 7, 7),
				extension("renegotiation_info without content", 0xff, 1, 0, 0),
				extension("an extension cut short", 0, 23, 0, 9), extension("half a header of an extension", 0, 23, 0));
	}

	static Stream<Arguments> brokenHellos() {
		return against(CERTIFICATE_SUITE, broken("a ServerHello of nothing", (body) -> new byte[0]),
				broken("a ServerHello cut short", (body) -> Arrays.copyOf(body, 20)),
				broken("something behind the ServerHello", (body) -> Prf.concat(body, new byte[3])),
				noticed("a session id of 33 bytes", (server) -> {
					server.awaitHello();
					server.say(Message.SERVER_HELLO,
							server.helloBody(RecordFormat.DTLS_1_2, new byte[33], AES_128_GCM, 0, new byte[0]));
				}), noticed("a flight without its ServerHello", (server) -> {
					server.awaitHello();
					server.certificate(SERVER.chain());
					server.serverKeyExchange(SERVER.key());
					server.done();
				}), noticed("two ServerHellos", (server) -> {
					server.awaitHello();
					server.serverHello();
					server.serverHello();
				}), noticed("cookies without end", (server) -> {
					server.awaitHello();
					for (int i = 0; i < 8; i++) {
						server.verifyRequest(1000 + i, new byte[] { (byte) i });
						server.receive(500);
					}
				}), ignored("cookies of the wrong size", (server) -> {
					server.awaitHello();
					server.datagram(Message.record(RecordFormat.HANDSHAKE, 0,
							new Message(Message.HELLO_VERIFY_REQUEST, 0, new byte[] { 1, 2, 9, 1 }).bytes()));
					server.datagram(Message.record(RecordFormat.HANDSHAKE, 0,
							new Message(Message.HELLO_VERIFY_REQUEST, 0, new byte[2]).bytes()));
				}));
	}

	static Stream<Arguments> certificates() {
		Instant later = Instant.now().plus(Duration.ofDays(1));
		Identity expired = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256,
				Instant.now().minus(Duration.ofDays(1)), KeyPurposeId.id_kp_serverAuth);
		Identity ofClients = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.P256, later,
				KeyPurposeId.id_kp_clientAuth);
		Identity unknown = TestCertificates.leaf(TestCertificates.authority("other"), "server", TestCertificates.P256);
		Identity elsewhere = TestCertificates.leafFor(AUTHORITY, "elsewhere.example", TestCertificates.P256);
		return against(CERTIFICATE_SUITE,
				shown("a stranger's certificate with the right name", HandshakeFailureReason.BAD_CERTIFICATE, STRANGER),
				shown("a certificate of an unknown authority", HandshakeFailureReason.UNKNOWN_CA, unknown),
				shown("the certificate of another host", HandshakeFailureReason.HOST_NAME_MISMATCH, elsewhere),
				shown("an expired certificate", HandshakeFailureReason.CERTIFICATE_EXPIRED, expired),
				shown("a certificate for clients", HandshakeFailureReason.BAD_CERTIFICATE, ofClients),
				// Issued by a leaf, which is no authority.
				shown("a certificate that another certificate has issued", HandshakeFailureReason.BAD_CERTIFICATE,
						issuedByALeaf()),
				noticed("an RSA certificate under a suite of ECDSA", (server) -> {
					Identity rsa = TestCertificates.leaf(AUTHORITY, "server", TestCertificates.RSA);
					server.awaitHello();
					server.serverHello();
					server.certificate(rsa.chain());
					server.serverKeyExchange(SERVER.key());
					server.finishAndTalk();
				}));
	}

	private static Identity issuedByALeaf() {
		Identity leaf = TestCertificates.leaf(SERVER, "server", TestCertificates.P256);
		X509Certificate[] chain = { leaf.certificate(), SERVER.certificate(), AUTHORITY.certificate() };
		return new Identity(leaf.key(), chain);
	}

	static Stream<Arguments> brokenCertificates() {
		return against(CERTIFICATE_SUITE, certificate("no certificate, and no number for it", (server) -> {
		}), certificate("an empty list of certificates", (server) -> server.certificate()),
				certificate("a Certificate of nothing", (server) -> server.say(Message.CERTIFICATE)),
				certificate("a certificate that is none",
						(server) -> server.say(Message.CERTIFICATE, new byte[] { 0, 0, 5, 0, 0, 2, 1, 1 })),
				certificate("a list that is longer than it is",
						(server) -> server.say(Message.CERTIFICATE, new byte[] { 0, 99, 5, 0, 0, 2, 1, 1 })),
				certificate("two Certificates", (server) -> {
					server.certificate(SERVER.chain());
					server.certificate(SERVER.chain());
				}), certificate("a status nobody can know", (server) -> {
					server.certificate(SERVER.chain());
					server.say(Message.CERTIFICATE_STATUS, new byte[] { 1, 0, 0, 1, 1 });
				}), ignored("a certificate that was lost", (server) -> {
					server.awaitHello();
					server.serverHello();
					server.skipNumber();
					server.serverKeyExchange(SERVER.key());
					server.done();
				}), ignored("certificates of a megabyte", (server) -> {
					server.awaitHello();
					server.serverHello();
					Message huge = server.next(Message.CERTIFICATE, new byte[100]);
					for (int i = 0; i < 1 << 20; i += 50_000) {
						server.plaintext(RecordFormat.HANDSHAKE, huge.lyingFragment(1 << 20, i, new byte[1000]));
					}
				}));
	}

	static Stream<Arguments> keyExchanges() {
		return against(CERTIFICATE_SUITE, exchange("ServerKeyExchange left out", (server) -> {
		}), exchange("ServerKeyExchange of nothing", (server) -> server.say(Message.SERVER_KEY_EXCHANGE)),
				exchange("two ServerKeyExchanges", (server) -> {
					server.serverKeyExchange(SERVER.key());
					server.serverKeyExchange(SERVER.key());
				}), exchange("a signature by another key", (server) -> server.serverKeyExchange(STRANGER.key())),
				exchange("a signature of nothing",
						(server) -> server.serverKeyExchange(server.parameters(), new byte[] { 4, 3 }, new byte[0])),
				exchange("a signature r = s = 0 (CVE-2022-21449)",
						(server) -> server.serverKeyExchange(server.parameters(), new byte[] { 4, 3 },
								new byte[] { 0x30, 6, 2, 1, 0, 2, 1, 0 })),
				exchange("a signature of another handshake",
						(server) -> server.serverKeyExchange(server.parameters(), new byte[] { 4, 3 },
								server.sign(SERVER.key(), new byte[32], server.parameters()))),
				exchange("a signature scheme that was not offered", (server) -> server.serverKeyExchange(
						server.parameters(), new byte[] { 2, 3 },
						server.sign(SERVER.key(), server.client.random(Message.CLIENT_HELLO), server.parameters()))));
	}

	static Stream<Arguments> badGroups() {
		byte[] explicit = Prf.concat(new byte[] { 1, 32 }, new byte[64]);
		return against(CERTIFICATE_SUITE, parameters("a group that was not offered", server521()),
				parameters("an explicit curve", explicit), parameters("a point off the curve", OFF_CURVE),
				parameters("the point at infinity", new byte[] { 3, 0, 23, 1, 0 }),
				parameters("no point", new byte[] { 3, 0, 23, 0 }),
				parameters("a compressed point", Prf.concat(new byte[] { 3, 0, 23, 33, 2 }, new byte[32])),
				parameters("an X25519 point of small order", Prf.concat(new byte[] { 3, 0, 29, 32 }, new byte[32])),
				parameters("an X25519 point of order 2", Prf.concat(new byte[] { 3, 0, 29, 32, 1 }, new byte[31])),
				parameters("an X25519 point cut short", Prf.concat(new byte[] { 3, 0, 29, 31 }, new byte[31])));
	}

	private static byte[] server521() {
		return Prf.concat(new byte[] { 3, 0, 25, (byte) 133, 4 }, new byte[132]);
	}

	@ParameterizedTest(name = "{0} over {1}")
	@MethodSource({ "choices", "versions", "extensions", "brokenHellos", "certificates", "brokenCertificates",
			"keyExchanges", "badGroups" })
	void getsNoSession(CompletableFuture<Void> attack, Wire wire) throws Exception {
		await(attack);
	}

	private static Case hello(String name, Attack choice) {
		return noticed(name, (server) -> {
			server.awaitHelloWithCookie();
			choice.run(server);
			server.certificate(SERVER.chain());
			server.serverKeyExchange(SERVER.key());
			server.done();
			server.finishAndTalk();
		});
	}

	private static Case extension(String name, int... bytes) {
		byte[] extensions = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			extensions[i] = (byte) bytes[i];
		}
		return hello(name, (server) -> server.serverHello(AES_128_GCM, 0, extensions));
	}

	private static Case broken(String name, Change change) {
		return hello(name, (server) -> server.say(Message.SERVER_HELLO, change
			.of(server.helloBody(RecordFormat.DTLS_1_2, new byte[0], AES_128_GCM, 0, MessageLevelServer.EXTENSIONS))));
	}

	private static Case shown(String name, HandshakeFailureReason reason, Identity identity) {
		return noticed(name, reason, (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(identity.chain());
			server.serverKeyExchange(identity.key());
			server.done();
			server.finishAndTalk();
		});
	}

	private static Case certificate(String name, Attack steps) {
		return noticed(name, (server) -> {
			server.awaitHello();
			server.serverHello();
			steps.run(server);
			server.serverKeyExchange(SERVER.key());
			server.done();
			server.finishAndTalk();
		});
	}

	private static Case exchange(String name, Attack steps) {
		return noticed(name, (server) -> {
			server.awaitHello();
			server.serverHello();
			server.certificate(SERVER.chain());
			steps.run(server);
			server.done();
			server.finishAndTalk();
		});
	}

	// Signed by the right key: the server itself is evil, or its key was stolen.
	private static Case parameters(String name, byte[] parameters) {
		return exchange(name, (server) -> server.serverKeyExchange(parameters, SERVER.key()));
	}

	/** What becomes of a body. */
	@FunctionalInterface
	private interface Change {

		byte[] of(byte[] body);

	}

}
