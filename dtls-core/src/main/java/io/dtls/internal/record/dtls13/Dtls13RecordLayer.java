package io.dtls.internal.record.dtls13;

import java.util.List;

import io.dtls.DropReason;
import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.SequenceExhaustedException;

/**
 * The protected records of one association (RFC 9147, section 4): from epoch 2 on, for
 * handshake and session alike. Epoch 0 has no keys and is not known here. One thread at a
 * time may use the write side, which the session's write lock guards, one the read side;
 * they may be two different threads at once. What belongs to the write side says so; all
 * else is for the thread that opens.
 */
public final class Dtls13RecordLayer {

	/** Most connection ids of this side that are valid at once. */
	public static final int MAX_READ_IDS = ReadIds.MOST;

	private static final long FIRST_APPLICATION_EPOCH = 3;

	private static final int MAX_INNER = RecordFormat.MAX_FRAGMENT + 1;

	private static final byte[] NO_ID = {};

	private final WriteEpochs writes;

	private final ReadEpochs reads;

	private final ReadIds readIds = new ReadIds();

	private byte[] writeId = NO_ID;

	private int readLimit = MAX_INNER;

	private int writeLimit = MAX_INNER;

	private long generation;

	private RecordNumber lastNumber = new RecordNumber(0, 0);

	/** A layer without any keys. */
	public Dtls13RecordLayer() {
		this(new WriteEpochs(), new ReadEpochs());
	}

	private Dtls13RecordLayer(WriteEpochs writes, ReadEpochs reads) {
		this.writes = writes;
		this.reads = reads;
	}

	/**
	 * Goes on with a saved session.
	 * @param state copied; the caller wipes it
	 * @param generation given to this holder and to no other; {@code state} has to
	 * {@linkplain Dtls13RecordState#reaches reach} it
	 */
	public static Dtls13RecordLayer resume(Dtls13RecordState state, long generation) {
		if (!state.reaches(generation)) {
			throw new IllegalArgumentException("Generation " + generation + " is not within the peer's reach");
		}
		Dtls13RecordLayer layer = reader(state);
		layer.useGeneration(generation);
		return layer;
	}

	/**
	 * Opens records of a saved session, without the right to write any.
	 * @param state copied; the caller wipes it
	 */
	public static Dtls13RecordLayer reader(Dtls13RecordState state) {
		Dtls13RecordLayer layer = new Dtls13RecordLayer(new WriteEpochs(state.writing()),
				new ReadEpochs(state.reading()));
		state.ids().read().forEach(layer::addReadId);
		layer.writeWithId(state.ids().write());
		layer.readLimit = state.ids().readLimit();
		layer.writeLimit = state.ids().writeLimit();
		layer.generation = state.generation();
		return layer;
	}

	/**
	 * Accepts a connection id in the peer's records; with the first one, each datagram
	 * has to carry one.
	 * @param id at least one byte, as many as the others; copied
	 */
	public void addReadId(byte[] id) {
		this.readIds.add(id);
	}

	/** The connection ids that the peer may use; copies. */
	public List<byte[]> readIds() {
		return this.readIds.copies();
	}

	/**
	 * Puts a connection id into all further records. For the write side.
	 * @param id as the peer wants it, empty for none; copied
	 */
	public void writeWithId(byte[] id) {
		if (id.length > 255) {
			throw new IllegalArgumentException("A connection id has at most 255 bytes");
		}
		this.writeId = id.clone();
	}

	/** The connection id of this side's records; a copy. For the write side. */
	public byte[] writeId() {
		return this.writeId.clone();
	}

	/**
	 * Sends shorter records, as the peer asked for by record_size_limit (RFC 8449). For
	 * the write side.
	 * @param bytes most bytes of content, type and padding
	 */
	public void limitWritten(int bytes) {
		this.writeLimit = Math.min(bytes, MAX_INNER);
	}

	/**
	 * Drops longer records than this side asked for by record_size_limit (RFC 8449).
	 * @param bytes most bytes of content, type and padding
	 */
	public void limitRead(int bytes) {
		this.readLimit = Math.min(bytes, MAX_INNER);
	}

	/**
	 * Writes in a later epoch from now on, all of whose numbers are free. The epoch
	 * before it stays for repeated messages. For the write side.
	 * @param epoch 2 with handshake secrets, 3 with the first application secrets
	 * @param secret taken over
	 */
	public void writeIn(long epoch, TrafficSecret secret) {
		this.writes.enter(new WriteEpoch(epoch, secret));
	}

	/**
	 * Lets the peer write in a later epoch: it enters it with its first record there.
	 * @param epoch 2 with handshake secrets, 3 with the first application secrets
	 * @param secret taken over
	 */
	public void readIn(long epoch, TrafficSecret secret) {
		this.reads.allow(new ReadEpoch(epoch, secret));
	}

	/**
	 * The handshake is over: the peer's newest epoch is the current one, and the one
	 * before is kept for another 240 seconds, to acknowledge what is repeated there.
	 * @param now the time, in nanoseconds
	 */
	public void handshakeComplete(long now) {
		this.reads.enterNext(now);
	}

	/**
	 * Writes in the next epoch from now on, after this side's KeyUpdate was acknowledged.
	 * A session that was ever saved needs the sole claim on that epoch first. For the
	 * write side.
	 * @return false if there is no further epoch: the session has to end
	 */
	public boolean updateWrite() {
		return this.writes.update();
	}

	/**
	 * Lets the peer write in the next epoch, after its KeyUpdate.
	 * @return false if it has not entered the epoch before, or there is no further one
	 */
	public boolean updateRead() {
		return this.reads.update();
	}

	/**
	 * Wipes the keys of the epoch before the current one: nothing will be repeated in it.
	 * For the write side.
	 */
	public void releasePreviousWrite() {
		this.writes.releasePrevious();
	}

	/**
	 * Wipes the keys of the peer's previous epoch if its time is over, as opening a
	 * record does too.
	 * @param now the time, in nanoseconds
	 */
	public void expire(long now) {
		this.reads.expire(now);
	}

	/** Whether {@link #protect} has keys for an epoch. For the write side. */
	public boolean canWriteIn(long epoch) {
		return this.writes.in(epoch) != null;
	}

	/** The epoch that is written, 0 for none yet. For the write side. */
	public long writeEpoch() {
		return this.writes.ready() ? this.writes.current().epoch() : 0;
	}

	/** The latest epoch that the peer has entered, 0 for none yet. */
	public long readEpoch() {
		return this.reads.ready() ? this.reads.current().epoch() : 0;
	}

	/** Most bytes of data that {@link #protect} takes. For the write side. */
	public int maxPlaintext() {
		return this.writeLimit - 1;
	}

	/** Most bytes by which a record is longer than its data. For the write side. */
	public int overhead() {
		WriteEpoch epoch = this.writes.current();
		return UnifiedHeader.WRITE_SIZE + this.writeId.length + EpochCipher.paddedSize(epoch.aead(), 0)
				+ epoch.aead().tagSize();
	}

	/**
	 * Makes a record of the current epoch. For the write side.
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
		return protect(this.writes.current(), contentType, copied(data, off, len, out, outOff), out, outOff);
	}

	/**
	 * Makes a record of the epoch in which a message was sent before, as its repetition
	 * has to be (RFC 9147, section 4.2.1). For the write side.
	 * @param epoch one that {@link #canWriteIn} knows
	 * @param data holds the data, from its first byte on
	 * @see #protect(int, byte[], int, int, byte[], int)
	 */
	public int protectIn(long epoch, int contentType, byte[] data, int len, byte[] out, int outOff)
			throws MessageTooLargeException, SequenceExhaustedException {
		WriteEpoch keys = this.writes.in(epoch);
		if (keys == null) {
			throw new IllegalStateException("There are no keys to write in epoch " + epoch);
		}
		return protect(keys, contentType, copied(data, 0, len, out, outOff), out, outOff);
	}

	private int protect(WriteEpoch epoch, int contentType, int len, byte[] out, int outOff)
			throws SequenceExhaustedException {
		int size = epoch.protect(this.writeId, contentType, len, out, outOff);
		this.lastNumber = new RecordNumber(epoch.epoch(), epoch.next() - 1);
		return size;
	}

	// Puts the data where it is sealed, which is in place.
	private int copied(byte[] data, int off, int len, byte[] out, int outOff) throws MessageTooLargeException {
		if (len > maxPlaintext()) {
			throw new MessageTooLargeException(len, maxPlaintext());
		}
		System.arraycopy(data, off, out, outOff + UnifiedHeader.WRITE_SIZE + this.writeId.length, len);
		return len;
	}

	/**
	 * The record that was protected last, as the peer's ACK will name it. For the write
	 * side.
	 */
	public RecordNumber lastProtected() {
		return this.lastNumber;
	}

	/**
	 * Opens one record. Never throws for what a peer sent.
	 * @param datagram holds the record, which stays as it is
	 * @param off where it starts
	 * @param recordSize its size in bytes, as {@link UnifiedHeader#recordSize} told
	 * @param follows whether an earlier record of the same datagram carried a connection
	 * id of this session, so that this one need not
	 * @param now the time, in nanoseconds
	 * @param into takes the content, or the reason why there is none. After
	 * UNKNOWN_CONNECTION_ID the rest of the datagram has to be dropped too
	 * @return whether {@code into} holds an authentic record, seen for the first time. If
	 * not, no window has moved, unless the record was authentic but void: without a type,
	 * of a type that has no place in a record, or longer than any may be
	 */
	public boolean open(byte[] datagram, int off, int recordSize, boolean follows, long now, Dtls13OpenedRecord into) {
		DropReason refusal = this.readIds.refusal(datagram, off, recordSize, follows);
		if (refusal != null) {
			return into.dropped(refusal);
		}
		if (!this.reads.open(datagram, off, recordSize, this.readIds.size(), now, into)) {
			return false;
		}
		if (into.innerSize() > this.readLimit || !into.splitInner()) {
			return into.dropped(DropReason.UNEXPECTED);
		}
		return true;
	}

	/** How many more records the current keys may protect. For the write side. */
	public long recordsLeft() {
		return this.writes.current().left();
	}

	/**
	 * Whether this side should send a KeyUpdate soon, as its key has protected seven
	 * eighths of what it may (RFC 9147, section 4.5.3). For the write side.
	 */
	public boolean writeUpdateDue() {
		return this.writes.current().keyNearlyUsedUp();
	}

	/**
	 * Whether half of the numbers that this holder of a saved session may write are used,
	 * so that it should draw another generation. For the write side.
	 */
	public boolean generationDue() {
		return this.writes.current().shareHalfUsed();
	}

	/**
	 * Whether the peer should be asked for a KeyUpdate, as seven eighths of the failures
	 * that a key may see have happened.
	 */
	public boolean readUpdateDue() {
		return this.reads.ready() && this.reads.current().failureLimitNear();
	}

	/**
	 * Whether so many records have failed to open that the session has to end (RFC 9147,
	 * section 4.5.3).
	 */
	public boolean readLimitReached() {
		return this.reads.failureLimitReached();
	}

	/**
	 * Goes on with the numbers of a generation, if the epoch is one of a saved session.
	 * For the write side.
	 * @param generation given to this holder of the keys and to no other, later than the
	 * one in use
	 * @return false if its numbers are out of the peer's reach; then nothing changes
	 */
	public boolean useGeneration(long generation) {
		if (generation <= this.generation || !this.writes.current().useGeneration(generation)) {
			return false;
		}
		this.generation = generation;
		return true;
	}

	/** The generation in use, 0 for who made the handshake. For the write side. */
	public long generation() {
		return this.generation;
	}

	/**
	 * A copy of all that another holder needs to go on, once the handshake is over on
	 * both sides, see {@link #handshakeComplete}. From now on this holder may write the
	 * numbers of its own generation only. On the thread that opens, holding the session's
	 * write lock.
	 */
	public Dtls13RecordState state() {
		// Before that, the next secrets come of the handshake, not of the ones here.
		if (readEpoch() < FIRST_APPLICATION_EPOCH || writeEpoch() < FIRST_APPLICATION_EPOCH) {
			throw new IllegalStateException("A handshake cannot be saved");
		}
		return new Dtls13RecordState(this.reads.state(), this.writes.state(this.generation),
				new Dtls13RecordState.Ids(readIds(), writeId(), this.readLimit, this.writeLimit));
	}

	/**
	 * Lets the cipher objects of a session that pauses go; the next record makes new
	 * ones. On the thread that opens, holding the session's write lock.
	 */
	public void releaseCiphers() {
		this.writes.releaseCiphers();
		this.reads.releaseCiphers();
	}

	/**
	 * Wipes secrets and keys. On the thread that opens, holding the session's write lock;
	 * use afterwards is an IllegalStateException.
	 */
	public void destroy() {
		this.writes.destroy();
		this.reads.destroy();
	}

}
