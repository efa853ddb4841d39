package io.dtls.internal.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom limits take for one source: an IPv4 address, or an IPv6 /64, which is what one
 * IPv6 subscriber has.
 *
 * @param bits the address, or its first half
 * @param ipv6 which of the two it is
 */
public record SourceAddress(long bits, boolean ipv6) {

	// The last byte of an IPv4 /24 and of an IPv6 /56.
	private static final long BELOW_PREFIX = 0xff;

	public static SourceAddress of(InetAddress address) {
		ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
		return (address instanceof Inet4Address) ? new SourceAddress(bytes.getInt() & 0xffff_ffffL, false)
				: new SourceAddress(bytes.getLong(), true);
	}

	/** The IPv4 /24 or IPv6 /56 that a source is in, by its first address. */
	public SourceAddress prefix() {
		return new SourceAddress(this.bits & ~BELOW_PREFIX, this.ipv6);
	}

}
