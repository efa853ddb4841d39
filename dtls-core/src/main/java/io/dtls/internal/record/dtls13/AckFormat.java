package io.dtls.internal.record.dtls13;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.dtls.internal.record.RecordFormat;

/**
 * The content of an ACK: the numbers of records that arrived (RFC 9147, section 7).
 */
public final class AckFormat {

	/** Content type ack. */
	public static final int CONTENT_TYPE = 26;

	private static final int LENGTH_SIZE = 2;

	private static final int NUMBER_SIZE = 2 * Long.BYTES;

	private static final int MAX_NUMBERS = 0xffff / NUMBER_SIZE;

	private AckFormat() {
	}

	/** How many numbers an ACK has room for, given the most bytes of its content. */
	public static int capacity(int contentSize) {
		return Math.max(0, Math.min(MAX_NUMBERS, (contentSize - LENGTH_SIZE) / NUMBER_SIZE));
	}

	/**
	 * Writes the content of an ACK.
	 * @param numbers in ascending order, at most what a {@link #capacity} tells
	 */
	public static byte[] write(Collection<RecordNumber> numbers) {
		if (numbers.size() > MAX_NUMBERS) {
			throw new IllegalArgumentException("An ACK has no room for " + numbers.size() + " numbers");
		}
		int size = numbers.size() * NUMBER_SIZE;
		ByteBuffer out = ByteBuffer.allocate(LENGTH_SIZE + size).putShort((short) size);
		for (RecordNumber number : numbers) {
			out.putLong(number.epoch()).putLong(number.sequence());
		}
		return out.array();
	}

	/**
	 * Reads the content of an ACK.
	 * @param content holds it
	 * @param off where it starts
	 * @param len its bytes
	 * @return the numbers as they came, in any order; empty if the content is malformed
	 */
	public static Optional<List<RecordNumber>> read(byte[] content, int off, int len) {
		if (len < LENGTH_SIZE || RecordFormat.uint16(content, off) != len - LENGTH_SIZE
				|| (len - LENGTH_SIZE) % NUMBER_SIZE != 0) {
			return Optional.empty();
		}
		ByteBuffer in = ByteBuffer.wrap(content, off + LENGTH_SIZE, len - LENGTH_SIZE);
		List<RecordNumber> numbers = new ArrayList<>(in.remaining() / NUMBER_SIZE);
		while (in.hasRemaining()) {
			numbers.add(new RecordNumber(in.getLong(), in.getLong()));
		}
		return Optional.of(numbers);
	}

}
