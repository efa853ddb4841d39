package io.dtls.internal.record.dtls13;

import java.util.Arrays;

import io.dtls.DropReason;
import io.dtls.internal.record.InnerPlaintext;
import io.dtls.internal.record.RecordFormat;

/**
 * What opening a record found. One for each thread that opens, filled anew by each
 * record.
 */
public final class Dtls13OpenedRecord {

	private final byte[] buffer = new byte[UnifiedHeader.MAX_FRAGMENT];

	private int innerSize;

	private int contentType;

	private int length;

	private long epoch;

	private long sequence;

	private boolean newest;

	private DropReason dropReason = DropReason.MALFORMED;

	/**
	 * Notes that a record is dropped.
	 * @param reason why
	 * @return false
	 */
	public boolean dropped(DropReason reason) {
		this.length = 0;
		this.newest = false;
		this.dropReason = reason;
		return false;
	}

	/** Notes the number of an authentic record, and how much of the buffer it fills. */
	void authentic(long number, int size) {
		this.sequence = number;
		this.innerSize = size;
	}

	/** Notes the epoch of an authentic record, and whether it is the newest of all. */
	void placed(long inEpoch, boolean isNewest) {
		this.epoch = inEpoch;
		this.newest = isNewest;
	}

	/** Bytes of content, type and padding. */
	int innerSize() {
		return this.innerSize;
	}

	/**
	 * Splits the inner plaintext (RFC 8446, section 5.4).
	 * @return whether there is a content type, and one that has a place in a record
	 */
	boolean splitInner() {
		this.length = InnerPlaintext.contentLength(this.buffer, 0, this.innerSize);
		if (this.length < 0) {
			return false;
		}
		this.contentType = this.buffer[this.length] & 0xff;
		return switch (this.contentType) {
			// Empty ones are forbidden (RFC 8446, section 5.4).
			case RecordFormat.ALERT, RecordFormat.HANDSHAKE -> this.length > 0;
			case RecordFormat.APPLICATION_DATA, AckFormat.CONTENT_TYPE, RecordFormat.RETURN_ROUTABILITY_CHECK -> true;
			default -> false;
		};
	}

	/** The true content type, which travels encrypted. */
	public int contentType() {
		return this.contentType;
	}

	/** Holds the content until the next record is opened; not a copy. */
	public byte[] buffer() {
		return this.buffer;
	}

	/** Where the content starts in the buffer. */
	public int offset() {
		return 0;
	}

	/** Size of the content in bytes. */
	public int length() {
		return this.length;
	}

	/** A copy of the content that stays. */
	public byte[] copyPayload() {
		return Arrays.copyOf(this.buffer, this.length);
	}

	/** The whole epoch of the record. */
	public long epoch() {
		return this.epoch;
	}

	/** The whole sequence number within the epoch. */
	public long sequence() {
		return this.sequence;
	}

	/** Epoch and sequence number, as an ACK names them. */
	public RecordNumber number() {
		return new RecordNumber(this.epoch, this.sequence);
	}

	/**
	 * Whether no record of a later epoch or with a larger number was opened before, so
	 * that its sender's address may be the peer's new one.
	 */
	public boolean newest() {
		return this.newest;
	}

	/** Why the last record was dropped, if it was. */
	public DropReason dropReason() {
		return this.dropReason;
	}

}
