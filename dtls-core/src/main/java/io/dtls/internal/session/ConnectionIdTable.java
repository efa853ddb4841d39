package io.dtls.internal.session;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds what a connection id stands for, without copying the id out of the datagram. All
 * ids are of one size. For the endpoint thread alone.
 *
 * @param <T> what ids stand for
 */
public final class ConnectionIdTable<T> {

	private final int idSize;

	private final Map<Key, T> entries = new HashMap<>();

	// Serves every look-up, so that none allocates.
	private final Key sought;

	/**
	 * Creates an empty table.
	 * @param idSize bytes of every id
	 */
	public ConnectionIdTable(int idSize) {
		this.idSize = idSize;
		this.sought = new Key(new byte[0], 0, 0);
	}

	/**
	 * Finds an entry.
	 * @param bytes holds the id
	 * @param off where it starts; the bytes of a whole id are there
	 * @return null if nothing has this id
	 */
	public @Nullable T find(byte[] bytes, int off) {
		this.sought.set(bytes, off, this.idSize);
		return this.entries.get(this.sought);
	}

	/**
	 * Puts an entry in.
	 * @param id not copied; nobody may change it
	 * @param value what it stands for
	 */
	public void put(byte[] id, T value) {
		this.entries.put(new Key(id, 0, id.length), value);
	}

	/**
	 * Takes an entry out if it is the one given.
	 * @param id its id
	 * @param value what the id should stand for
	 */
	public void remove(byte[] id, T value) {
		this.entries.remove(new Key(id, 0, id.length), value);
	}

	public int size() {
		return this.entries.size();
	}

	/** Some bytes of an array. */
	private static final class Key {

		private byte[] bytes;

		private int off;

		private int size;

		private int hash;

		Key(byte[] bytes, int off, int size) {
			this.bytes = bytes;
			this.off = off;
			this.size = size;
			this.hash = hash(bytes, off, size);
		}

		void set(byte[] newBytes, int newOff, int newSize) {
			this.bytes = newBytes;
			this.off = newOff;
			this.size = newSize;
			this.hash = hash(newBytes, newOff, newSize);
		}

		private static int hash(byte[] bytes, int off, int size) {
			int hash = 1;
			for (int i = off; i < off + size; i++) {
				hash = 31 * hash + bytes[i];
			}
			return hash;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && Arrays.equals(this.bytes, this.off, this.off + this.size, key.bytes,
					key.off, key.off + key.size);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
