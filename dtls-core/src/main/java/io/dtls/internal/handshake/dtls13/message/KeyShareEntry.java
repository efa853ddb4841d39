package io.dtls.internal.handshake.dtls13.message;

import java.util.ArrayList;
import java.util.List;

/**
 * A public key for the key exchange (RFC 8446, section 4.2.8).
 *
 * @param group code of the group
 * @param key as the group's specification writes it
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyShareEntry(int group, byte[] key) {

	static KeyShareEntry read(WireReader in) throws Refused {
		return new KeyShareEntry(in.uint16(), in.vector16(1));
	}

	/** Of a ClientHello: none, or several of different groups. */
	static List<KeyShareEntry> readAll(WireReader in) throws Refused {
		List<KeyShareEntry> entries = new ArrayList<>();
		WireReader inside = in.inside16();
		while (inside.hasMore()) {
			KeyShareEntry entry = read(inside);
			if (entries.stream().anyMatch((other) -> other.group == entry.group)) {
				throw Refused.illegal("A group has two key shares");
			}
			entries.add(entry);
		}
		in.requireEnd();
		return entries;
	}

	/** The extension of a ServerHello. */
	public byte[] encode() {
		return new WireWriter().uint16(this.group).vector16(this.key).toBytes();
	}

	/** The extension of a ClientHello. */
	public static byte[] encodeAll(List<KeyShareEntry> entries) {
		WireWriter inside = new WireWriter();
		entries.forEach((entry) -> inside.bytes(entry.encode()));
		return new WireWriter().vector16(inside.toBytes()).toBytes();
	}

}
