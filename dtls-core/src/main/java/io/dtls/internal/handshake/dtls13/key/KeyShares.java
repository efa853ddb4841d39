package io.dtls.internal.handshake.dtls13.key;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;

import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.crypto.EllipticCurves;
import io.dtls.internal.handshake.dtls13.message.Refused;

/**
 * Key exchange (RFC 8446, section 7.4; draft-ietf-tls-ecdhe-mlkem). What a peer sends is
 * refused where it is no valid key: of another size, off the curve, or such that the
 * secret would be all zeros. Safe for use by many threads.
 */
public final class KeyShares {

	private static final int ECDH_SIZE = 32;

	private final BcTlsCrypto crypto;

	public KeyShares(SecureRandom random) {
		this.crypto = new BcTlsCrypto(random);
	}

	/** A client's key pair. */
	public Pair generate(KeyGroup group) {
		boolean hybrid = group == KeyGroup.X25519MLKEM768;
		try {
			TlsAgreement kem = hybrid ? kem(false) : null;
			TlsAgreement curve = curve(hybrid ? KeyGroup.X25519 : group);
			byte[] share = (kem != null) ? join(kem.generateEphemeral(), curve.generateEphemeral())
					: curve.generateEphemeral();
			return new Pair(group, kem, curve, share);
		}
		catch (IOException ex) {
			throw new IllegalStateException("No key can be made for " + group.tlsName(), ex);
		}
	}

	/**
	 * A server's share and the secret that comes of it.
	 * @param group that the client's share is of
	 * @param share of the client
	 * @throws Refused if the share is no valid key
	 */
	public Answer answer(KeyGroup group, byte[] share) throws Refused {
		requireSize(share, group.clientShareSize());
		try {
			if (group != KeyGroup.X25519MLKEM768) {
				TlsAgreement curve = curve(group);
				byte[] own = curve.generateEphemeral();
				return new Answer(own, agree(curve, share));
			}
			int kemSize = share.length - ECDH_SIZE;
			TlsAgreement kem = kem(true);
			kem.receivePeerValue(Arrays.copyOf(share, kemSize));
			byte[] ciphertext = kem.generateEphemeral();
			TlsAgreement curve = curve(KeyGroup.X25519);
			byte[] own = curve.generateEphemeral();
			byte[] curveSecret = agree(curve, Arrays.copyOfRange(share, kemSize, share.length));
			return new Answer(join(ciphertext, own), joinSecrets(kem.calculateSecret().extract(), curveSecret));
		}
		// Bouncy Castle throws IllegalArgumentException for an ML-KEM key that fails the
		// modulus check.
		catch (IOException | RuntimeException ex) {
			throw Refused.illegal("The peer's key share is no valid key of " + group.tlsName());
		}
	}

	private TlsAgreement curve(KeyGroup group) {
		TlsECConfig config = new TlsECConfig(group.code());
		TlsECDomain fast = EllipticCurves.domain(config);
		return ((fast != null) ? fast : this.crypto.createECDomain(config)).createECDH();
	}

	private TlsAgreement kem(boolean server) {
		return this.crypto.createKemDomain(new TlsKemConfig(NamedGroup.MLKEM768, server)).createKem();
	}

	private static void requireSize(byte[] share, int size) throws Refused {
		if (share.length != size) {
			throw Refused.illegal("A key share has " + share.length + " bytes where " + size + " are right");
		}
	}

	// An X25519 secret of zeros is an exception there (RFC 8446, section 7.4.2).
	private static byte[] agree(TlsAgreement agreement, byte[] share) throws IOException {
		agreement.receivePeerValue(share);
		TlsSecret secret = agreement.calculateSecret();
		return secret.extract();
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private static byte[] joinSecrets(byte[] first, byte[] second) {
		byte[] both = join(first, second);
		Arrays.fill(first, (byte) 0);
		Arrays.fill(second, (byte) 0);
		return both;
	}

	/**
	 * A server's answer.
	 *
	 * @param share for the client
	 * @param secret shared with it; the caller wipes it
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Answer(byte[] share, byte[] secret) {

		@Override
		public String toString() {
			return "Answer[" + this.share.length + " bytes]";
		}

	}

	/** A client's key pair, good for one answer. */
	public static final class Pair {

		private final KeyGroup group;

		private final @Nullable TlsAgreement kem;

		private final TlsAgreement curve;

		private final byte[] share;

		private Pair(KeyGroup group, @Nullable TlsAgreement kem, TlsAgreement curve, byte[] share) {
			this.group = group;
			this.kem = kem;
			this.curve = curve;
			this.share = share;
		}

		public KeyGroup group() {
			return this.group;
		}

		/** The public half; not a copy. */
		public byte[] share() {
			return this.share;
		}

		/**
		 * The secret shared with the server, which the caller wipes.
		 * @param answer the server's share
		 * @throws Refused if it is no valid key
		 */
		public byte[] secret(byte[] answer) throws Refused {
			requireSize(answer, this.group.serverShareSize());
			try {
				if (this.kem == null) {
					return agree(this.curve, answer);
				}
				int kemSize = answer.length - ECDH_SIZE;
				this.kem.receivePeerValue(Arrays.copyOf(answer, kemSize));
				byte[] kemSecret = this.kem.calculateSecret().extract();
				return joinSecrets(kemSecret, agree(this.curve, Arrays.copyOfRange(answer, kemSize, answer.length)));
			}
			catch (IOException | RuntimeException ex) {
				throw Refused.illegal("The peer's key share is no valid key of " + this.group.tlsName());
			}
		}

		@Override
		public String toString() {
			return "Pair[" + this.group.tlsName() + "]";
		}

	}

}
