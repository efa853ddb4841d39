package io.dtls.internal.record.dtls12;

import java.util.Arrays;

import io.dtls.DropReason;
import io.dtls.internal.record.RecordFormat;

/**
 * What opening a record found. One for each endpoint thread, filled anew by each record.
 */
public final class OpenedRecord {

	// Belongs here, not to the session, as only the thread that opens needs it.
	private final AdditionalData additionalData = new AdditionalData();

	private final byte[] buffer = new byte[RecordFormat.MAX_PROTECTED_FRAGMENT];

	private int contentType;

	private int length;

	private long sequence;

	private boolean newest;

	private DropReason dropReason = DropReason.MALFORMED;

	/**
	 * Notes that a record is dropped unopened.
	 * @param reason why
	 * @return false
	 */
	public boolean refused(DropReason reason) {
		return dropped(reason);
	}

	boolean dropped(DropReason reason) {
		this.length = 0;
		this.newest = false;
		this.dropReason = reason;
		return false;
	}

	boolean opened(int type, int size, long number, boolean isNewest) {
		this.contentType = type;
		this.length = size;
		this.sequence = number;
		this.newest = isNewest;
		return true;
	}

	AdditionalData additionalData() {
		return this.additionalData;
	}

	/** The true content type, also of a record with a connection id. */
	public int contentType() {
		return this.contentType;
	}

	/** Holds the plaintext until the next record is opened; not a copy. */
	public byte[] buffer() {
		return this.buffer;
	}

	/** Where the plaintext starts in the buffer. */
	public int offset() {
		return 0;
	}

	/** Size of the plaintext in bytes. */
	public int length() {
		return this.length;
	}

	/** A copy of the plaintext that stays. */
	public byte[] copyPayload() {
		return Arrays.copyOf(this.buffer, this.length);
	}

	/** The sequence number within the epoch. */
	public long sequence() {
		return this.sequence;
	}

	/**
	 * Whether no record with a larger number was opened before, so that its sender's
	 * address may be the peer's new one (RFC 9146, section 6).
	 */
	public boolean newest() {
		return this.newest;
	}

	/** Why the last record was dropped, if it was. */
	public DropReason dropReason() {
		return this.dropReason;
	}

}
