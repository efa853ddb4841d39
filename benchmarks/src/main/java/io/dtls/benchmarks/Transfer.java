package io.dtls.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * What one run of the throughput test carries, told from one side to the other.
 *
 * @param transport how
 * @param up from the client to the server, or the other way
 * @param chunks how many messages
 * @param size of a message, in bytes
 * @param rate most mebibytes a second; 0 for as many as will go
 * @param suite what TLS and DTLS protect with
 */
record Transfer(Transport transport, boolean up, int chunks, int size, double rate, String suite) {

	/** Two marks and a number. */
	static final int MIN_SIZE = 6;

	private static final byte BEGIN = 's';

	private static final byte END = 'e';

	private static final double MEBIBYTE = 1 << 20;

	static Transfer of(Result request) {
		return new Transfer(Transport.valueOf(request.text("transport")), request.text("direction").equals("up"),
				(int) request.number("chunks"), (int) request.number("size"), request.number("rate"),
				request.text("suite"));
	}

	Result toRequest() {
		return new Result().put("transport", this.transport.name())
			.put("direction", direction())
			.put("chunks", this.chunks)
			.put("size", this.size)
			.put("rate", this.rate)
			.put("suite", this.suite);
	}

	Transfer withChunks(int count) {
		return new Transfer(this.transport, this.up, count, this.size, this.rate, this.suite);
	}

	String direction() {
		return this.up ? "up" : "down";
	}

	String label() {
		return String.format(Locale.ROOT, "%-4s %-4s", this.transport.name().toLowerCase(Locale.ROOT), direction());
	}

	/** A message with its number, of which a receiver notices what is cut or damaged. */
	byte[] chunk(int number) {
		byte[] chunk = new byte[this.size];
		Arrays.fill(chunk, (byte) number);
		ByteBuffer.wrap(chunk).put(BEGIN).putInt(number);
		chunk[this.size - 1] = END;
		return chunk;
	}

	/** The number of a message; -1 if it is none of this transfer. */
	int numberOf(byte[] chunk, int length) {
		if (length != this.size || chunk[0] != BEGIN || chunk[length - 1] != END) {
			return -1;
		}
		int number = ByteBuffer.wrap(chunk).getInt(1);
		return (number >= 0 && number < this.chunks) ? number : -1;
	}

	/** How long one message takes at the rate that was asked for. */
	long nanosPerChunk() {
		return (this.rate > 0) ? (long) (this.size / (this.rate * MEBIBYTE) * 1e9) : 0;
	}

	/** What a receiver found. Bytes that did not arrive do not count. */
	Result measured(int received, long nanos) {
		double seconds = Math.max(1, nanos) / 1e9;
		return toRequest().put("seconds", seconds)
			.put("received", received)
			.put("drops", this.chunks - received)
			.put("mebibytesPerSecond", received * (double) this.size / MEBIBYTE / seconds);
	}

	/** How bytes travel. */
	enum Transport {

		TCP, UDP, TLS, DTLS

	}

}
