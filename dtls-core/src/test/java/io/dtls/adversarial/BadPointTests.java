package io.dtls.adversarial;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.endpoint.TestServer.Wire;

/**
 * Public keys that are no points of their curve, or that make any secret zero: whoever
 * sends them gets no session, even with the keys that follow from a secret of zeros.
 */
class BadPointTests extends ServerAttackFixture {

	// Groups: X25519, and P-256 for the certificate; schemes: ecdsa_secp256r1_sha256.
	private static final byte[] X25519_FIRST = { 0, 10, 0, 6, 0, 4, 0, 29, 0, 23, 0, 13, 0, 4, 0, 2, 4, 3 };

	static Stream<Arguments> ofP256() {
		byte[] offCurve = new byte[65];
		offCurve[0] = 4;
		offCurve[64] = 1;
		return each(attack("point off the curve", (client) -> point(client, offCurve)),
				attack("point at infinity", (client) -> point(client, new byte[1])),
				attack("empty point", (client) -> point(client, new byte[0])),
				attack("point cut short", (client) -> point(client, Arrays.copyOf(offCurve, 64))),
				attack("compressed point", (client) -> point(client, Arrays.copyOf(new byte[] { 2 }, 33))));
	}

	static Stream<Arguments> ofX25519() {
		return each(x25519("zero", "00".repeat(32)), x25519("one", "01" + "00".repeat(31)),
				x25519("a point of order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
				x25519("the other point of order 8",
						"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
				x25519("p - 1", "ec" + "ff".repeat(30) + "7f"), x25519("p", "ed" + "ff".repeat(30) + "7f"),
				x25519("p + 1", "ee" + "ff".repeat(30) + "7f"), x25519("a point cut short", "00".repeat(31)),
				x25519("a point that is too long", "00".repeat(33)), x25519("no point", ""));
	}

	private static Named<Attack> x25519(String name, String point) {
		return attack("X25519: " + name, new Attack() {

			@Override
			public void prepare(MessageLevelClient client) {
				client.extensions(X25519_FIRST);
			}

			@Override
			public void run(MessageLevelClient client) throws Exception {
				point(client, HexFormat.of().parseHex(point));
			}

		});
	}

	private static void point(MessageLevelClient client, byte[] point) throws Exception {
		client.certificate(CHAIN);
		client.say(Message.CLIENT_KEY_EXCHANGE, Prf.concat(new byte[] { (byte) point.length }, point));
		client.agree(new byte[32]);
		client.certificateVerify(CLIENT.key());
		client.finishAndTalk();
	}

	@ParameterizedTest(name = "{0} over {1}")
	@MethodSource({ "ofP256", "ofX25519" })
	void getsNoSession(CompletableFuture<Void> attack, Wire wire) throws Exception {
		await(attack);
	}

}
