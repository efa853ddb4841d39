package io.dtls.internal.handshake.dtls13.exchange;

import java.util.BitSet;

import io.dtls.internal.handshake.message.HandshakeFormat;

/**
 * A message that is sent until the peer has all of it. Which bytes are to be sent, and
 * which have arrived, is known for each, so that a repetition may cut it anew.
 */
final class OutgoingMessage {

	private final int type;

	private final int messageSeq;

	private final long epoch;

	private final byte[] body;

	private final BitSet toSend = new BitSet();

	private final BitSet arrived = new BitSet();

	OutgoingMessage(int type, int messageSeq, long epoch, byte[] body) {
		if (body.length == 0) {
			throw new IllegalArgumentException("No message of DTLS 1.3 is empty");
		}
		this.type = type;
		this.messageSeq = messageSeq;
		this.epoch = epoch;
		this.body = body;
		this.toSend.set(0, body.length);
	}

	int messageSeq() {
		return this.messageSeq;
	}

	/** All its records are of the epoch in which it was sent first. */
	long epoch() {
		return this.epoch;
	}

	boolean isToBeSent() {
		return !this.toSend.isEmpty();
	}

	/** The first byte that is to be sent. */
	int nextStart() {
		return this.toSend.nextSetBit(0);
	}

	/** Where the run of bytes to be sent that starts there ends. */
	int runEnd(int start) {
		return this.toSend.nextClearBit(start);
	}

	/** A fragment with its header. */
	byte[] fragment(int start, int end) {
		this.toSend.clear(start, end);
		byte[] fragment = new byte[HandshakeFormat.HEADER_SIZE + end - start];
		HandshakeFormat.writeHeader(fragment, 0, this.type, this.body.length, this.messageSeq);
		HandshakeFormat.writeFragmentRange(fragment, 0, start, end - start);
		System.arraycopy(this.body, start, fragment, HandshakeFormat.HEADER_SIZE, end - start);
		return fragment;
	}

	void arrived(int start, int end) {
		this.arrived.set(start, end);
		this.toSend.clear(start, end);
	}

	boolean hasArrived() {
		return this.arrived.cardinality() == this.body.length;
	}

	/** Sends again what has not arrived. */
	void sendAgain(int start, int end) {
		this.toSend.set(start, end);
		this.toSend.andNot(this.arrived);
	}

	void sendAllAgain() {
		sendAgain(0, this.body.length);
	}

}
