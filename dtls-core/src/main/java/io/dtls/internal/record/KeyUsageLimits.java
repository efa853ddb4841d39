package io.dtls.internal.record;

import io.dtls.CipherSuite.Aead;

/**
 * How often one key may be used (RFC 9147, section 4.5.3) before an attacker's odds
 * become measurable.
 *
 * @param confidentiality records that may be protected
 * @param integrity records that may fail to authenticate
 */
public record KeyUsageLimits(long confidentiality, long integrity) {

	/** What the 48 bits of a sequence number allow, whatever the cipher. */
	public static final KeyUsageLimits SEQUENCE_NUMBERS = new KeyUsageLimits(RecordFormat.MAX_SEQUENCE, Long.MAX_VALUE);

	private static final KeyUsageLimits GCM = new KeyUsageLimits(23_726_566, 1L << 36);

	private static final KeyUsageLimits CHACHA20 = new KeyUsageLimits(RecordFormat.MAX_SEQUENCE, 1L << 36);

	private static final KeyUsageLimits CCM = new KeyUsageLimits(1L << 23, 11_863_283);

	// With tags of 64 bits the limit would be 128 forgeries, which any stranger could
	// send to end a session. Documented as a short tag instead.
	private static final KeyUsageLimits CCM_8 = new KeyUsageLimits(1L << 23, Long.MAX_VALUE);

	/** The limits of an AEAD: 2^24.5 records for GCM, 2^23 and 2^23.5 for CCM. */
	public static KeyUsageLimits of(Aead aead) {
		return switch (aead) {
			case AES_128_GCM, AES_256_GCM -> GCM;
			case CHACHA20_POLY1305 -> CHACHA20;
			case AES_128_CCM -> CCM;
			case AES_128_CCM_8 -> CCM_8;
		};
	}

}
