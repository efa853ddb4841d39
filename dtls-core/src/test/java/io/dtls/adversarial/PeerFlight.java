package io.dtls.adversarial;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.dtls.internal.record.RecordFormat;

/**
 * What a peer has said: its plaintext messages, put together from their fragments, its
 * plaintext alerts, and its protected records.
 */
final class PeerFlight {

	private final Map<Integer, byte[]> bodies = new TreeMap<>();

	private final Map<Integer, Integer> types = new TreeMap<>();

	private final Map<Integer, Integer> missing = new TreeMap<>();

	private final List<byte[]> protectedRecords = new ArrayList<>();

	private int alert = -1;

	/** Takes a datagram. */
	void take(byte[] datagram) {
		int at = 0;
		int size = RecordFormat.recordSize(datagram, at, datagram.length, 0);
		while (size > 0) {
			if (RecordFormat.epoch(datagram, at) == 1) {
				this.protectedRecords.add(Arrays.copyOfRange(datagram, at, at + size));
			}
			else if (RecordFormat.contentType(datagram, at) == RecordFormat.ALERT) {
				this.alert = datagram[at + size - 1];
			}
			else if (RecordFormat.contentType(datagram, at) == RecordFormat.HANDSHAKE) {
				fragments(ByteBuffer.wrap(datagram, at + RecordFormat.HEADER_SIZE, size - RecordFormat.HEADER_SIZE));
			}
			at += size;
			size = RecordFormat.recordSize(datagram, at, datagram.length, 0);
		}
	}

	private void fragments(ByteBuffer in) {
		while (in.remaining() >= Message.HEADER_SIZE) {
			int type = in.get();
			int length = uint24(in);
			int seq = in.getShort();
			int offset = uint24(in);
			int size = uint24(in);
			byte[] body = this.bodies.computeIfAbsent(seq, (ignored) -> new byte[length]);
			this.types.put(seq, type);
			in.get(body, offset, size);
			this.missing.merge(seq, length - size, (left, ignored) -> left - size);
		}
	}

	private static int uint24(ByteBuffer in) {
		return (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
	}

	/** A message that has arrived whole, or null. */
	Message find(int type) {
		for (Map.Entry<Integer, Integer> one : this.types.entrySet()) {
			if (one.getValue() == type && this.missing.get(one.getKey()) <= 0) {
				return new Message(type, one.getKey(), this.bodies.get(one.getKey()));
			}
		}
		return null;
	}

	/** All messages, as the transcript has them. */
	byte[] transcript() {
		return transcript(0);
	}

	/** All messages from a number on, as the transcript has them. */
	byte[] transcript(int from) {
		byte[] all = new byte[0];
		for (Map.Entry<Integer, Integer> one : this.types.entrySet()) {
			if (one.getValue() != Message.HELLO_VERIFY_REQUEST && one.getKey() >= from) {
				all = Prf.concat(all, new Message(one.getValue(), one.getKey(), this.bodies.get(one.getKey())).bytes());
			}
		}
		return all;
	}

	boolean sawProtectedRecord() {
		return !this.protectedRecords.isEmpty();
	}

	List<byte[]> protectedRecords() {
		return List.copyOf(this.protectedRecords);
	}

	/** The last alert in the clear, -1 if there was none. */
	int alert() {
		return this.alert;
	}

	/** The random of a ClientHello or ServerHello. */
	byte[] random(int type) {
		return Arrays.copyOfRange(find(type).body(), 2, 34);
	}

}
