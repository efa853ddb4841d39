package io.dtls.internal.handshake.dtls13.message;

/**
 * CertificateVerify (RFC 8446, section 4.4.3).
 *
 * @param scheme code of the signature scheme
 * @param signature over the transcript
 */
@SuppressWarnings("ArrayRecordComponent")
public record CertificateVerifyMessage(int scheme, byte[] signature) {

	/** Parses the body of a message. */
	public static CertificateVerifyMessage parse(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		CertificateVerifyMessage message = new CertificateVerifyMessage(in.uint16(), in.vector16(0));
		in.requireEnd();
		return message;
	}

	/** The body of the message. */
	public byte[] encode() {
		return new WireWriter().uint16(this.scheme).vector16(this.signature).toBytes();
	}

}
