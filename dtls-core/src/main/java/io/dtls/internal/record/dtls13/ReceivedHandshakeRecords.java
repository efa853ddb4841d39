package io.dtls.internal.record.dtls13;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The handshake records that arrived and were processed or kept, of which the next ACK
 * tells (RFC 9147, section 7). Bounded: the lowest numbers give way, because they were
 * most likely told of before.
 */
public final class ReceivedHandshakeRecords {

	private final int capacity;

	private final TreeSet<RecordNumber> numbers = new TreeSet<>();

	/**
	 * Remembers nothing yet.
	 * @param capacity how many numbers are kept
	 */
	public ReceivedHandshakeRecords(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("There must be room for a number");
		}
		this.capacity = capacity;
	}

	/** Notes a record; once, however often it is noted. */
	public void add(RecordNumber number) {
		this.numbers.add(number);
		if (this.numbers.size() > this.capacity) {
			this.numbers.pollFirst();
		}
	}

	/** Forgets some, such as those an ACK has told of. */
	public void removeAll(Collection<RecordNumber> told) {
		told.forEach(this.numbers::remove);
	}

	/** Forgets all, as when the peer's next flight starts. */
	public void clear() {
		this.numbers.clear();
	}

	public boolean isEmpty() {
		return this.numbers.isEmpty();
	}

	/** How many numbers are kept now. */
	public int size() {
		return this.numbers.size();
	}

	/**
	 * The highest numbers.
	 * @param most how many at most, see {@link AckFormat#capacity}
	 * @return a copy, in ascending order
	 */
	public List<RecordNumber> highest(int most) {
		List<RecordNumber> ascending = new ArrayList<>(this.numbers);
		return ascending.subList(Math.max(0, ascending.size() - most), ascending.size());
	}

}
