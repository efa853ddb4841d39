package io.dtls.internal.handshake.dtls13.message;

import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * ServerHello, and HelloRetryRequest, which is one with a certain random (RFC 8446,
 * sections 4.1.3 and 4.1.4).
 *
 * @param random 32 bytes
 * @param sessionId legacy_session_id_echo, which is empty (RFC 9147, section 5.3)
 * @param cipherSuite the code of the one that was chosen
 * @param extensions all of them
 */
@SuppressWarnings("ArrayRecordComponent")
public record ServerHello(byte[] random, byte[] sessionId, int cipherSuite, Extensions extensions) {

	private static final int LEGACY_VERSION = 0xfefd;

	private static final int RANDOM_SIZE = 32;

	private static final int SENTINEL_SIZE = 8;

	private static final byte[] RETRY = HexFormat.of()
		.parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

	// RFC 8446, section 4.1.3: a server that could have chosen a later version.
	private static final byte[] DOWNGRADED_TO_1_2 = HexFormat.of().parseHex("444f574e47524401");

	private static final byte[] DOWNGRADED_FURTHER = HexFormat.of().parseHex("444f574e47524400");

	/** Parses the body of a message, of DTLS 1.2 too. */
	public static ServerHello parse(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		int version = in.uint16();
		byte[] random = in.bytes(RANDOM_SIZE);
		byte[] sessionId = in.vector8(0);
		int suite = in.uint16();
		int compression = in.uint8();
		Extensions extensions = in.hasMore() ? Extensions.read(in) : new Extensions();
		in.requireEnd();
		if (version != LEGACY_VERSION && !extensions.has(ExtensionType.SUPPORTED_VERSIONS)) {
			throw Refused.of(Alert.PROTOCOL_VERSION, "The server chose another version");
		}
		if (version != LEGACY_VERSION || compression != 0 || sessionId.length > RANDOM_SIZE) {
			throw Refused.illegal("A legacy field of the ServerHello is impossible");
		}
		return new ServerHello(random, sessionId, suite, extensions);
	}

	/** The body of the message. */
	public byte[] encode() {
		return new WireWriter().uint16(LEGACY_VERSION)
			.bytes(this.random)
			.vector8(this.sessionId)
			.uint16(this.cipherSuite)
			.uint8(0)
			.bytes(this.extensions.encode())
			.toBytes();
	}

	/** A HelloRetryRequest. */
	public static ServerHello retry(int cipherSuite, Extensions extensions) {
		return new ServerHello(RETRY.clone(), new byte[0], cipherSuite, extensions);
	}

	public boolean isRetry() {
		return Arrays.equals(this.random, RETRY);
	}

	/** Whether the server says that it knows a later version than it chose. */
	public boolean tellsOfDowngrade() {
		byte[] end = Arrays.copyOfRange(this.random, RANDOM_SIZE - SENTINEL_SIZE, RANDOM_SIZE);
		return Arrays.equals(end, DOWNGRADED_TO_1_2) || Arrays.equals(end, DOWNGRADED_FURTHER);
	}

	/** Whether DTLS 1.3 was chosen. */
	public boolean isDtls13() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.SUPPORTED_VERSIONS);
		if (in == null) {
			return false;
		}
		int version = in.uint16();
		in.requireEnd();
		if (version != ClientHello.DTLS_1_3) {
			throw Refused.illegal("The server chose a version that nobody offered");
		}
		return true;
	}

	/** The server's key share, or null. */
	public @Nullable KeyShareEntry keyShare() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.KEY_SHARE);
		if (in == null) {
			return null;
		}
		KeyShareEntry entry = KeyShareEntry.read(in);
		in.requireEnd();
		return entry;
	}

	/** The group that a HelloRetryRequest wants a share of, or -1. */
	public int retryGroup() throws Refused {
		return number(ExtensionType.KEY_SHARE);
	}

	/** Which of the pre-shared keys was chosen, or -1. */
	public int selectedPsk() throws Refused {
		return number(ExtensionType.PRE_SHARED_KEY);
	}

	private int number(int type) throws Refused {
		WireReader in = this.extensions.find(type);
		if (in == null) {
			return -1;
		}
		int number = in.uint16();
		in.requireEnd();
		return number;
	}

	/** The cookie of a HelloRetryRequest, or null. */
	public byte @Nullable [] cookie() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.COOKIE);
		if (in == null) {
			return null;
		}
		byte[] cookie = in.vector16(1);
		in.requireEnd();
		return cookie;
	}

}
