package io.dtls.internal.handshake.dtls13.exchange;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.MessageAssembly;

/**
 * Puts the peer's messages together from fragments, in any order, and hands them on in
 * theirs (RFC 9147, section 5.5). Bounded in messages ahead, in bytes of each, and in
 * bytes of all.
 */
final class IncomingMessages {

	// The longest flight has six messages.
	private static final int MAX_AHEAD = 8;

	private final int maxMessageSize;

	private final Map<Integer, MessageAssembly> assemblies = new HashMap<>();

	private int next;

	private long epoch;

	private boolean afterHandshake;

	private boolean oversized;

	private boolean sawRepeated;

	private boolean sawNew;

	private boolean sawGap;

	IncomingMessages(int maxMessageSize, int next) {
		this.maxMessageSize = maxMessageSize;
		this.next = next;
	}

	/** Takes new messages of one epoch only from now on. */
	void expectEpoch(long expected) {
		this.epoch = expected;
		this.assemblies.clear();
	}

	/**
	 * Takes messages of any epoch of application data from now on, each only when it is
	 * its turn: what is acknowledged has to be understood, such as a KeyUpdate.
	 */
	void afterHandshake() {
		this.afterHandshake = true;
		this.assemblies.clear();
	}

	int next() {
		return this.next;
	}

	/**
	 * Takes the fragments in a record.
	 * @return why the record is dropped, or null if something in it was of use or has
	 * been of use before
	 */
	@Nullable DropReason take(byte[] bytes, int off, int limit, long recordEpoch) {
		this.sawRepeated = false;
		this.sawNew = false;
		this.sawGap = false;
		DropReason refusal = null;
		int at = off;
		while (at < limit) {
			int size = HandshakeFormat.fragmentSize(bytes, at, limit);
			if (size < 0) {
				return DropReason.MALFORMED;
			}
			DropReason reason = takeFragment(bytes, at, recordEpoch);
			refusal = (reason != null) ? reason : refusal;
			at += size;
		}
		return (this.sawNew || this.sawRepeated) ? null : refusal;
	}

	private @Nullable DropReason takeFragment(byte[] bytes, int at, long recordEpoch) {
		int seq = HandshakeFormat.messageSeq(bytes, at);
		int length = HandshakeFormat.length(bytes, at);
		if (seq < this.next) {
			this.sawRepeated = true;
			return null;
		}
		boolean isItsTurn = seq < this.next + (this.afterHandshake ? 1 : MAX_AHEAD);
		boolean isItsEpoch = this.afterHandshake ? recordEpoch >= this.epoch : recordEpoch == this.epoch;
		if (!isItsTurn || !isItsEpoch) {
			return DropReason.UNEXPECTED;
		}
		if (length > this.maxMessageSize) {
			this.oversized |= seq == this.next;
			return DropReason.HANDSHAKE_LIMIT;
		}
		if (length > 0 && HandshakeFormat.fragmentLength(bytes, at) == 0) {
			return DropReason.MALFORMED;
		}
		return contribute(bytes, at, seq, length);
	}

	private @Nullable DropReason contribute(byte[] bytes, int at, int seq, int length) {
		int type = HandshakeFormat.type(bytes, at);
		MessageAssembly assembly = this.assemblies.get(seq);
		if (assembly == null || assembly.isDoubtful()) {
			assembly = new MessageAssembly(type, length);
			this.assemblies.put(seq, assembly);
		}
		int held = this.assemblies.values().stream().mapToInt(MessageAssembly::memoryHeld).sum();
		if (held > 2 * this.maxMessageSize || !assembly.contribute(bytes, at)) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		this.sawNew = true;
		this.sawGap |= seq > this.next && !isComplete(seq - 1);
		return null;
	}

	private boolean isComplete(int seq) {
		MessageAssembly assembly = this.assemblies.get(seq);
		return assembly != null && assembly.isComplete();
	}

	/** Whether the last record held something that was taken before. */
	boolean sawRepeated() {
		return this.sawRepeated;
	}

	/** Whether the last record held a message that has overtaken another. */
	boolean sawGap() {
		return this.sawGap;
	}

	/** Whether parts of messages wait for others. */
	boolean hasParts() {
		return !this.assemblies.isEmpty();
	}

	/** Whether the message that is due is longer than allowed. */
	boolean sawOversized() {
		return this.oversized;
	}

	/** The next message, if it is there. */
	@Nullable ReceivedMessage poll() {
		MessageAssembly assembly = this.assemblies.get(this.next);
		if (assembly == null || !assembly.isComplete()) {
			return null;
		}
		this.assemblies.remove(this.next);
		return new ReceivedMessage(assembly.type(), this.next++, assembly.body());
	}

	/** Bytes that wait for others. */
	int memoryHeld() {
		return this.assemblies.values().stream().mapToInt(MessageAssembly::memoryHeld).sum();
	}

}
