package io.dtls;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.dtls.settings.SecuritySettings;

/**
 * The cipher suites this library can negotiate, under their IANA names.
 */
public enum CipherSuite {

	// In order of preference: forward secrecy first, then AES-GCM, which the JDK
	// accelerates.

	TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xC02B, KeyExchange.ECDHE_ECDSA, Aead.AES_128_GCM),

	TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xC02C, KeyExchange.ECDHE_ECDSA, Aead.AES_256_GCM),

	TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA9, KeyExchange.ECDHE_ECDSA, Aead.CHACHA20_POLY1305),

	TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xC02F, KeyExchange.ECDHE_RSA, Aead.AES_128_GCM),

	TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xC030, KeyExchange.ECDHE_RSA, Aead.AES_256_GCM),

	TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA8, KeyExchange.ECDHE_RSA, Aead.CHACHA20_POLY1305),

	TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256(0xD001, KeyExchange.ECDHE_PSK, Aead.AES_128_GCM),

	TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256(0xCCAC, KeyExchange.ECDHE_PSK, Aead.CHACHA20_POLY1305),

	TLS_ECDHE_ECDSA_WITH_AES_128_CCM(0xC0AC, KeyExchange.ECDHE_ECDSA, Aead.AES_128_CCM),

	TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8(0xC0AE, KeyExchange.ECDHE_ECDSA, Aead.AES_128_CCM_8),

	TLS_PSK_WITH_AES_128_GCM_SHA256(0x00A8, KeyExchange.PSK, Aead.AES_128_GCM),

	TLS_PSK_WITH_AES_128_CCM_8(0xC0A8, KeyExchange.PSK, Aead.AES_128_CCM_8),

	// Only where SecuritySettings.withInsecureProtocols allows them; the last six in DTLS
	// 1.0
	// too.

	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256(0xC023, KeyExchange.ECDHE_ECDSA, null),

	TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256(0xC027, KeyExchange.ECDHE_RSA, null),

	TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256(0xC037, KeyExchange.ECDHE_PSK, null),

	TLS_PSK_WITH_AES_128_CBC_SHA256(0x00AE, KeyExchange.PSK, null),

	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA(0xC009, KeyExchange.ECDHE_ECDSA, null),

	TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA(0xC00A, KeyExchange.ECDHE_ECDSA, null),

	TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(0xC013, KeyExchange.ECDHE_RSA, null),

	TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(0xC014, KeyExchange.ECDHE_RSA, null),

	TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA(0xC035, KeyExchange.ECDHE_PSK, null),

	TLS_PSK_WITH_AES_128_CBC_SHA(0x008C, KeyExchange.PSK, null);

	private final int code;

	private final KeyExchange keyExchange;

	private final @Nullable Aead aead;

	CipherSuite(int code, KeyExchange keyExchange, @Nullable Aead aead) {
		this.code = code;
		this.keyExchange = keyExchange;
		this.aead = aead;
	}

	/** The two bytes of the suite on the wire. */
	public int code() {
		return this.code;
	}

	/**
	 * How keys are agreed on.
	 * @return also says what credentials the suite needs
	 */
	public KeyExchange keyExchange() {
		return this.keyExchange;
	}

	/**
	 * The record cipher.
	 * @return the cipher of a suite that {@linkplain #isAead() has one}
	 * @throws IllegalStateException if this is a CBC suite
	 */
	public Aead aead() {
		if (this.aead == null) {
			throw new IllegalStateException(name() + " has no AEAD");
		}
		return this.aead;
	}

	/**
	 * Whether the record cipher encrypts and authenticates in one; all but the CBC suites
	 * do.
	 */
	public boolean isAead() {
		return this.aead != null;
	}

	/**
	 * The suites offered where nothing is configured; those that no credential fits are
	 * left out later. The CCM suites of ECDHE_ECDSA are there on request only.
	 * @return suites in order of preference
	 */
	public static List<CipherSuite> defaults() {
		return secure().stream()
			.filter((suite) -> suite != TLS_ECDHE_ECDSA_WITH_AES_128_CCM && suite != TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8)
			.toList();
	}

	/**
	 * The suites that need no permission of
	 * {@link SecuritySettings#withInsecureProtocols}.
	 * @return all AEAD suites in order of preference
	 */
	public static List<CipherSuite> secure() {
		return Arrays.stream(values()).filter(CipherSuite::isAead).toList();
	}

	/**
	 * The CBC suites, for old devices only.
	 * @return suites in order of preference
	 */
	public static List<CipherSuite> insecure() {
		return Arrays.stream(values()).filter((suite) -> !suite.isAead()).toList();
	}

	/**
	 * Finds a suite by its IANA name or by that of OpenSSL.
	 * @param name such as {@code TLS_PSK_WITH_AES_128_CCM_8} or {@code PSK-AES128-CCM8}
	 * @return empty if this library does not know it
	 */
	public static Optional<CipherSuite> named(String name) {
		return Arrays.stream(values())
			.filter((suite) -> suite.name().equals(name) || suite.openSslName().equals(name))
			.findFirst();
	}

	/** What OpenSSL calls the suite. */
	public String openSslName() {
		return name().substring("TLS_".length())
			.replace("_WITH", "")
			.replace("_CBC", this.keyExchange.usesPsk() ? "_CBC" : "")
			.replace("AES_", "AES")
			.replace("CCM_8", "CCM8")
			.replace("POLY1305_SHA256", "POLY1305")
			.replace('_', '-');
	}

	/**
	 * Finds a suite by its number.
	 * @param code two bytes, as registered with IANA
	 * @return empty if the suite is not supported
	 */
	public static Optional<CipherSuite> ofCode(int code) {
		return Arrays.stream(values()).filter((suite) -> suite.code == code).findFirst();
	}

	/** How the keys are agreed and the peers authenticated. */
	public enum KeyExchange {

		ECDHE_ECDSA, ECDHE_RSA, ECDHE_PSK, PSK;

		/**
		 * Whether a pre-shared key takes part.
		 * @return false where certificates or raw keys prove who is who
		 */
		public boolean usesPsk() {
			return this == PSK || this == ECDHE_PSK;
		}

	}

	/**
	 * The record cipher, with the sizes of its key, fixed and explicit nonce, and tag in
	 * bytes.
	 */
	public enum Aead {

		AES_128_GCM(16, 4, 8, 16), AES_256_GCM(32, 4, 8, 16), CHACHA20_POLY1305(32, 12, 0, 16),
		AES_128_CCM(16, 4, 8, 16), AES_128_CCM_8(16, 4, 8, 8);

		private final int keySize;

		private final int fixedIvSize;

		private final int explicitNonceSize;

		private final int tagSize;

		Aead(int keySize, int fixedIvSize, int explicitNonceSize, int tagSize) {
			this.keySize = keySize;
			this.fixedIvSize = fixedIvSize;
			this.explicitNonceSize = explicitNonceSize;
			this.tagSize = tagSize;
		}

		/**
		 * Size of the encryption key.
		 * @return bytes
		 */
		public int keySize() {
			return this.keySize;
		}

		/**
		 * Size of the part of the nonce that comes of the handshake.
		 * @return bytes
		 */
		public int fixedIvSize() {
			return this.fixedIvSize;
		}

		/**
		 * Size of the part of the nonce that each record carries.
		 * @return bytes, 0 where the record number serves
		 */
		public int explicitNonceSize() {
			return this.explicitNonceSize;
		}

		/**
		 * Size of the authentication tag.
		 * @return bytes
		 */
		public int tagSize() {
			return this.tagSize;
		}

		/** Bytes a record is longer than its plaintext. */
		public int expansion() {
			return this.explicitNonceSize + this.tagSize;
		}

	}

}
