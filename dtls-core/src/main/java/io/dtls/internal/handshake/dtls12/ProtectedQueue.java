package io.dtls.internal.handshake.dtls12;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.record.RecordFormat;

/**
 * Records of epoch 1 that wait for the handshake to reach them: the peer's Finished, and
 * application data that overtook it or followed it closely. Few, and bounded in bytes.
 */
final class ProtectedQueue {

	private static final int MAX_BEFORE_CHANGE = 8;

	private static final int MAX_AFTER_CHANGE = 64;

	private static final int MAX_BYTES = 64 * 1024;

	private final byte[] connectionId;

	private final ArrayDeque<byte[]> records = new ArrayDeque<>();

	private int capacity = MAX_BEFORE_CHANGE;

	private int bytes;

	ProtectedQueue(byte[] connectionId) {
		this.connectionId = connectionId;
	}

	@Nullable DropReason accept(byte[] datagram, int off, int size, int version) {
		int type = RecordFormat.contentType(datagram, off);
		if (RecordFormat.version(datagram, off) != version) {
			return DropReason.MALFORMED;
		}
		if (type == RecordFormat.TLS12_CID) {
			if (!carriesConnectionId(datagram, off)) {
				return DropReason.UNKNOWN_CONNECTION_ID;
			}
		}
		else if (type < RecordFormat.ALERT || type > RecordFormat.APPLICATION_DATA) {
			return DropReason.UNEXPECTED;
		}
		if (this.records.size() >= this.capacity && type == RecordFormat.HANDSHAKE) {
			// Without the Finished the rest is worth nothing.
			removeOneOtherThanHandshake();
		}
		if (this.records.size() >= this.capacity || this.bytes + size > MAX_BYTES) {
			return DropReason.HANDSHAKE_QUEUE_FULL;
		}
		this.records.add(Arrays.copyOfRange(datagram, off, off + size));
		this.bytes += size;
		return null;
	}

	private boolean carriesConnectionId(byte[] datagram, int off) {
		int start = off + RecordFormat.HEADER_SIZE - 2;
		int size = this.connectionId.length;
		return size > 0 && Arrays.equals(datagram, start, start + size, this.connectionId, 0, size);
	}

	private void removeOneOtherThanHandshake() {
		Iterator<byte[]> all = this.records.iterator();
		while (all.hasNext()) {
			byte[] record = all.next();
			if (RecordFormat.contentType(record, 0) != RecordFormat.HANDSHAKE) {
				all.remove();
				this.bytes -= record.length;
				return;
			}
		}
	}

	/** ChangeCipherSpec was handed on: from now on records only wait for the thread. */
	void widen() {
		this.capacity = MAX_AFTER_CHANGE;
	}

	int connectionIdSize() {
		return this.connectionId.length;
	}

	int nextSize() {
		byte[] next = this.records.peek();
		return (next != null) ? next.length : 0;
	}

	byte @Nullable [] poll() {
		byte[] record = this.records.poll();
		if (record != null) {
			this.bytes -= record.length;
		}
		return record;
	}

	List<byte[]> drain() {
		List<byte[]> left = new ArrayList<>(this.records);
		this.records.clear();
		this.bytes = 0;
		return left;
	}

	int memoryHeld() {
		return this.bytes;
	}

}
