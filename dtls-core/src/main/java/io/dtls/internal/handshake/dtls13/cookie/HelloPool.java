package io.dtls.internal.handshake.dtls13.cookie;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.MessageAssembly;

/**
 * Parts of hellos from addresses that have not been proven (RFC 9147, section 5.1: hellos
 * with post-quantum key shares do not fit into a datagram). A fixed number of slots, one
 * an address and port; the oldest gives way, and nothing is answered, so that a flood
 * costs neither memory nor others' whole hellos. One thread at a time may use it.
 */
public final class HelloPool {

	private static final long MAX_AGE = TimeUnit.SECONDS.toNanos(2);

	private final int slots;

	private final int maxHelloSize;

	private final Map<InetSocketAddress, Slot> byPeer = new LinkedHashMap<>();

	/**
	 * Makes an empty pool.
	 * @param slots hellos at a time
	 * @param maxHelloSize most bytes of a hello
	 */
	public HelloPool(int slots, int maxHelloSize) {
		this.slots = slots;
		this.maxHelloSize = maxHelloSize;
	}

	/** Most bytes of a hello. */
	int maxHelloSize() {
		return this.maxHelloSize;
	}

	/**
	 * Takes a fragment of a ClientHello that lies within its record.
	 * @param bytes holds it
	 * @param off where its header starts
	 * @param recordNumber of its record
	 * @return the whole hello, once it is there
	 */
	@Nullable Whole contribute(byte[] bytes, int off, InetSocketAddress peer, long recordNumber, long now) {
		int length = HandshakeFormat.length(bytes, off);
		if (length > this.maxHelloSize || HandshakeFormat.fragmentLength(bytes, off) == 0) {
			return null;
		}
		expire(now);
		int seq = HandshakeFormat.messageSeq(bytes, off);
		Slot slot = this.byPeer.get(peer);
		if (slot == null || slot.messageSeq != seq || !slot.assembly.contribute(bytes, off)) {
			slot = fresh(bytes, off, peer, now);
		}
		slot.recordNumber = Math.max(slot.recordNumber, recordNumber);
		if (!slot.assembly.isComplete()) {
			return null;
		}
		this.byPeer.remove(peer);
		return new Whole(slot.assembly.body(), seq, slot.recordNumber);
	}

	// What contradicts a slot starts it over: whoever sent the first part may have forged
	// the address.
	private Slot fresh(byte[] bytes, int off, InetSocketAddress peer, long now) {
		this.byPeer.remove(peer);
		if (this.byPeer.size() >= this.slots) {
			Iterator<InetSocketAddress> oldest = this.byPeer.keySet().iterator();
			oldest.next();
			oldest.remove();
		}
		Slot slot = new Slot(HandshakeFormat.messageSeq(bytes, off),
				new MessageAssembly(HandshakeFormat.type(bytes, off), HandshakeFormat.length(bytes, off)), now);
		slot.assembly.contribute(bytes, off);
		this.byPeer.put(peer, slot);
		return slot;
	}

	private void expire(long now) {
		Iterator<Slot> oldest = this.byPeer.values().iterator();
		while (oldest.hasNext() && now - oldest.next().began >= MAX_AGE) {
			oldest.remove();
		}
	}

	/** Hellos that wait for their other parts. */
	public int size() {
		return this.byPeer.size();
	}

	/** Bytes of all parts. */
	public int memoryHeld() {
		return this.byPeer.values().stream().mapToInt((slot) -> slot.assembly.memoryHeld()).sum();
	}

	/**
	 * A hello with all its parts.
	 *
	 * @param body of the message
	 * @param messageSeq its number
	 * @param recordNumber the highest of its records
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Whole(byte[] body, int messageSeq, long recordNumber) {

	}

	private static final class Slot {

		private final int messageSeq;

		private final MessageAssembly assembly;

		private final long began;

		private long recordNumber;

		Slot(int messageSeq, MessageAssembly assembly, long began) {
			this.messageSeq = messageSeq;
			this.assembly = assembly;
			this.began = began;
		}

	}

}
