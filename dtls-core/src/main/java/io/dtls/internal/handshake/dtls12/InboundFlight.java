package io.dtls.internal.handshake.dtls12;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.HelloFields;
import io.dtls.internal.handshake.message.MessageAssembly;
import io.dtls.internal.handshake.protocol.Alerts;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.record.RecordFormat;

/**
 * What the peer sends during a handshake, bounded and put in order for Bouncy Castle:
 * plaintext messages, ChangeCipherSpec, protected records. Plaintext messages are put
 * together here, so that Bouncy Castle sees each once, whole and in order under record
 * numbers of our own: forged, repeated or lying fragments cost it neither memory nor its
 * replay window. Which message may come when is what the two roles differ in. Not thread
 * safe; no clock.
 */
public abstract class InboundFlight {

	// What one record for Bouncy Castle carries of a message.
	private static final int HANDED_FRAGMENT = 500;

	private static final byte[] CHANGE_CIPHER_SPEC = { 1 };

	private final ProtectedQueue protectedRecords;

	private final int maxMessageSize;

	private final @Nullable MessageAssembly[] places;

	private final Queue<byte[]> handedNext = new ArrayDeque<>();

	private int recordVersion = RecordFormat.DTLS_1_2;

	private long nextRecord;

	private boolean changeCipherSpecSeen;

	private boolean changeCipherSpecHanded;

	private boolean cipherReady;

	private boolean oversized;

	private int pendingAlert = -1;

	private boolean closed;

	/**
	 * Creates an empty one.
	 * @param connectionId the one this side gives to the peer; empty for none
	 * @param maxMessageSize largest handshake message taken, in bytes
	 * @param places how many messages may come before ChangeCipherSpec
	 */
	public InboundFlight(byte[] connectionId, int maxMessageSize, int places) {
		this.protectedRecords = new ProtectedQueue(connectionId);
		this.maxMessageSize = maxMessageSize;
		this.places = new @Nullable MessageAssembly[places];
	}

	/**
	 * Takes the records of one datagram and copies what it keeps.
	 * @return null if something of it was kept, else why it was dropped
	 */
	public @Nullable DropReason accept(byte[] datagram, int off, int len) {
		DropReason dropped = DropReason.MALFORMED;
		boolean kept = false;
		int limit = off + len;
		int at = off;
		int size = recordSize(datagram, at, limit);
		while (size > 0) {
			DropReason reason = acceptRecord(datagram, at, size);
			kept |= reason == null;
			dropped = (reason != null) ? reason : dropped;
			at += size;
			size = recordSize(datagram, at, limit);
		}
		return kept ? null : dropped;
	}

	private int recordSize(byte[] datagram, int at, int limit) {
		return RecordFormat.recordSize(datagram, at, limit, this.protectedRecords.connectionIdSize());
	}

	private @Nullable DropReason acceptRecord(byte[] datagram, int off, int size) {
		int epoch = RecordFormat.epoch(datagram, off);
		int type = RecordFormat.contentType(datagram, off);
		if (this.closed || epoch > 1) {
			return DropReason.WRONG_EPOCH;
		}
		if (epoch == 1) {
			return hasBegun() ? this.protectedRecords.accept(datagram, off, size, this.recordVersion)
					: DropReason.NO_SESSION;
		}
		if (!HelloFields.isPlaintext(datagram, off, type)) {
			return DropReason.MALFORMED;
		}
		int content = off + RecordFormat.HEADER_SIZE;
		return switch (type) {
			case RecordFormat.HANDSHAKE -> acceptHandshake(datagram, off, off + size);
			case RecordFormat.CHANGE_CIPHER_SPEC -> acceptChangeCipherSpec(datagram, content, off + size);
			case RecordFormat.ALERT -> acceptAlert(datagram, content, off + size);
			case RecordFormat.APPLICATION_DATA, RecordFormat.HEARTBEAT -> DropReason.UNEXPECTED;
			default -> DropReason.MALFORMED;
		};
	}

	private @Nullable DropReason acceptHandshake(byte[] datagram, int record, int limit) {
		DropReason dropped = DropReason.MALFORMED;
		boolean kept = false;
		long number = RecordFormat.sequence(datagram, record);
		int at = record + RecordFormat.HEADER_SIZE;
		int size = HandshakeFormat.fragmentSize(datagram, at, limit);
		while (size > 0) {
			DropReason reason = acceptMessage(datagram, at, at + size, number);
			kept |= reason == null;
			dropped = (reason != null) ? reason : dropped;
			at += size;
			size = HandshakeFormat.fragmentSize(datagram, at, limit);
		}
		return kept ? null : dropped;
	}

	/** Whether the peer has begun the handshake, so that other records have a place. */
	public abstract boolean hasBegun();

	/**
	 * Takes a handshake message or a fragment of one.
	 * @param message where its header starts
	 * @param limit where the fragment ends
	 * @param number of the record that carries it
	 */
	public abstract @Nullable DropReason acceptMessage(byte[] datagram, int message, int limit, long number);

	/** Hands on what is complete and next, if anything is. */
	public abstract boolean handOnNext();

	/** Whether everything that comes before ChangeCipherSpec has been handed on. */
	public abstract boolean isFlightHanded();

	/**
	 * Keeps a fragment until its message is complete.
	 * @param place of the message in the flight
	 */
	public @Nullable DropReason contribute(int place, byte[] datagram, int message) {
		int length = HandshakeFormat.length(datagram, message);
		if (length > this.maxMessageSize) {
			this.oversized = true;
			return DropReason.HANDSHAKE_LIMIT;
		}
		// The peer goes on, so it has not sent the alert.
		this.pendingAlert = -1;
		MessageAssembly assembly = this.places[place];
		if (assembly != null && assembly.contribute(datagram, message)) {
			return null;
		}
		boolean whole = HandshakeFormat.fragmentLength(datagram, message) == length;
		if (assembly != null && (assembly.isComplete() || !(whole || assembly.isDoubtful()))) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		MessageAssembly fresh = new MessageAssembly(HandshakeFormat.type(datagram, message), length);
		this.places[place] = fresh;
		fresh.contribute(datagram, message);
		return null;
	}

	/** Whether a message was refused because it declares more bytes than allowed. */
	public boolean sawOversizedMessage() {
		return this.oversized;
	}

	/** Takes a complete message out of its place, or null if it is not complete. */
	public @Nullable MessageAssembly takeComplete(int place) {
		MessageAssembly message = (place < this.places.length) ? this.places[place] : null;
		if (message == null || !message.isComplete()) {
			return null;
		}
		this.places[place] = null;
		return message;
	}

	public void clearPlaces() {
		Arrays.fill(this.places, null);
	}

	// Only noted: it takes effect when everything before it has been handed on.
	private @Nullable DropReason acceptChangeCipherSpec(byte[] datagram, int content, int limit) {
		if (limit - content != 1 || datagram[content] != CHANGE_CIPHER_SPEC[0]) {
			return DropReason.MALFORMED;
		}
		if (!hasBegun()) {
			return DropReason.UNEXPECTED;
		}
		this.changeCipherSpecSeen = true;
		return null;
	}

	// Anyone can forge a plaintext alert. One that would end the handshake is only noted:
	// the peer's next handshake message disproves it.
	private @Nullable DropReason acceptAlert(byte[] datagram, int content, int limit) {
		if (limit - content != 2 || !hasBegun()) {
			return DropReason.MALFORMED;
		}
		int description = datagram[content + 1] & 0xff;
		if (!Alerts.ends(datagram[content], description)) {
			return DropReason.UNEXPECTED;
		}
		this.pendingAlert = description;
		return null;
	}

	public void forgetAlert() {
		this.pendingAlert = -1;
	}

	/** The next record for Bouncy Castle, or null if nothing can be handed on now. */
	public byte @Nullable [] next() {
		if (this.handedNext.isEmpty() && !handOnNext()) {
			handOnChangeCipherSpec();
		}
		byte[] plaintext = this.handedNext.poll();
		if (plaintext != null) {
			return plaintext;
		}
		return this.changeCipherSpecHanded ? this.protectedRecords.poll() : null;
	}

	private void handOnChangeCipherSpec() {
		if (this.changeCipherSpecSeen && !this.changeCipherSpecHanded && this.cipherReady && isFlightHanded()) {
			this.changeCipherSpecHanded = true;
			this.protectedRecords.widen();
			this.handedNext.add(record(RecordFormat.CHANGE_CIPHER_SPEC, CHANGE_CIPHER_SPEC));
		}
	}

	/**
	 * Hands a whole message on.
	 * @param messageSeq its number, part of what the Finished covers
	 */
	public void handOn(int messageSeq, int type, byte[] body) {
		int at = 0;
		do {
			int size = Math.min(HANDED_FRAGMENT, body.length - at);
			byte[] content = new byte[HandshakeFormat.HEADER_SIZE + size];
			HandshakeFormat.writeHeader(content, 0, type, body.length, messageSeq);
			HandshakeFormat.writeFragmentRange(content, 0, at, size);
			System.arraycopy(body, at, content, HandshakeFormat.HEADER_SIZE, size);
			this.handedNext.add(record(RecordFormat.HANDSHAKE, content));
			at += size;
		}
		while (at < body.length);
	}

	private byte[] record(int type, byte[] content) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + content.length];
		RecordFormat.writeHeader(record, 0, type, this.recordVersion, this.nextRecord, content.length);
		System.arraycopy(content, 0, record, RecordFormat.HEADER_SIZE, content.length);
		this.nextRecord++;
		return record;
	}

	/** Sets the version word of what is handed on, and of protected records. */
	public void recordVersion(int word) {
		this.recordVersion = word;
	}

	/** Sets the number under which the next record is handed on. */
	public void nextRecord(long number) {
		this.nextRecord = number;
	}

	/** Bytes that the next record for Bouncy Castle may have. */
	int receiveLimit() {
		int plaintext = RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE + HANDED_FRAGMENT;
		return Math.max(plaintext, this.protectedRecords.nextSize());
	}

	/**
	 * A flight of ours has just left.
	 * @param nextRecord the number of our next plaintext record
	 */
	public void flightSent(long nextRecord) {
	}

	/**
	 * The keys are there, so ChangeCipherSpec can be handed on after the rest of the
	 * flight.
	 */
	public void cipherReady(boolean expectCertificateVerify) {
		this.cipherReady = true;
	}

	public boolean isCipherReady() {
		return this.cipherReady;
	}

	/**
	 * Whether there is reason to wake the handshake thread. The messages of a flight are
	 * worth nothing without its end, so that one wake-up serves a flight.
	 */
	public boolean isWorthWaking() {
		return this.pendingAlert >= 0 || this.protectedRecords.nextSize() > 0 || refusal() != null;
	}

	/** Why this side should give the handshake up by itself, or null. */
	public @Nullable HandshakeRefused refusal() {
		return null;
	}

	/** The alert that will end this handshake unless the peer goes on, or -1. */
	int pendingAlert() {
		return this.pendingAlert;
	}

	/** Takes nothing more and gives up what is left: protected records, in order. */
	public List<byte[]> close() {
		this.closed = true;
		this.handedNext.clear();
		clearPlaces();
		return this.protectedRecords.drain();
	}

	public int memoryHeld() {
		int held = this.protectedRecords.memoryHeld();
		for (MessageAssembly assembly : this.places) {
			held += (assembly != null) ? assembly.memoryHeld() : 0;
		}
		for (byte[] record : this.handedNext) {
			held += record.length;
		}
		return held;
	}

}
