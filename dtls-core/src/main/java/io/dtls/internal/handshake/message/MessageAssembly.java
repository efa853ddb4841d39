package io.dtls.internal.handshake.message;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Puts one handshake message together from its fragments, in any order, repeated or
 * overlapping (RFC 6347, section 4.2.3). Memory grows with what has arrived, not with
 * what was declared, and the first bytes to arrive for a place stay.
 */
public final class MessageAssembly {

	// More than any path needs, and an end to a peer that sends the same byte for ever.
	private static final int MAX_FRAGMENTS = 4096;

	private final int type;

	private final int length;

	private final BitSet present = new BitSet();

	private byte[] body = new byte[0];

	private int fragments;

	private int contradictions;

	public MessageAssembly(int type, int length) {
		this.type = type;
		this.length = length;
	}

	/**
	 * Takes a fragment that is known to lie within its record and its declared length.
	 * @return false if it is one too many or belongs to a message of another type or
	 * length
	 */
	public boolean contribute(byte[] bytes, int off) {
		if (!matches(bytes, off)) {
			this.contradictions++;
			return false;
		}
		if (isComplete() || this.fragments >= MAX_FRAGMENTS) {
			return isComplete();
		}
		this.fragments++;
		int start = HandshakeFormat.fragmentOffset(bytes, off);
		int end = start + HandshakeFormat.fragmentLength(bytes, off);
		makeRoom(end);
		int from = off + HandshakeFormat.HEADER_SIZE - start;
		int gap = this.present.nextClearBit(start);
		while (gap < end) {
			int next = this.present.nextSetBit(gap);
			int gapEnd = (next < 0) ? end : Math.min(next, end);
			System.arraycopy(bytes, from + gap, this.body, gap, gapEnd - gap);
			this.present.set(gap, gapEnd);
			gap = this.present.nextClearBit(gapEnd);
		}
		return true;
	}

	private boolean matches(byte[] bytes, int off) {
		return HandshakeFormat.type(bytes, off) == this.type && HandshakeFormat.length(bytes, off) == this.length;
	}

	private void makeRoom(int end) {
		if (end > this.body.length) {
			this.body = Arrays.copyOf(this.body, Math.min(this.length, Math.max(end, 2 * this.body.length)));
		}
	}

	/**
	 * Whether most of what came contradicts this assembly, so that its first fragment was
	 * probably forged.
	 */
	public boolean isDoubtful() {
		return !isComplete() && this.contradictions > this.fragments;
	}

	public boolean isComplete() {
		return this.body.length == this.length && this.present.nextClearBit(0) >= this.length;
	}

	public int type() {
		return this.type;
	}

	public int length() {
		return this.length;
	}

	/** The whole message body, once complete; not a copy. */
	public byte[] body() {
		return this.body;
	}

	public int memoryHeld() {
		return this.body.length + this.present.size() / Byte.SIZE;
	}

}
