package io.dtls.internal.handshake.cookie;

import java.security.MessageDigest;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.HelloFields;
import io.dtls.internal.handshake.message.MessageAssembly;
import io.dtls.internal.record.RecordFormat;

/**
 * The ClientHello whose cookie was valid, which may come in fragments: clients that offer
 * key shares of DTLS 1.3 send more than fits into a datagram. The fragment with the
 * cookie comes first; what overtakes it comes again.
 */
public final class HelloAssembly {

	// It is handed to Bouncy Castle as one record.
	private static final int MAX_SIZE = RecordFormat.MAX_FRAGMENT - HandshakeFormat.HEADER_SIZE;

	// More than any client retransmits within the timeout; each costs us a flight.
	private static final int MAX_REPETITIONS = 16;

	private final byte[] cookie;

	private final int maxMessageSize;

	private @Nullable MessageAssembly message;

	private int messageSeq;

	// Bouncy Castle begins with this one, so it stays once the hello is complete.
	private long recordNumber;

	private long newestRepetition;

	private int repetitions;

	private boolean oversized;

	public HelloAssembly(byte[] cookie, int maxMessageSize) {
		this.cookie = cookie.clone();
		this.maxMessageSize = Math.min(maxMessageSize, MAX_SIZE);
	}

	/** Takes a fragment of a ClientHello that lies between two offsets. */
	public @Nullable DropReason contribute(byte[] bytes, int off, int limit, long number) {
		MessageAssembly assembly = this.message;
		if (assembly == null) {
			HelloFields fields = HelloFields.findInMessage(bytes, off, limit);
			if (fields == null || !carriesCookie(fields)) {
				return DropReason.BAD_CLIENT_HELLO;
			}
			if (fields.messageLength() > this.maxMessageSize) {
				this.oversized = true;
				return DropReason.HANDSHAKE_LIMIT;
			}
			assembly = new MessageAssembly(HandshakeFormat.CLIENT_HELLO, fields.messageLength());
			this.message = assembly;
			this.messageSeq = fields.messageSeq();
		}
		if (HandshakeFormat.messageSeq(bytes, off) != this.messageSeq) {
			return DropReason.UNEXPECTED;
		}
		if (HandshakeFormat.fragmentLength(bytes, off) == 0) {
			return DropReason.MALFORMED;
		}
		if (!assembly.contribute(bytes, off)) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		this.recordNumber = Math.max(this.recordNumber, number);
		this.newestRepetition = this.recordNumber;
		return null;
	}

	private boolean carriesCookie(HelloFields fields) {
		byte[] carried = Arrays.copyOfRange(fields.bytes(), fields.cookieStart(), fields.cookieEnd());
		return MessageDigest.isEqual(carried, this.cookie);
	}

	/**
	 * Whether the client sent this hello again, under a new record number; a datagram
	 * that the network doubled has an old one.
	 */
	public boolean isRepeatedBy(byte[] bytes, int off, int limit, long number) {
		if (this.repetitions >= MAX_REPETITIONS || number <= this.newestRepetition
				|| HandshakeFormat.messageSeq(bytes, off) != this.messageSeq) {
			return false;
		}
		HelloFields fields = HelloFields.findInMessage(bytes, off, limit);
		if (fields == null || !carriesCookie(fields)) {
			return false;
		}
		this.newestRepetition = number;
		this.repetitions++;
		return true;
	}

	public boolean isComplete() {
		return this.message != null && this.message.isComplete();
	}

	/** Whether a hello with the right cookie was refused for its size. */
	public boolean isOversized() {
		return this.oversized;
	}

	public int messageSeq() {
		return this.messageSeq;
	}

	/** The highest record number among its fragments. */
	public long recordNumber() {
		return this.recordNumber;
	}

	public byte[] body() {
		return (this.message != null) ? this.message.body() : new byte[0];
	}

	/** The whole hello as one fragment in one record. */
	public byte[] toRecord() {
		byte[] body = body();
		int content = RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE;
		byte[] record = new byte[content + body.length];
		RecordFormat.writeHeader(record, 0, RecordFormat.HANDSHAKE, RecordFormat.DTLS_1_2, this.recordNumber,
				HandshakeFormat.HEADER_SIZE + body.length);
		HandshakeFormat.writeHeader(record, RecordFormat.HEADER_SIZE, HandshakeFormat.CLIENT_HELLO, body.length,
				this.messageSeq);
		System.arraycopy(body, 0, record, content, body.length);
		return record;
	}

	public int memoryHeld() {
		return (this.message != null) ? this.message.memoryHeld() : 0;
	}

}
