package io.dtls.internal.record.dtls13;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.ReplayWindow;

/**
 * The record layer of a session at rest: epochs and their secrets, where numbers, windows
 * and limits stand, connection ids. A plain value; nothing prints its secrets.
 */
public final class Dtls13RecordState {

	private final Reading reading;

	private final Writing writing;

	private final Ids ids;

	Dtls13RecordState(Reading reading, Writing writing, Ids ids) {
		this.reading = reading;
		this.writing = writing;
		this.ids = ids;
	}

	/**
	 * Reads what {@link #writeTo} wrote.
	 * @param aead the cipher of the session
	 * @param in holds the state
	 * @throws java.nio.BufferUnderflowException if it ends too early
	 */
	public static Dtls13RecordState read(Aead aead, ByteBuffer in) {
		Ids ids = Ids.read(in);
		Reading reading = Reading.read(aead, in);
		return new Dtls13RecordState(reading, Writing.read(aead, in), ids);
	}

	/**
	 * Writes everything in the clear; the caller encrypts it and wipes the buffer.
	 * @param out has room for {@link #size()} bytes
	 */
	public void writeTo(ByteBuffer out) {
		this.ids.writeTo(out);
		this.reading.writeTo(out);
		this.writing.writeTo(out);
	}

	/** Bytes that {@link #writeTo} writes. */
	public int size() {
		int secret = Hkdf.of(aead()).hashSize();
		return this.ids.size() + Reading.NUMBERS_SIZE + secret + Writing.NUMBERS_SIZE + secret;
	}

	/** The cipher of the session. */
	public Aead aead() {
		return this.reading.secret().aead();
	}

	/**
	 * Whether a holder could go on: a peer finds its way only a few generations further.
	 * @param generation given to that holder and to no other, later than the one of the
	 * holder that saved this
	 */
	public boolean reaches(long generation) {
		return generation > this.writing.generation() && this.writing.shared().reaches(generation, this.writing.next());
	}

	/** The generation of the holder that saved this. */
	public long generation() {
		return this.writing.generation();
	}

	/** The connection ids that the peer puts into its records; copies. */
	public List<byte[]> readIds() {
		return this.ids.read().stream().map(byte[]::clone).toList();
	}

	Reading reading() {
		return this.reading;
	}

	Writing writing() {
		return this.writing;
	}

	Ids ids() {
		return this.ids;
	}

	/** Wipes the secrets. */
	public void destroy() {
		this.reading.secret().destroy();
		this.writing.secret().destroy();
	}

	@Override
	public String toString() {
		return "Dtls13RecordState[" + aead() + "]";
	}

	private static byte[] bytes(ByteBuffer in, int size) {
		byte[] bytes = new byte[size];
		in.get(bytes);
		return bytes;
	}

	private static TrafficSecret secret(Aead aead, ByteBuffer in) {
		byte[] secret = bytes(in, Hkdf.of(aead).hashSize());
		try {
			return new TrafficSecret(aead, secret);
		}
		finally {
			Arrays.fill(secret, (byte) 0);
		}
	}

	private static void put(TrafficSecret secret, ByteBuffer out) {
		byte[] bytes = secret.bytes();
		out.put(bytes);
		Arrays.fill(bytes, (byte) 0);
	}

	/**
	 * The epoch the peer writes in.
	 *
	 * @param epoch its number
	 * @param secret its secret
	 * @param window what was seen of it
	 * @param failures how many records failed under its keys
	 * @param updated whether the peer may enter the epoch after it
	 */
	record Reading(long epoch, TrafficSecret secret, ReplayWindow window, long failures, boolean updated) {

		static final int NUMBERS_SIZE = 4 * Long.BYTES + 1;

		static Reading read(Aead aead, ByteBuffer in) {
			long epoch = in.getLong();
			ReplayWindow window = new ReplayWindow(in.getLong(), in.getLong());
			long failures = in.getLong();
			boolean updated = in.get() != 0;
			return new Reading(epoch, Dtls13RecordState.secret(aead, in), window, failures, updated);
		}

		void writeTo(ByteBuffer out) {
			out.putLong(this.epoch).putLong(this.window.newest()).putLong(this.window.bitmap());
			out.putLong(this.failures).put((byte) (this.updated ? 1 : 0));
			put(this.secret, out);
		}

		@Override
		public String toString() {
			return "Reading[epoch=" + this.epoch + "]";
		}

	}

	/**
	 * The epoch this side writes in.
	 *
	 * @param epoch its number
	 * @param secret its secret
	 * @param next the first number that the holder that saved this has not written
	 * @param shared how holders share the numbers
	 * @param generation of the holder that saved this
	 */
	record Writing(long epoch, TrafficSecret secret, long next, SharedNumbers shared, long generation) {

		static final int NUMBERS_SIZE = 5 * Long.BYTES;

		static Writing read(Aead aead, ByteBuffer in) {
			long epoch = in.getLong();
			long next = in.getLong();
			SharedNumbers shared = new SharedNumbers(in.getLong(), in.getLong());
			long generation = in.getLong();
			return new Writing(epoch, Dtls13RecordState.secret(aead, in), next, shared, generation);
		}

		void writeTo(ByteBuffer out) {
			out.putLong(this.epoch).putLong(this.next);
			out.putLong(this.shared.first()).putLong(this.shared.firstGeneration()).putLong(this.generation);
			put(this.secret, out);
		}

		@Override
		public String toString() {
			return "Writing[epoch=" + this.epoch + "]";
		}

	}

	/**
	 * Connection ids and record sizes agreed on.
	 *
	 * @param read what the peer may put into its records, all of one size
	 * @param write what this side puts into its records
	 * @param readLimit most bytes of an inner plaintext that the peer may send
	 * @param writeLimit most bytes of an inner plaintext that this side may send
	 */
	record Ids(List<byte[]> read, byte[] write, int readLimit, int writeLimit) {

		static Ids read(ByteBuffer in) {
			List<byte[]> read = new ArrayList<>();
			for (int left = in.get() & 0xff; left > 0; left--) {
				read.add(bytes(in, in.get() & 0xff));
			}
			byte[] write = bytes(in, in.get() & 0xff);
			return new Ids(read, write, in.getShort() & 0xffff, in.getShort() & 0xffff);
		}

		void writeTo(ByteBuffer out) {
			out.put((byte) this.read.size());
			this.read.forEach((id) -> out.put((byte) id.length).put(id));
			out.put((byte) this.write.length).put(this.write);
			out.putShort((short) this.readLimit).putShort((short) this.writeLimit);
		}

		int size() {
			return 1 + this.read.stream().mapToInt((id) -> 1 + id.length).sum() + 1 + this.write.length
					+ 2 * Short.BYTES;
		}

	}

}
