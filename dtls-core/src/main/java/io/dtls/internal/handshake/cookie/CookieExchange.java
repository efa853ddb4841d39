package io.dtls.internal.handshake.cookie;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.HelloFields;
import io.dtls.internal.record.RecordFormat;

/**
 * Answers first ClientHellos with a HelloVerifyRequest and recognises second ones,
 * remembering nothing about either (RFC 6347, section 4.2.1). Safe for use by any thread.
 */
public final class CookieExchange {

	/** Fewest bytes of a secret that is given from outside. */
	public static final int MIN_SECRET_SIZE = 16;

	// A cookie that is observed proves an address for no longer than two of these. Their
	// number, and not a secret, changes, so that nodes need agree on nothing but the
	// time.
	private static final long SLOT_MILLIS = 60_000;

	private static final int RANDOM_SECRET_SIZE = 32;

	private static final int REPLY_SIZE = RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE + 3
			+ CookieSecret.COOKIE_SIZE;

	private static final Answer BAD_HELLO = new Answer.Drop(DropReason.BAD_CLIENT_HELLO);

	private final @Nullable SecureRandom random;

	private final LongSupplier clock;

	private final long rotationNanos;

	private volatile Secrets secrets;

	/**
	 * Uses secrets that several nodes share, so that each recognises the cookies of the
	 * others for one to two minutes. They stay until another instance takes over.
	 * @param current signs new cookies; at least {@link #MIN_SECRET_SIZE} bytes
	 * @param previous still recognised, or null
	 */
	public CookieExchange(byte[] current, byte @Nullable [] previous) {
		this(current, previous, System::currentTimeMillis);
	}

	/**
	 * Uses shared secrets with another clock.
	 * @param wallClock the time that all nodes agree on, in milliseconds
	 */
	CookieExchange(byte[] current, byte @Nullable [] previous, LongSupplier wallClock) {
		this.random = null;
		this.clock = wallClock;
		this.rotationNanos = 0;
		this.secrets = new Secrets(secretOf(current), (previous != null) ? secretOf(previous) : null, 0);
	}

	/**
	 * Uses random secrets.
	 * @param random source of the secrets
	 * @param rotation how long a secret signs new cookies; it is recognised as long again
	 * @param nowNanos the time on the clock that {@link #examine} is given
	 */
	public CookieExchange(SecureRandom random, Duration rotation, long nowNanos) {
		if (rotation.isNegative() || rotation.isZero()) {
			throw new IllegalArgumentException("The rotation of cookie secrets has to be positive: " + rotation);
		}
		this.random = random;
		// Random secrets change with the time, so all of it is one slot.
		this.clock = () -> 0;
		this.rotationNanos = rotation.toNanos();
		this.secrets = new Secrets(randomSecret(random), null, nowNanos);
	}

	private static CookieSecret secretOf(byte[] bytes) {
		if (bytes.length < MIN_SECRET_SIZE) {
			throw new IllegalArgumentException("A cookie secret needs at least " + MIN_SECRET_SIZE + " bytes");
		}
		return new CookieSecret(bytes);
	}

	private static CookieSecret randomSecret(SecureRandom random) {
		byte[] bytes = new byte[RANDOM_SECRET_SIZE];
		random.nextBytes(bytes);
		return new CookieSecret(bytes);
	}

	/**
	 * Whether a record is one for {@link #examine} or, if only a later fragment of a
	 * hello, for the handshake that the first one began: plaintext, epoch 0, ClientHello.
	 * @param datagram holds the record
	 * @param off where the record starts
	 * @param recordSize bytes of its header and fragment
	 * @return whether it carries a ClientHello or a fragment of one
	 */
	public static boolean isClientHello(byte[] datagram, int off, int recordSize) {
		return RecordFormat.contentType(datagram, off) == RecordFormat.HANDSHAKE
				&& RecordFormat.epoch(datagram, off) == 0
				&& recordSize >= RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE
				&& HandshakeFormat.type(datagram, off + RecordFormat.HEADER_SIZE) == HandshakeFormat.CLIENT_HELLO;
	}

	/**
	 * Whether a ClientHello record carries the beginning of the message.
	 * @param datagram holds a record that {@link #isClientHello} accepted
	 * @param off where the record starts
	 * @return false for a later fragment
	 */
	public static boolean isFirstFragment(byte[] datagram, int off) {
		return HandshakeFormat.fragmentOffset(datagram, off + RecordFormat.HEADER_SIZE) == 0;
	}

	/**
	 * Looks at a plaintext handshake record that should carry a ClientHello or the first
	 * fragment of one.
	 * @param datagram holds the record
	 * @param off where the record starts
	 * @param recordSize bytes of its header and fragment
	 * @param peer where it came from
	 * @param nowNanos the time
	 * @return what to do with it
	 */
	public Answer examine(byte[] datagram, int off, int recordSize, InetSocketAddress peer, long nowNanos) {
		HelloFields hello = HelloFields.find(datagram, off, recordSize);
		if (hello == null) {
			return BAD_HELLO;
		}
		Secrets valid = secretsAt(nowNanos);
		long now = this.clock.getAsLong() / SLOT_MILLIS;
		if (hello.cookieEnd() - hello.cookieStart() == CookieSecret.COOKIE_SIZE) {
			// The slot of the carried cookie, so that no secret is tried with several.
			long slot = now + (byte) (hello.bytes()[hello.cookieEnd() - 1] - now);
			byte[] known = isRecent(slot, now) ? find(hello, valid, peer, slot) : null;
			if (known != null) {
				return new Answer.Admit(known);
			}
		}
		byte[] cookie = valid.current.cookieFor(hello, peer, now);
		// Never more bytes out than in; the shortest hello is longer than the reply.
		return (recordSize >= REPLY_SIZE) ? new Answer.HelloVerify(reply(datagram, off, cookie)) : BAD_HELLO;
	}

	/**
	 * Takes a hello from a peer whose address needs no proof, as whoever connected the
	 * socket vouches for it (RFC 6347, section 4.2.1: a server may leave the exchange
	 * out).
	 * @param datagram holds the record
	 * @param off where the record starts
	 * @param recordSize bytes of its header and fragment
	 * @param peer where it came from
	 * @return what to do with it
	 */
	public Answer admit(byte[] datagram, int off, int recordSize, InetSocketAddress peer) {
		HelloFields hello = HelloFields.find(datagram, off, recordSize);
		if (hello == null || hello.messageSeq() != 0 || hello.cookieEnd() > hello.cookieStart()) {
			return BAD_HELLO;
		}
		return new Answer.Admit(new byte[0], this.secrets.current.cookieFor(hello, peer, 0));
	}

	// The next slot has begun on a node whose clock is ahead.
	private static boolean isRecent(long slot, long now) {
		return slot >= now - 1 && slot <= now + 1;
	}

	private static byte @Nullable [] find(HelloFields hello, Secrets valid, InetSocketAddress peer, long slot) {
		byte[] cookie = valid.current.cookieFor(hello, peer, slot);
		if (carries(hello, cookie)) {
			return cookie;
		}
		byte[] older = (valid.previous != null) ? valid.previous.cookieFor(hello, peer, slot) : null;
		return (older != null && carries(hello, older)) ? older : null;
	}

	private static boolean carries(HelloFields hello, byte[] cookie) {
		if (hello.cookieEnd() - hello.cookieStart() != cookie.length) {
			return false;
		}
		byte[] carried = Arrays.copyOfRange(hello.bytes(), hello.cookieStart(), hello.cookieEnd());
		return MessageDigest.isEqual(carried, cookie);
	}

	// The record number is the client's and the versions are those of DTLS 1.0, whatever
	// is
	// negotiated later (RFC 6347, section 4.2.1).
	private static byte[] reply(byte[] datagram, int off, byte[] cookie) {
		byte[] reply = new byte[REPLY_SIZE];
		RecordFormat.writeHeader(reply, 0, RecordFormat.HANDSHAKE, RecordFormat.DTLS_1_0,
				RecordFormat.sequence(datagram, off), REPLY_SIZE - RecordFormat.HEADER_SIZE);
		int message = RecordFormat.HEADER_SIZE;
		HandshakeFormat.writeHeader(reply, message, HandshakeFormat.HELLO_VERIFY_REQUEST, 3 + cookie.length, 0);
		int body = message + HandshakeFormat.HEADER_SIZE;
		HandshakeFormat.putUint16(reply, body, RecordFormat.DTLS_1_0);
		reply[body + 2] = (byte) cookie.length;
		System.arraycopy(cookie, 0, reply, body + 3, cookie.length);
		return reply;
	}

	private Secrets secretsAt(long nowNanos) {
		Secrets valid = this.secrets;
		if (this.random == null || nowNanos - valid.since < this.rotationNanos) {
			return valid;
		}
		return rotate(this.random, nowNanos);
	}

	private synchronized Secrets rotate(SecureRandom source, long nowNanos) {
		Secrets valid = this.secrets;
		long age = nowNanos - valid.since;
		if (age >= this.rotationNanos) {
			// After a silence of two periods the last secret is too old to be recognised.
			CookieSecret previous = (age < 2 * this.rotationNanos) ? valid.current : null;
			valid = new Secrets(randomSecret(source), previous, nowNanos);
			this.secrets = valid;
		}
		return valid;
	}

	/** The secrets of one period. */
	private record Secrets(CookieSecret current, @Nullable CookieSecret previous, long since) {

	}

	/** What to do with a ClientHello. The arrays belong to the caller. */
	@SuppressWarnings("ArrayRecordComponent")
	public sealed interface Answer {

		/**
		 * Neither answer nor admit.
		 *
		 * @param reason why
		 */
		record Drop(DropReason reason) implements Answer {

		}

		/**
		 * Send this to where the hello came from, once, and forget both.
		 *
		 * @param datagram a HelloVerifyRequest
		 */
		record HelloVerify(byte[] datagram) implements Answer {

		}

		/**
		 * The peer can be reached at its address: a handshake may begin.
		 *
		 * @param cookie the valid cookie; empty where none was asked for
		 * @param stamp stands for this hello: two hellos with the same one are the same
		 */
		record Admit(byte[] cookie, byte[] stamp) implements Answer {

			/**
			 * The cookie stands for the hello.
			 * @param cookie the valid cookie
			 */
			Admit(byte[] cookie) {
				this(cookie, cookie);
			}

			/** The first eight bytes of the stamp, which tell hellos apart as well. */
			public long tag() {
				long tag = 0;
				for (int i = 0; i < Long.BYTES; i++) {
					tag = tag << 8 | (this.stamp[i] & 0xff);
				}
				return tag;
			}

		}

	}

}
