package io.dtls.internal.record.dtls12;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.InnerPlaintext;
import io.dtls.internal.record.KeyUsage;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.SequenceExhaustedException;
import io.dtls.internal.record.WriteNumbers;

/**
 * Epoch 1 of an established session: headers, sequence numbers, replay window and
 * connection ids (RFC 6347, section 4.1; RFC 9146). One thread at a time may protect, one
 * may open; they may be two different threads at once.
 */
public final class RecordLayer {

	private static final int EPOCH = 1;

	private final RecordProtection protection;

	private final ConnectionIds ids;

	private final int version;

	private int maxPlaintext = RecordFormat.MAX_FRAGMENT;

	// Both limits of a key count uses, whatever the numbers of the records are.
	private final long writeLimit;

	private final long failureLimit;

	private final ReplayWindow window;

	private final AdditionalData writeData = new AdditionalData();

	private long nextWriteSequence;

	private long writeEnd;

	private long sealed;

	private long failures;

	/**
	 * Goes on where a handshake or an earlier holder of the session left off.
	 * @param protection taken over: {@link #destroy()} wipes its keys
	 * @param ids the connection ids agreed on
	 * @param version version word of every record
	 * @param nextWriteSequence larger than every number written under these keys so far
	 * @param window the numbers read under these keys so far; taken over
	 */
	public RecordLayer(RecordProtection protection, ConnectionIds ids, int version, long nextWriteSequence,
			ReplayWindow window) {
		this(protection, ids, version, new WriteNumbers(nextWriteSequence, RecordFormat.MAX_SEQUENCE), window,
				new KeyUsage(nextWriteSequence, 0));
	}

	/**
	 * Goes on with some of the numbers of an epoch.
	 * @param protection taken over: {@link #destroy()} wipes its keys
	 * @param ids the connection ids agreed on
	 * @param version version word of every record
	 * @param numbers which may be written; nobody else has written these or ever will
	 * @param window the numbers read under these keys so far; taken over
	 * @param usage how often the keys have been used so far
	 */
	RecordLayer(RecordProtection protection, ConnectionIds ids, int version, WriteNumbers numbers, ReplayWindow window,
			KeyUsage usage) {
		this.protection = protection;
		this.ids = ids;
		this.version = version;
		this.writeLimit = protection.limits().confidentiality();
		this.failureLimit = protection.limits().integrity();
		this.nextWriteSequence = numbers.next();
		this.writeEnd = numbers.end();
		this.sealed = usage.sealed();
		this.failures = usage.failures();
		this.window = window;
	}

	/**
	 * Sends shorter records, as the peer asked for (RFC 6066, section 4).
	 * @param bytes most bytes of a record's plaintext
	 * @return this layer
	 */
	public RecordLayer limitedTo(int bytes) {
		this.maxPlaintext = bytes;
		return this;
	}

	/** The version word of every record. */
	public int version() {
		return this.version;
	}

	/** Most bytes of data that {@link #protect} takes. */
	public int maxPlaintext() {
		return this.maxPlaintext;
	}

	/** Most bytes by which a record is longer than its plaintext. */
	public int overhead() {
		int cid = this.ids.writeSize();
		return RecordFormat.HEADER_SIZE + this.protection.expansion()
				+ ((cid > 0) ? cid + InnerPlaintext.EXPANSION : 0);
	}

	/**
	 * Makes one record. The caller holds the session's write lock.
	 * @param contentType what the data is
	 * @param data holds the data; another array than {@code out}
	 * @param off where the data starts
	 * @param len size of the data in bytes, at most {@link #maxPlaintext()}
	 * @param out takes the record: room for {@code len + overhead()} bytes is needed
	 * @param outOff where the record shall start
	 * @return size of the record in bytes
	 * @throws MessageTooLargeException if the data is longer than a record may be
	 * @throws SequenceExhaustedException if these keys may protect no further record
	 */
	public int protect(int contentType, byte[] data, int off, int len, byte[] out, int outOff)
			throws MessageTooLargeException, SequenceExhaustedException {
		if (len > this.maxPlaintext) {
			throw new MessageTooLargeException(len, this.maxPlaintext);
		}
		long number = takeSequence();
		byte[] id = this.ids.writeBytes();
		int fragment = outOff + RecordFormat.HEADER_SIZE + id.length;
		if (id.length == 0) {
			this.writeData.set(number, contentType, this.version, id);
			int size = this.protection.seal(this.writeData, data, off, len, out, fragment);
			RecordFormat.writeHeader(out, outOff, contentType, this.version, number, size);
			return RecordFormat.HEADER_SIZE + size;
		}
		// Data and type must lie together: they are sealed where the ciphertext goes.
		int inner = fragment + this.protection.ciphertextOffset();
		int innerSize = InnerPlaintext.write(contentType, data, off, len, out, inner);
		this.writeData.set(number, RecordFormat.TLS12_CID, this.version, id);
		int size = this.protection.seal(this.writeData, out, inner, innerSize, out, fragment);
		RecordFormat.writeConnectionIdHeader(out, outOff, this.version, number, id, size);
		return fragment + size - outOff;
	}

	// The number is gone even if sealing fails: a gap is harmless, a second use is not.
	private long takeSequence() throws SequenceExhaustedException {
		if (this.sealed >= this.writeLimit || this.nextWriteSequence >= this.writeEnd) {
			throw new SequenceExhaustedException(this.sealed);
		}
		this.sealed++;
		return ((long) EPOCH << 48) | this.nextWriteSequence++;
	}

	/**
	 * Opens one record. Only the thread that owns the read side calls this. Never throws
	 * for what a peer sent.
	 * @param datagram holds the record
	 * @param off where it starts
	 * @param recordSize its size in bytes, as {@link RecordFormat#recordSize} told
	 * @param into takes the plaintext, or the reason why there is none
	 * @return whether {@code into} holds an authentic record, seen for the first time. If
	 * not, the window has not moved, unless the record was authentic but void: zeros
	 * only, or longer than any may be
	 */
	public boolean open(byte[] datagram, int off, int recordSize, OpenedRecord into) {
		DropReason refusal = refusal(datagram, off, recordSize);
		if (refusal != null) {
			return into.dropped(refusal);
		}
		int headerSize = RecordFormat.HEADER_SIZE + this.ids.readSize();
		AdditionalData header = into.additionalData()
			.set(RecordFormat.epochAndSequence(datagram, off), RecordFormat.contentType(datagram, off), this.version,
					this.ids.readBytes());
		int size = this.protection.open(header, datagram, off + headerSize, recordSize - headerSize, into.buffer(), 0);
		if (size < 0) {
			this.failures++;
			return into.dropped(DropReason.BAD_RECORD);
		}
		return accept(header, size, into);
	}

	// Everything that can be told before the cipher has to work.
	private @Nullable DropReason refusal(byte[] datagram, int off, int recordSize) {
		if (recordSize < RecordFormat.HEADER_SIZE || RecordFormat.version(datagram, off) != this.version) {
			return DropReason.MALFORMED;
		}
		if (RecordFormat.epoch(datagram, off) != EPOCH) {
			return DropReason.WRONG_EPOCH;
		}
		DropReason refusal = typeRefusal(datagram, off, recordSize);
		if (refusal != null) {
			return refusal;
		}
		int length = recordSize - RecordFormat.HEADER_SIZE - this.ids.readSize();
		if (length != RecordFormat.length(datagram, off, this.ids.readSize())
				|| length > RecordFormat.MAX_PROTECTED_FRAGMENT) {
			return DropReason.MALFORMED;
		}
		if (this.window.isReplay(RecordFormat.sequence(datagram, off))) {
			return DropReason.REPLAY;
		}
		return (this.failures >= this.failureLimit) ? DropReason.BAD_RECORD : null;
	}

	private @Nullable DropReason typeRefusal(byte[] datagram, int off, int recordSize) {
		int type = RecordFormat.contentType(datagram, off);
		if (type == RecordFormat.TLS12_CID) {
			return idRefusal(datagram, off + RecordFormat.CONNECTION_ID_OFFSET, off + recordSize);
		}
		if (this.ids.readSize() > 0) {
			return DropReason.UNKNOWN_CONNECTION_ID;
		}
		boolean known = (type >= RecordFormat.CHANGE_CIPHER_SPEC && type <= RecordFormat.HEARTBEAT)
				|| type == RecordFormat.RETURN_ROUTABILITY_CHECK;
		return known ? null : DropReason.MALFORMED;
	}

	private @Nullable DropReason idRefusal(byte[] datagram, int start, int recordEnd) {
		byte[] id = this.ids.readBytes();
		if (recordEnd - start < id.length + 2) {
			return DropReason.MALFORMED;
		}
		if (id.length == 0 || !Arrays.equals(datagram, start, start + id.length, id, 0, id.length)) {
			return DropReason.UNKNOWN_CONNECTION_ID;
		}
		return null;
	}

	private boolean accept(AdditionalData header, int size, OpenedRecord into) {
		long sequence = header.epochAndSequence() & RecordFormat.MAX_SEQUENCE;
		boolean newest = sequence > this.window.newest();
		this.window.accept(sequence);
		int type = header.contentType();
		int length = size;
		if (type == RecordFormat.TLS12_CID) {
			length = InnerPlaintext.contentLength(into.buffer(), 0, size);
			if (length < 0) {
				return into.dropped(DropReason.UNEXPECTED);
			}
			type = into.buffer()[length] & 0xff;
		}
		if (length > RecordFormat.MAX_FRAGMENT) {
			return into.dropped(DropReason.UNEXPECTED);
		}
		return into.opened(type, length, sequence, newest);
	}

	/** The connection ids of the session. */
	public ConnectionIds connectionIds() {
		return this.ids;
	}

	/** The number the next record will get. The caller holds the session's write lock. */
	public long nextWriteSequence() {
		return this.nextWriteSequence;
	}

	/**
	 * How many more records these keys may protect, under the generation in use. As
	 * {@link #nextWriteSequence}.
	 */
	public long recordsLeft() {
		return Math.max(0, Math.min(this.writeLimit - this.sealed, this.writeEnd - this.nextWriteSequence));
	}

	/**
	 * Goes on within the numbers of a generation, which its holder alone may write. Does
	 * nothing for one that is over, or too large. The caller holds the session's write
	 * lock.
	 * @param generation given to this holder of the keys and to no other
	 */
	public void useGeneration(long generation) {
		if (generation >= WriteNumbers.GENERATIONS) {
			return;
		}
		WriteNumbers numbers = WriteNumbers.ofGeneration(generation);
		if (this.nextWriteSequence < numbers.end()) {
			this.nextWriteSequence = Math.max(this.nextWriteSequence, numbers.next());
			this.writeEnd = numbers.end();
		}
	}

	/** The generation in use. The caller holds the session's write lock. */
	public long generation() {
		return WriteNumbers.generationOf(this.writeEnd - 1);
	}

	/**
	 * How many records may still be written under the generation in use. The caller holds
	 * the session's write lock.
	 */
	public long generationLeft() {
		return this.writeEnd - this.nextWriteSequence;
	}

	/**
	 * A copy of all that another holder needs to go on. On the thread that opens, holding
	 * the session's write lock.
	 */
	public RecordState state() {
		return new RecordState(this.protection.keys().copy(), this.ids, this.version, this.maxPlaintext,
				this.nextWriteSequence, new KeyUsage(this.sealed, this.failures),
				new ReplayWindow(this.window.newest(), this.window.bitmap()));
	}

	/** The numbers read so far; for the thread that opens. */
	public ReplayWindow window() {
		return this.window;
	}

	/**
	 * Whether the keys have been used as often as they may: to protect, or in vain to
	 * open. The session should end then. Exact on the thread that made the last use.
	 */
	public boolean limitReached() {
		return this.sealed >= this.writeLimit || this.nextWriteSequence >= this.writeEnd
				|| this.failures >= this.failureLimit;
	}

	/**
	 * Lets the cipher objects of a session that pauses go; the next record makes new
	 * ones. For the thread that opens, holding the session's write lock.
	 */
	public void releaseCiphers() {
		this.protection.releaseCiphers();
	}

	/**
	 * Wipes the keys. For the thread that opens, holding the session's write lock; use
	 * afterwards is an IllegalStateException.
	 */
	public void destroy() {
		this.protection.destroy();
	}

}
