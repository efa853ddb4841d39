package io.dtls.internal.handshake.dtls13.key;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.dtls13.Hkdf;

/**
 * The cipher suites of DTLS 1.3 (RFC 8446, appendix B.4), under their IANA names: a
 * cipher and a hash, without a kind of key exchange.
 */
public enum Suite {

	TLS_AES_128_GCM_SHA256(0x1301, Aead.AES_128_GCM), TLS_AES_256_GCM_SHA384(0x1302, Aead.AES_256_GCM),
	TLS_CHACHA20_POLY1305_SHA256(0x1303, Aead.CHACHA20_POLY1305), TLS_AES_128_CCM_SHA256(0x1304, Aead.AES_128_CCM),
	TLS_AES_128_CCM_8_SHA256(0x1305, Aead.AES_128_CCM_8);

	private final int code;

	private final Aead aead;

	Suite(int code, Aead aead) {
		this.code = code;
		this.aead = aead;
	}

	/** The two bytes of the suite on the wire. */
	public int code() {
		return this.code;
	}

	/** What protects records. */
	public Aead aead() {
		return this.aead;
	}

	/** What derives keys, with the hash of the suite. */
	public Hkdf hkdf() {
		return Hkdf.of(this.aead);
	}

	/** All but the one with a short tag, which is there on request only. */
	public static List<Suite> defaults() {
		return Arrays.stream(values()).filter((suite) -> suite != TLS_AES_128_CCM_8_SHA256).toList();
	}

	/** The suite of a code, or null. */
	public static @Nullable Suite ofCode(int code) {
		return Arrays.stream(values()).filter((suite) -> suite.code == code).findFirst().orElse(null);
	}

}
