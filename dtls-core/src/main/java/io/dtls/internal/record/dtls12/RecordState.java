package io.dtls.internal.record.dtls12;

import java.nio.ByteBuffer;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.KeyUsage;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.WriteNumbers;

/**
 * Epoch 1 of a session at rest: keys, connection ids, and where numbers and limits stand.
 * Nothing prints it.
 */
public final class RecordState {

	private static final int NUMBERS_SIZE = 5 * Long.BYTES;

	private final TrafficKeys keys;

	private final ConnectionIds ids;

	private final int version;

	private final int maxPlaintext;

	private final long nextWriteSequence;

	private final KeyUsage usage;

	private final ReplayWindow window;

	RecordState(TrafficKeys keys, ConnectionIds ids, int version, int maxPlaintext, long nextWriteSequence,
			KeyUsage usage, ReplayWindow window) {
		this.keys = keys;
		this.ids = ids;
		this.version = version;
		this.maxPlaintext = maxPlaintext;
		this.nextWriteSequence = nextWriteSequence;
		this.usage = usage;
		this.window = window;
	}

	/**
	 * Reads what {@link #writeTo} wrote.
	 * @param aead the cipher of the session
	 * @param in holds the state
	 * @throws java.nio.BufferUnderflowException if it ends too early
	 */
	public static RecordState read(Aead aead, ByteBuffer in) {
		int version = in.getShort() & 0xffff;
		int maxPlaintext = in.getShort();
		ConnectionIds ids = ConnectionIds.of(id(in), id(in));
		long nextWriteSequence = in.getLong();
		KeyUsage usage = new KeyUsage(in.getLong(), in.getLong());
		ReplayWindow window = new ReplayWindow(in.getLong(), in.getLong());
		return new RecordState(TrafficKeys.read(aead, in), ids, version, maxPlaintext, nextWriteSequence, usage,
				window);
	}

	private static byte[] id(ByteBuffer in) {
		byte[] id = new byte[in.get() & 0xff];
		in.get(id);
		return id;
	}

	/** Bytes that {@link #writeTo} writes. */
	public int size() {
		return 2 * Short.BYTES + 2 + this.ids.readSize() + this.ids.writeSize() + NUMBERS_SIZE
				+ TrafficKeys.keyBlockSize(this.keys.aead());
	}

	/**
	 * Writes everything in the clear; the caller encrypts it and wipes the buffer.
	 * @param out has room for {@link #size()} bytes
	 */
	public void writeTo(ByteBuffer out) {
		out.putShort((short) this.version).putShort((short) this.maxPlaintext);
		out.put((byte) this.ids.readSize()).put(this.ids.readBytes());
		out.put((byte) this.ids.writeSize()).put(this.ids.writeBytes());
		out.putLong(this.nextWriteSequence).putLong(this.usage.sealed()).putLong(this.usage.failures());
		out.putLong(this.window.newest()).putLong(this.window.bitmap());
		this.keys.writeTo(out);
	}

	/** The connection ids of the session. */
	public ConnectionIds connectionIds() {
		return this.ids;
	}

	/**
	 * The first generation that a new holder may use, as far as this state knows: a store
	 * may know of later ones.
	 */
	public long nextGeneration() {
		return WriteNumbers.generationOf(this.nextWriteSequence) + 1;
	}

	/**
	 * Goes on with the session.
	 * @param generation given to this holder and to no other, at least
	 * {@link #nextGeneration()}
	 * @return a layer with its own copy of the keys
	 */
	public RecordLayer resume(long generation) {
		if (generation < nextGeneration()) {
			throw new IllegalArgumentException(
					"Generation " + generation + " was before generation " + nextGeneration());
		}
		return new RecordLayer(RecordProtection.of(this.keys.copy()), this.ids, this.version,
				WriteNumbers.ofGeneration(generation), new ReplayWindow(this.window.newest(), this.window.bitmap()),
				this.usage)
			.limitedTo(this.maxPlaintext);
	}

	/**
	 * Whether a record is the newest so far, for whoever goes on with the session. Wipes
	 * the keys.
	 * @param record a whole record, from anybody
	 * @param scratch overwritten
	 */
	public boolean endsBefore(byte[] record, OpenedRecord scratch) {
		RecordLayer reader = resume(nextGeneration());
		try {
			return reader.open(record, 0, record.length, scratch) && scratch.newest();
		}
		finally {
			reader.destroy();
			destroy();
		}
	}

	/** Wipes the keys. */
	public void destroy() {
		this.keys.destroy();
	}

	@Override
	public String toString() {
		return "RecordState[" + this.keys.aead() + "]";
	}

}
