package io.dtls.internal.handshake.dtls13.message;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Extensions that look the same in the messages of both sides.
 */
public final class SharedExtensions {

	private static final int MIN_RECORD_SIZE = 64;

	private SharedExtensions() {
	}

	/** The connection id that the sender wants in its records, or null (RFC 9146). */
	public static byte @Nullable [] connectionId(Extensions extensions) throws Refused {
		WireReader in = extensions.find(ExtensionType.CONNECTION_ID);
		if (in == null) {
			return null;
		}
		byte[] id = in.vector8(0);
		in.requireEnd();
		return id;
	}

	public static byte[] connectionId(byte[] id) {
		return new WireWriter().vector8(id).toBytes();
	}

	/** Most bytes that the sender takes in a record, or -1 (RFC 8449, section 4). */
	public static int recordSizeLimit(Extensions extensions) throws Refused {
		WireReader in = extensions.find(ExtensionType.RECORD_SIZE_LIMIT);
		if (in == null) {
			return -1;
		}
		int limit = in.uint16();
		in.requireEnd();
		if (limit < MIN_RECORD_SIZE) {
			throw Refused.illegal("record_size_limit is below " + MIN_RECORD_SIZE);
		}
		return limit;
	}

	/** Whether an extension without content is there. */
	public static boolean flag(Extensions extensions, int type) throws Refused {
		WireReader in = extensions.find(type);
		if (in == null) {
			return false;
		}
		in.requireEnd();
		return true;
	}

	/** The one protocol that the server chose, or null (RFC 7301, section 3.1). */
	public static @Nullable String chosenProtocol(Extensions extensions) throws Refused {
		WireReader in = extensions.find(ExtensionType.APPLICATION_PROTOCOLS);
		if (in == null) {
			return null;
		}
		List<String> names = ClientHello.readProtocols(in);
		if (names.size() != 1) {
			throw Refused.illegal("The server chose more than one application protocol");
		}
		return names.get(0);
	}

	public static byte[] protocols(List<String> names) {
		WireWriter inside = new WireWriter();
		names.forEach((name) -> inside.vector8(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
		return new WireWriter().vector16(inside.toBytes()).toBytes();
	}

	/** The one certificate type that the server chose; X.509 if it says nothing. */
	public static int chosenCertificateType(Extensions extensions, int type) throws Refused {
		WireReader in = extensions.find(type);
		if (in == null) {
			return CertificateMessage.X509;
		}
		int chosen = in.uint8();
		in.requireEnd();
		return chosen;
	}

}
