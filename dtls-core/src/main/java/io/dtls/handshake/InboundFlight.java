package io.dtls.handshake;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.record.RecordFormat;

/**
 * What a client sends during a handshake, bounded and put in order for Bouncy Castle: its
 * ClientHello, the plaintext messages of its second flight, ChangeCipherSpec, protected
 * records. Plaintext messages are put together here, so that Bouncy Castle sees each
 * once, whole and in order under record numbers of our own: forged, repeated or lying
 * fragments cost it neither memory nor its replay window. Not thread safe; no clock.
 */
final class InboundFlight {

	// Certificate, ClientKeyExchange, CertificateVerify: places after the ClientHello.
	private static final int LAST_PLACE = 3;

	// What one record for Bouncy Castle carries of a message.
	private static final int HANDED_FRAGMENT = 2048;

	// Far enough from the end that no handshake gets there.
	private static final long MAX_HELLO_RECORD = RecordFormat.MAX_SEQUENCE - (1 << 24);

	private static final byte[] CHANGE_CIPHER_SPEC = { 1 };

	private final HelloAssembly hello;

	private final ProtectedQueue protectedRecords;

	private final int maxMessageSize;

	private final @Nullable MessageAssembly[] places = new @Nullable MessageAssembly[LAST_PLACE + 1];

	private final Queue<byte[]> handedNext = new ArrayDeque<>();

	private int nextPlace = 1;

	private long nextRecord;

	private boolean helloRepeated;

	private boolean changeCipherSpecSeen;

	private boolean changeCipherSpecHanded;

	private boolean cipherReady;

	private boolean certificateVerifyExpected;

	private int pendingAlert = -1;

	private boolean closed;

	/**
	 * Waits for the ClientHello.
	 * @param cookie the valid cookie in it
	 * @param connectionId the one this side gives to the peer; empty for none
	 * @param maxMessageSize largest handshake message taken, in bytes
	 */
	InboundFlight(byte[] cookie, byte[] connectionId, int maxMessageSize) {
		this.hello = new HelloAssembly(cookie, maxMessageSize);
		this.protectedRecords = new ProtectedQueue(connectionId);
		this.maxMessageSize = maxMessageSize;
	}

	/**
	 * Takes the records of one datagram and copies what it keeps.
	 * @return null if something of it was kept, else why it was dropped
	 */
	@Nullable DropReason accept(byte[] datagram, int off, int len) {
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
			return this.hello.isComplete() ? this.protectedRecords.accept(datagram, off, size) : DropReason.NO_SESSION;
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
			DropReason reason = (HandshakeFormat.type(datagram, at) == HandshakeFormat.CLIENT_HELLO)
					? acceptHello(datagram, at, at + size, number) : acceptFragment(datagram, at);
			kept |= reason == null;
			dropped = (reason != null) ? reason : dropped;
			at += size;
			size = HandshakeFormat.fragmentSize(datagram, at, limit);
		}
		return kept ? null : dropped;
	}

	private @Nullable DropReason acceptHello(byte[] datagram, int message, int limit, long number) {
		if (number > MAX_HELLO_RECORD) {
			return DropReason.BAD_CLIENT_HELLO;
		}
		if (!this.hello.isComplete()) {
			DropReason reason = this.hello.contribute(datagram, message, limit, number);
			this.nextRecord = this.hello.recordNumber() + 1;
			return reason;
		}
		if (!this.hello.isRepeatedBy(datagram, message, limit, number)) {
			return DropReason.REPLAY;
		}
		// The client has not seen our flight; once it answers, it has.
		this.helloRepeated = this.nextPlace == 1;
		this.pendingAlert = -1;
		return null;
	}

	private @Nullable DropReason acceptFragment(byte[] datagram, int message) {
		if (!this.hello.isComplete()) {
			return DropReason.UNEXPECTED;
		}
		int place = HandshakeFormat.messageSeq(datagram, message) - this.hello.messageSeq();
		int length = HandshakeFormat.length(datagram, message);
		if (place > LAST_PLACE || length > this.maxMessageSize) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		if (HandshakeFormat.fragmentLength(datagram, message) == 0) {
			return DropReason.MALFORMED;
		}
		if (!belongsIn(place, HandshakeFormat.type(datagram, message))) {
			return DropReason.UNEXPECTED;
		}
		// A client that goes on has not sent the alert.
		this.pendingAlert = -1;
		return (place < this.nextPlace) ? DropReason.REPLAY : contribute(place, datagram, message);
	}

	private boolean belongsIn(int place, int type) {
		if (this.cipherReady && !this.certificateVerifyExpected && place >= this.nextPlace) {
			return false;
		}
		return switch (place) {
			case 1 -> type == HandshakeFormat.CERTIFICATE || type == HandshakeFormat.CLIENT_KEY_EXCHANGE;
			case 2 -> type == HandshakeFormat.CLIENT_KEY_EXCHANGE;
			case LAST_PLACE -> type == HandshakeFormat.CERTIFICATE_VERIFY;
			default -> false;
		};
	}

	private @Nullable DropReason contribute(int place, byte[] datagram, int message) {
		MessageAssembly assembly = this.places[place];
		if (assembly != null && assembly.contribute(datagram, message)) {
			return null;
		}
		int length = HandshakeFormat.length(datagram, message);
		boolean whole = HandshakeFormat.fragmentLength(datagram, message) == length;
		if (assembly != null && (assembly.isComplete() || !(whole || assembly.isDoubtful()))) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		MessageAssembly fresh = new MessageAssembly(HandshakeFormat.type(datagram, message), length);
		this.places[place] = fresh;
		fresh.contribute(datagram, message);
		return null;
	}

	// Only noted: it takes effect when everything before it has been handed on.
	private @Nullable DropReason acceptChangeCipherSpec(byte[] datagram, int content, int limit) {
		if (limit - content != 1 || datagram[content] != CHANGE_CIPHER_SPEC[0]) {
			return DropReason.MALFORMED;
		}
		if (!this.hello.isComplete()) {
			return DropReason.UNEXPECTED;
		}
		this.changeCipherSpecSeen = true;
		return null;
	}

	// Anyone can forge a plaintext alert. One that would end the handshake is only noted:
	// the peer's next handshake message disproves it.
	private @Nullable DropReason acceptAlert(byte[] datagram, int content, int limit) {
		if (limit - content != 2 || !this.hello.isComplete()) {
			return DropReason.MALFORMED;
		}
		int description = datagram[content + 1] & 0xff;
		if (!Alerts.ends(datagram[content], description)) {
			return DropReason.UNEXPECTED;
		}
		this.pendingAlert = description;
		return null;
	}

	/** The next record for Bouncy Castle, or null if nothing can be handed on now. */
	byte @Nullable [] next() {
		if (this.handedNext.isEmpty()) {
			prepareNext();
		}
		byte[] plaintext = this.handedNext.poll();
		if (plaintext != null) {
			return plaintext;
		}
		return this.changeCipherSpecHanded ? this.protectedRecords.poll() : null;
	}

	private void prepareNext() {
		MessageAssembly message = (this.nextPlace <= LAST_PLACE) ? this.places[this.nextPlace] : null;
		if (this.helloRepeated) {
			this.helloRepeated = false;
			handOn(this.hello.messageSeq(), HandshakeFormat.CLIENT_HELLO, this.hello.body());
		}
		else if (message != null && message.isComplete()) {
			handOn(this.hello.messageSeq() + this.nextPlace, message.type(), message.body());
			this.places[this.nextPlace] = null;
			this.nextPlace++;
		}
		else if (this.changeCipherSpecSeen && !this.changeCipherSpecHanded && isFlightHanded()) {
			this.changeCipherSpecHanded = true;
			this.protectedRecords.widen();
			this.handedNext.add(record(RecordFormat.CHANGE_CIPHER_SPEC, CHANGE_CIPHER_SPEC));
		}
	}

	private boolean isFlightHanded() {
		return this.cipherReady && (!this.certificateVerifyExpected || this.nextPlace > LAST_PLACE);
	}

	private void handOn(int messageSeq, int type, byte[] body) {
		int at = 0;
		while (at < body.length) {
			int size = Math.min(HANDED_FRAGMENT, body.length - at);
			byte[] content = new byte[HandshakeFormat.HEADER_SIZE + size];
			HandshakeFormat.writeHeader(content, 0, type, body.length, messageSeq);
			HandshakeFormat.writeFragmentRange(content, 0, at, size);
			System.arraycopy(body, at, content, HandshakeFormat.HEADER_SIZE, size);
			this.handedNext.add(record(RecordFormat.HANDSHAKE, content));
			at += size;
		}
	}

	private byte[] record(int type, byte[] content) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + content.length];
		RecordFormat.writeHeader(record, 0, type, RecordFormat.DTLS_1_2, this.nextRecord, content.length);
		System.arraycopy(content, 0, record, RecordFormat.HEADER_SIZE, content.length);
		this.nextRecord++;
		return record;
	}

	boolean isHelloComplete() {
		return this.hello.isComplete();
	}

	/** The ClientHello as one record, for the DTLSVerifier. */
	byte[] helloRecord() {
		return this.hello.toRecord();
	}

	/** Bytes that the next record for Bouncy Castle may have. */
	int receiveLimit() {
		int plaintext = RecordFormat.HEADER_SIZE + HandshakeFormat.HEADER_SIZE + HANDED_FRAGMENT;
		return Math.max(plaintext, this.protectedRecords.nextSize());
	}

	/** A flight of ours has just left: a hello repeated before that asks for nothing. */
	void flightSent() {
		this.helloRepeated = false;
	}

	/**
	 * The keys are there, so ChangeCipherSpec can be handed on after the rest of the
	 * flight.
	 */
	void cipherReady(boolean expectCertificateVerify) {
		this.cipherReady = true;
		this.certificateVerifyExpected = expectCertificateVerify;
	}

	/** The alert that will end this handshake unless the peer goes on, or -1. */
	int pendingAlert() {
		return this.pendingAlert;
	}

	/** Takes nothing more and gives up what is left: protected records, in order. */
	List<byte[]> close() {
		this.closed = true;
		this.handedNext.clear();
		Arrays.fill(this.places, null);
		return this.protectedRecords.drain();
	}

	int memoryHeld() {
		int held = this.hello.memoryHeld() + this.protectedRecords.memoryHeld();
		for (MessageAssembly assembly : this.places) {
			held += (assembly != null) ? assembly.memoryHeld() : 0;
		}
		for (byte[] record : this.handedNext) {
			held += record.length;
		}
		return held;
	}

}
