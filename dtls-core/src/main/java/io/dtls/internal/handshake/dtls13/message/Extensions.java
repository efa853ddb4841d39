package io.dtls.internal.handshake.dtls13.message;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The extensions of one message, in their order (RFC 8446, section 4.2).
 */
public final class Extensions {

	private final Map<Integer, byte[]> byType = new LinkedHashMap<>();

	private int last = -1;

	/** Reads the vector with its length; one that comes twice is refused. */
	public static Extensions read(WireReader in) throws Refused {
		Extensions extensions = new Extensions();
		WireReader inside = in.inside16();
		while (inside.hasMore()) {
			int type = inside.uint16();
			if (extensions.byType.put(type, inside.vector16(0)) != null) {
				throw Refused.illegal("An extension comes twice");
			}
			extensions.last = type;
		}
		return extensions;
	}

	/** Adds an extension behind the others. */
	public Extensions with(int type, byte[] data) {
		if (this.byType.put(type, data) != null) {
			throw new IllegalArgumentException("Extension " + type + " is there already");
		}
		this.last = type;
		return this;
	}

	public boolean has(int type) {
		return this.byType.containsKey(type);
	}

	/** The type of the last one, -1 if there is none. */
	public int last() {
		return this.last;
	}

	public Set<Integer> types() {
		return this.byType.keySet();
	}

	/** A reader of an extension's data, or null if it is not there. */
	public @Nullable WireReader find(int type) {
		byte[] data = this.byType.get(type);
		return (data != null) ? new WireReader(data) : null;
	}

	/**
	 * Refuses what was not asked for (RFC 8446, section 4.2).
	 * @param allowed types that may be here
	 */
	public void requireOnly(Collection<Integer> allowed) throws Refused {
		for (Integer type : this.byType.keySet()) {
			if (!allowed.contains(type)) {
				throw Refused.of(Alert.UNSUPPORTED_EXTENSION, "Extension " + type + " was not asked for");
			}
		}
	}

	/** The vector with its length. */
	public byte[] encode() {
		WireWriter inside = new WireWriter();
		this.byType.forEach((type, data) -> inside.uint16(type).vector16(data));
		return new WireWriter().vector16(inside.toBytes()).toBytes();
	}

}
