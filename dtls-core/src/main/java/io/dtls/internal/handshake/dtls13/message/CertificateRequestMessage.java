package io.dtls.internal.handshake.dtls13.message;

import java.util.ArrayList;
import java.util.List;

/**
 * CertificateRequest (RFC 8446, section 4.3.2).
 *
 * @param context comes back in the client's Certificate; empty in a handshake
 * @param signatureSchemes codes in the server's order
 * @param authorities names in DER of those whom the server believes; empty if it does not
 * say
 */
@SuppressWarnings("ArrayRecordComponent")
public record CertificateRequestMessage(byte[] context, List<Integer> signatureSchemes, List<byte[]> authorities) {

	public CertificateRequestMessage {
		signatureSchemes = List.copyOf(signatureSchemes);
		authorities = List.copyOf(authorities);
	}

	/** Parses the body of a message. */
	public static CertificateRequestMessage parse(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		byte[] context = in.vector8(0);
		Extensions extensions = Extensions.read(in);
		in.requireEnd();
		WireReader schemes = extensions.find(ExtensionType.SIGNATURE_ALGORITHMS);
		if (schemes == null) {
			throw Refused.of(Alert.MISSING_EXTENSION, "CertificateRequest comes without signature_algorithms");
		}
		List<Integer> codes = schemes.uint16s();
		schemes.requireEnd();
		return new CertificateRequestMessage(context, codes, authorities(extensions));
	}

	private static List<byte[]> authorities(Extensions extensions) throws Refused {
		List<byte[]> names = new ArrayList<>();
		WireReader in = extensions.find(ExtensionType.CERTIFICATE_AUTHORITIES);
		if (in != null) {
			WireReader list = in.inside16();
			in.requireEnd();
			while (list.hasMore()) {
				names.add(list.vector16(1));
			}
		}
		return names;
	}

	/** The body of the message. */
	public byte[] encode() {
		byte[] codes = new WireWriter().uint16s(this.signatureSchemes).toBytes();
		Extensions extensions = new Extensions().with(ExtensionType.SIGNATURE_ALGORITHMS,
				new WireWriter().vector16(codes).toBytes());
		if (!this.authorities.isEmpty()) {
			WireWriter names = new WireWriter();
			this.authorities.forEach(names::vector16);
			extensions.with(ExtensionType.CERTIFICATE_AUTHORITIES,
					new WireWriter().vector16(names.toBytes()).toBytes());
		}
		return new WireWriter().vector8(this.context).bytes(extensions.encode()).toBytes();
	}

}
