package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.security.SecureRandom;

import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.crypto.TlsHMAC;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Makes the DTLSRequest that Bouncy Castle begins a handshake with. Only its DTLSVerifier
 * can, so that is given a cryptography whose HMAC yields the cookie we found valid.
 */
public final class HelloRequests {

	private static final byte[] NO_CLIENT_ID = new byte[0];

	private HelloRequests() {
	}

	/**
	 * Parses a ClientHello.
	 * @param record the whole hello in one record
	 * @param cookie the valid cookie in it
	 * @param random any source
	 * @return null if Bouncy Castle cannot parse it
	 */
	public static @Nullable DTLSRequest parse(byte[] record, byte[] cookie, SecureRandom random) {
		DTLSVerifier verifier = new DTLSVerifier(new CookieInHand(random, cookie));
		try {
			return verifier.verifyRequest(NO_CLIENT_ID, record, 0, record.length, new Nowhere());
		}
		catch (RuntimeException ex) {
			// Bouncy Castle's parser met something it does not expect.
			return null;
		}
	}

	/** A cryptography whose HMAC is always the same. */
	private static final class CookieInHand extends BcTlsCrypto {

		private final byte[] cookie;

		CookieInHand(SecureRandom random, byte[] cookie) {
			super(random);
			this.cookie = cookie;
		}

		@Override
		public TlsHMAC createHMAC(int macAlgorithm) {
			return new FixedHmac(this.cookie);
		}

	}

	/** Yields the cookie whatever it is fed. */
	private static final class FixedHmac implements TlsHMAC {

		private final byte[] value;

		FixedHmac(byte[] value) {
			this.value = value;
		}

		@Override
		public void setKey(byte[] key, int keyOff, int keyLen) {
		}

		@Override
		public void update(byte[] input, int inOff, int length) {
		}

		@Override
		public byte[] calculateMAC() {
			return this.value.clone();
		}

		@Override
		public void calculateMAC(byte[] output, int outOff) {
			System.arraycopy(this.value, 0, output, outOff, this.value.length);
		}

		@Override
		public int getInternalBlockSize() {
			return 64;
		}

		@Override
		public int getMacLength() {
			return this.value.length;
		}

		@Override
		public void reset() {
		}

	}

	/** Sends nothing: the HelloVerifyRequest has been answered already. */
	private static final class Nowhere implements DatagramSender {

		@Override
		public int getSendLimit() {
			return Short.MAX_VALUE;
		}

		@Override
		public void send(byte[] buf, int off, int len) throws IOException {
			throw new IOException("The cookie was valid, so there is nothing to send");
		}

	}

}
