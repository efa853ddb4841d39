package io.dtls.internal.util;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A map by the address of a peer whose look-up no stranger can make slow. The hash of
 * {@link InetSocketAddress} is a sum, so the owner of a network of addresses can choose
 * thousands with the same one, and {@link HashMap} then compares with each of them. Here
 * the hash is SipHash with a random key. Addresses are equal where
 * {@code InetSocketAddress} says so.
 *
 * @param <V> what is found by an address
 */
public final class PeerAddressMap<V> {

	private static final SecureRandom RANDOM = new SecureRandom();

	private final long key0 = RANDOM.nextLong();

	private final long key1 = RANDOM.nextLong();

	private final Map<Key, V> entries;

	private PeerAddressMap(Map<Key, V> entries) {
		this.entries = entries;
	}

	/** An empty map for one thread at a time. */
	public static <V> PeerAddressMap<V> forOneThread() {
		return new PeerAddressMap<>(new HashMap<>());
	}

	/** An empty map for any number of threads, like {@link ConcurrentHashMap}. */
	public static <V> PeerAddressMap<V> concurrent() {
		return new PeerAddressMap<>(new ConcurrentHashMap<>());
	}

	public @Nullable V get(InetSocketAddress address) {
		return this.entries.get(key(address));
	}

	public boolean containsKey(InetSocketAddress address) {
		return this.entries.containsKey(key(address));
	}

	/**
	 * Puts a value at an address.
	 * @return what was there before, or null
	 */
	public @Nullable V put(InetSocketAddress address, V value) {
		return this.entries.put(key(address), value);
	}

	/**
	 * Puts a value where there is none.
	 * @return what is there already, or null
	 */
	public @Nullable V putIfAbsent(InetSocketAddress address, V value) {
		return this.entries.putIfAbsent(key(address), value);
	}

	/** What is at an address, made now if nothing was. */
	public V computeIfAbsent(InetSocketAddress address, Function<? super InetSocketAddress, ? extends V> maker) {
		return this.entries.computeIfAbsent(key(address), (key) -> maker.apply(key.address));
	}

	/**
	 * Takes what is at an address out.
	 * @return what was there, or null
	 */
	public @Nullable V remove(InetSocketAddress address) {
		return this.entries.remove(key(address));
	}

	/**
	 * Takes a value out, unless another has its place.
	 * @return whether it was there
	 */
	public boolean remove(InetSocketAddress address, V value) {
		return this.entries.remove(key(address), value);
	}

	/** A view, to which changes of this map and of the view itself are common. */
	public Collection<V> values() {
		return this.entries.values();
	}

	public int size() {
		return this.entries.size();
	}

	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	public void clear() {
		this.entries.clear();
	}

	private Key key(InetSocketAddress address) {
		return new Key(address, hash(address));
	}

	// The scope of an IPv6 address is left out, as its equals() leaves it out.
	int hash(InetSocketAddress address) {
		long upper = 0;
		long lower;
		if (address.isUnresolved()) {
			lower = address.getHostString().toLowerCase(Locale.ROOT).hashCode();
		}
		else {
			byte[] bytes = address.getAddress().getAddress();
			upper = (bytes.length > Long.BYTES) ? number(bytes, 0, Long.BYTES) : 0;
			lower = number(bytes, (bytes.length > Long.BYTES) ? Long.BYTES : 0, bytes.length);
		}
		return new SipHash(this.key0, this.key1).add(upper).add(lower).add(address.getPort()).finish();
	}

	private static long number(byte[] bytes, int from, int to) {
		long number = 0;
		for (int i = from; i < to; i++) {
			number = number << 8 | (bytes[i] & 0xff);
		}
		return number;
	}

	/** An address with its hash. */
	private static final class Key {

		private final InetSocketAddress address;

		private final int hash;

		Key(InetSocketAddress address, int hash) {
			this.address = address;
			this.hash = hash;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Key key && key.hash == this.hash && key.address.equals(this.address);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

	/** SipHash-1-3 over whole words. */
	private static final class SipHash {

		private long v0;

		private long v1;

		private long v2;

		private long v3;

		SipHash(long key0, long key1) {
			this.v0 = key0 ^ 0x736f6d6570736575L;
			this.v1 = key1 ^ 0x646f72616e646f6dL;
			this.v2 = key0 ^ 0x6c7967656e657261L;
			this.v3 = key1 ^ 0x7465646279746573L;
		}

		SipHash add(long word) {
			this.v3 ^= word;
			round();
			this.v0 ^= word;
			return this;
		}

		int finish() {
			this.v2 ^= 0xff;
			round();
			round();
			round();
			long hash = this.v0 ^ this.v1 ^ this.v2 ^ this.v3;
			return (int) (hash ^ hash >>> Integer.SIZE);
		}

		private void round() {
			this.v0 += this.v1;
			this.v1 = Long.rotateLeft(this.v1, 13) ^ this.v0;
			this.v0 = Long.rotateLeft(this.v0, 32);
			this.v2 += this.v3;
			this.v3 = Long.rotateLeft(this.v3, 16) ^ this.v2;
			this.v0 += this.v3;
			this.v3 = Long.rotateLeft(this.v3, 21) ^ this.v0;
			this.v2 += this.v1;
			this.v1 = Long.rotateLeft(this.v1, 17) ^ this.v2;
			this.v2 = Long.rotateLeft(this.v2, 32);
		}

	}

}
