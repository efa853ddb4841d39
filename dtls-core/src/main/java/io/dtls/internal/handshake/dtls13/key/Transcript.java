package io.dtls.internal.handshake.dtls13.key;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.record.dtls13.Hkdf;

/**
 * The hash of all messages so far, as if each had the header of TLS: type and length, but
 * no message_seq and no fragment (RFC 9147, section 5.2). What comes before the suite is
 * known is kept.
 */
public final class Transcript {

	private static final int HEADER_SIZE = 4;

	private final ByteArrayOutputStream early = new ByteArrayOutputStream();

	private @Nullable MessageDigest digest;

	/** The suite is known, and so is the hash. */
	public void use(Hkdf hkdf) {
		MessageDigest chosen = hkdf.newDigest();
		chosen.update(this.early.toByteArray());
		this.digest = chosen;
	}

	/** Adds a whole message. */
	public void add(int type, byte[] body) {
		if (this.digest == null) {
			this.early.writeBytes(header(type, body.length));
			this.early.writeBytes(body);
			return;
		}
		this.digest.update(header(type, body.length));
		this.digest.update(body);
	}

	/** The hash so far. */
	public byte[] hash() {
		return copy().digest();
	}

	/**
	 * The hash so far and a part of the next message.
	 * @param size bytes of its body
	 */
	public byte[] hashWith(int type, byte[] body, int size) {
		MessageDigest copy = copy();
		copy.update(header(type, body.length));
		copy.update(body, 0, size);
		return copy.digest();
	}

	/**
	 * Begins anew with the hash of the first ClientHello in its place (RFC 8446, section
	 * 4.4.1).
	 * @param hkdf has the hash of the suite
	 * @param helloHash of the first ClientHello
	 * @param retry the body of the HelloRetryRequest
	 */
	public void restart(Hkdf hkdf, byte[] helloHash, byte[] retry) {
		this.digest = hkdf.newDigest();
		add(MessageType.MESSAGE_HASH, helloHash);
		add(MessageType.SERVER_HELLO, retry);
	}

	/** The hash of one message. */
	public static byte[] hash(Hkdf hkdf, int type, byte[] body) {
		MessageDigest one = hkdf.newDigest();
		one.update(header(type, body.length));
		return one.digest(body);
	}

	private MessageDigest copy() {
		if (this.digest == null) {
			throw new IllegalStateException("No suite is chosen yet");
		}
		try {
			return (MessageDigest) this.digest.clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("The JDK's digests can be copied", ex);
		}
	}

	private static byte[] header(int type, int size) {
		byte[] header = new byte[HEADER_SIZE];
		header[0] = (byte) type;
		header[1] = (byte) (size >>> 16);
		header[2] = (byte) (size >>> 8);
		header[3] = (byte) size;
		return header;
	}

}
