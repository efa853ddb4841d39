package io.dtls.internal.handshake.dtls13.key;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The groups of the key exchange, under their TLS names. The hybrid one joins ML-KEM with
 * X25519, so that both would have to be broken (draft-ietf-tls-ecdhe-mlkem).
 */
public enum KeyGroup {

	X25519MLKEM768("X25519MLKEM768", 0x11ec, 1184 + 32, 1088 + 32), X25519("x25519", 0x1d, 32, 32),
	SECP256R1("secp256r1", 0x17, 65, 65), SECP384R1("secp384r1", 0x18, 97, 97);

	private final String tlsName;

	private final int code;

	private final int clientShareSize;

	private final int serverShareSize;

	KeyGroup(String tlsName, int code, int clientShareSize, int serverShareSize) {
		this.tlsName = tlsName;
		this.code = code;
		this.clientShareSize = clientShareSize;
		this.serverShareSize = serverShareSize;
	}

	/** The name in the IANA registry. */
	public String tlsName() {
		return this.tlsName;
	}

	/** The two bytes of the group on the wire. */
	public int code() {
		return this.code;
	}

	/** Bytes of a client's key share. */
	public int clientShareSize() {
		return this.clientShareSize;
	}

	/** Bytes of a server's key share. */
	public int serverShareSize() {
		return this.serverShareSize;
	}

	/** All groups, in order of preference. */
	public static List<KeyGroup> defaults() {
		return List.of(values());
	}

	/** The group of a code, or null. */
	public static @Nullable KeyGroup ofCode(int code) {
		return Arrays.stream(values()).filter((group) -> group.code == code).findFirst().orElse(null);
	}

}
