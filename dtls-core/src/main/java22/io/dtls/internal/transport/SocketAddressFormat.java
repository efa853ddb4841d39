package io.dtls.internal.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes struct sockaddr_in and sockaddr_in6. Remembers the addresses it has
 * read lately, so that a datagram of a known peer costs no object. For one thread.
 */
final class SocketAddressFormat {

	/** Bytes of the longer of the two. */
	static final int MAX_SIZE = 28;

	private static final int IPV4_SIZE = 16;

	private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;

	private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

	private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

	private static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG_UNALIGNED
		.withOrder(ByteOrder.BIG_ENDIAN);

	private static final ValueLayout.OfInt HOST_INT = ValueLayout.JAVA_INT_UNALIGNED;

	// ::ffff:a.b.c.d, as an IPv6 socket writes IPv4 addresses.
	private static final long MAPPED = 0xffffL << 32;

	private static final int KNOWN = 1 << 14;

	private static final long SPREAD = 0x9e3779b97f4a7c15L;

	// Upper and lower half of an address, scope and port: together in a line of the cache.
	private static final int WORDS = 4;

	private final long[] words = new long[KNOWN * WORDS];

	private final @Nullable InetSocketAddress[] known = new InetSocketAddress[KNOWN];

	/** Reads the address of a peer. */
	InetSocketAddress read(MemorySegment address) {
		int port = address.get(PORT, 2) & 0xffff;
		if (address.get(FAMILY, 0) == LinuxSockets.AF_INET) {
			return read(0, MAPPED | (address.get(NET_INT, 4) & 0xffffffffL), port);
		}
		long scope = address.get(HOST_INT, 24) & 0xffffffffL;
		return read(address.get(NET_LONG, 8), address.get(NET_LONG, 16), scope << 16 | port);
	}

	private InetSocketAddress read(long upper, long lower, long scopeAndPort) {
		long mixed = (upper * 31 + lower + scopeAndPort * 0x1_0000_0001L) * SPREAD;
		int slot = (int) (mixed >>> (Long.SIZE - 14));
		int word = slot * WORDS;
		InetSocketAddress address = this.known[slot];
		if (address == null || this.words[word] != upper || this.words[word + 1] != lower
				|| this.words[word + 2] != scopeAndPort) {
			address = new InetSocketAddress(inetAddress(upper, lower, (int) (scopeAndPort >>> 16)),
					(int) (scopeAndPort & 0xffff));
			this.known[slot] = address;
			this.words[word] = upper;
			this.words[word + 1] = lower;
			this.words[word + 2] = scopeAndPort;
		}
		return address;
	}

	private static InetAddress inetAddress(long upper, long lower, int scope) {
		try {
			if (upper == 0 && lower >>> 32 == 0xffffL) {
				byte[] bytes = new byte[4];
				MemorySegment.ofArray(bytes).set(NET_INT, 0, (int) lower);
				return InetAddress.getByAddress(bytes);
			}
			byte[] bytes = new byte[16];
			MemorySegment.ofArray(bytes).set(NET_LONG, 0, upper);
			MemorySegment.ofArray(bytes).set(NET_LONG, 8, lower);
			return (scope != 0) ? Inet6Address.getByAddress(null, bytes, scope) : InetAddress.getByAddress(bytes);
		}
		catch (IOException ex) {
			// Only for arrays of another length.
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Writes an address.
	 * @param to what to write
	 * @param family of the socket: one of IPv6 takes IPv4 addresses too
	 * @param into room for {@link #MAX_SIZE} bytes
	 * @return how many bytes count
	 */
	static int write(InetSocketAddress to, int family, MemorySegment into) throws IOException {
		byte[] bytes = to.getAddress().getAddress();
		into.set(FAMILY, 0, (short) family);
		into.set(PORT, 2, (short) to.getPort());
		if (family == LinuxSockets.AF_INET) {
			if (!(to.getAddress() instanceof Inet4Address)) {
				throw new IOException("An IPv4 socket cannot send to " + to);
			}
			MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, 4, bytes.length);
			into.set(NET_LONG, 8, 0);
			return IPV4_SIZE;
		}
		into.set(HOST_INT, 4, 0);
		int scope = 0;
		if (to.getAddress() instanceof Inet6Address address) {
			MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, 8, bytes.length);
			scope = address.getScopeId();
		}
		else {
			boolean any = to.getAddress().isAnyLocalAddress();
			into.set(NET_LONG, 8, 0);
			into.set(NET_INT, 16, any ? 0 : 0xffff);
			MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, 20, bytes.length);
		}
		into.set(HOST_INT, 24, scope);
		return MAX_SIZE;
	}

}
