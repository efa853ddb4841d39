package io.dtls.internal.handshake.dtls13.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * ClientHello (RFC 8446, section 4.1.2; RFC 9147, section 5.3).
 *
 * @param random 32 bytes
 * @param sessionId legacy_session_id, which nobody echoes
 * @param legacyCookie of DTLS 1.2; empty in DTLS 1.3
 * @param cipherSuites codes in the client's order
 * @param extensions all of them
 */
@SuppressWarnings("ArrayRecordComponent")
public record ClientHello(byte[] random, byte[] sessionId, byte[] legacyCookie, List<Integer> cipherSuites,
		Extensions extensions) {

	/** What versions are called in supported_versions. */
	public static final int DTLS_1_3 = 0xfefc;

	private static final int LEGACY_VERSION = 0xfefd;

	private static final int RANDOM_SIZE = 32;

	private static final int MAX_SESSION_ID = 32;

	private static final int HOST_NAME = 0;

	private static final int PSK_DHE_KE = 1;

	/** Parses the body of a message. */
	public static ClientHello parse(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		if (in.uint16() != LEGACY_VERSION) {
			throw Refused.of(Alert.PROTOCOL_VERSION, "legacy_version is not that of DTLS 1.2");
		}
		byte[] random = in.bytes(RANDOM_SIZE);
		byte[] sessionId = in.vector8(0);
		byte[] cookie = in.vector8(0);
		List<Integer> suites = in.uint16s();
		byte[] compression = in.vector8(1);
		if (sessionId.length > MAX_SESSION_ID || !Arrays.equals(compression, new byte[1])) {
			throw Refused.illegal("legacy_session_id or legacy_compression_methods is impossible");
		}
		Extensions extensions = in.hasMore() ? Extensions.read(in) : new Extensions();
		in.requireEnd();
		if (extensions.has(ExtensionType.PRE_SHARED_KEY) && extensions.last() != ExtensionType.PRE_SHARED_KEY) {
			throw Refused.illegal("pre_shared_key is not the last extension");
		}
		return new ClientHello(random, sessionId, cookie, suites, extensions);
	}

	/** The body of the message. */
	public byte[] encode() {
		return new WireWriter().uint16(LEGACY_VERSION)
			.bytes(this.random)
			.vector8(this.sessionId)
			.vector8(this.legacyCookie)
			.vector16(new WireWriter().uint16s(this.cipherSuites).toBytes())
			.vector8(new byte[1])
			.bytes(this.extensions.encode())
			.toBytes();
	}

	public boolean offersDtls13() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.SUPPORTED_VERSIONS);
		return in != null && in.uint16sOfShortVector().contains(DTLS_1_3);
	}

	/** The groups in the client's order; empty without the extension. */
	public List<Integer> groups() throws Refused {
		return numbers(ExtensionType.SUPPORTED_GROUPS);
	}

	/** The signature schemes in the client's order; empty without the extension. */
	public List<Integer> signatureSchemes() throws Refused {
		return numbers(ExtensionType.SIGNATURE_ALGORITHMS);
	}

	private List<Integer> numbers(int type) throws Refused {
		WireReader in = this.extensions.find(type);
		if (in == null) {
			return List.of();
		}
		List<Integer> numbers = in.uint16s();
		in.requireEnd();
		return numbers;
	}

	/** The key shares, or null without the extension. */
	public @Nullable List<KeyShareEntry> keyShares() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.KEY_SHARE);
		return (in != null) ? KeyShareEntry.readAll(in) : null;
	}

	/** The cookie, or null without the extension. */
	public byte @Nullable [] cookie() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.COOKIE);
		if (in == null) {
			return null;
		}
		byte[] cookie = in.vector16(1);
		in.requireEnd();
		return cookie;
	}

	/** The pre-shared keys, or null if none are offered. */
	public @Nullable PskOffer preSharedKeys() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.PRE_SHARED_KEY);
		if (in == null) {
			return null;
		}
		if (!this.extensions.has(ExtensionType.PSK_KEY_EXCHANGE_MODES)) {
			throw Refused.of(Alert.MISSING_EXTENSION, "pre_shared_key comes without psk_key_exchange_modes");
		}
		return PskOffer.read(in);
	}

	/** Whether a pre-shared key may go with an ephemeral key exchange. */
	public boolean takesPskWithKeyExchange() throws Refused {
		return Bytes.has(opaque8(ExtensionType.PSK_KEY_EXCHANGE_MODES), PSK_DHE_KE);
	}

	/** The host name that the client asks for, or null. */
	public @Nullable String serverName() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.SERVER_NAME);
		if (in == null) {
			return null;
		}
		WireReader names = in.inside16();
		in.requireEnd();
		String host = null;
		do {
			int kind = names.uint8();
			byte[] name = names.vector16(1);
			if (kind == HOST_NAME && host == null) {
				host = new String(name, StandardCharsets.US_ASCII);
			}
		}
		while (names.hasMore());
		return host;
	}

	/** The application protocols in the client's order; empty without the extension. */
	public List<String> applicationProtocols() throws Refused {
		WireReader in = this.extensions.find(ExtensionType.APPLICATION_PROTOCOLS);
		return (in != null) ? readProtocols(in) : List.of();
	}

	static List<String> readProtocols(WireReader in) throws Refused {
		List<String> names = new ArrayList<>();
		WireReader inside = in.inside16();
		in.requireEnd();
		do {
			names.add(new String(inside.vector8(1), StandardCharsets.UTF_8));
		}
		while (inside.hasMore());
		return names;
	}

	/** Certificate types in the client's order; X.509 alone without the extension. */
	public byte[] serverCertificateTypes() throws Refused {
		byte[] types = opaque8(ExtensionType.SERVER_CERTIFICATE_TYPE);
		return (types.length > 0) ? types : new byte[] { CertificateMessage.X509 };
	}

	/** Certificate types in the client's order; X.509 alone without the extension. */
	public byte[] clientCertificateTypes() throws Refused {
		byte[] types = opaque8(ExtensionType.CLIENT_CERTIFICATE_TYPE);
		return (types.length > 0) ? types : new byte[] { CertificateMessage.X509 };
	}

	private byte[] opaque8(int type) throws Refused {
		WireReader in = this.extensions.find(type);
		if (in == null) {
			return new byte[0];
		}
		byte[] bytes = in.vector8(1);
		in.requireEnd();
		return bytes;
	}

}
