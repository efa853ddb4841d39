package io.dtls.internal.handshake.dtls13.message;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Certificate (RFC 8446, section 4.4.2).
 *
 * @param context certificate_request_context, which is empty in a handshake
 * @param entries the sender's own first; empty where a client has none
 */
@SuppressWarnings("ArrayRecordComponent")
public record CertificateMessage(byte[] context, List<Entry> entries) {

	/** An X.509 certificate. */
	public static final int X509 = 0;

	/** A SubjectPublicKeyInfo alone (RFC 7250). */
	public static final int RAW_PUBLIC_KEY = 2;

	private static final int MAX_ENTRIES = 32;

	private static final int OCSP = 1;

	public CertificateMessage {
		entries = List.copyOf(entries);
	}

	/** Parses the body of a message. */
	public static CertificateMessage parse(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		byte[] context = in.vector8(0);
		WireReader list = in.inside24();
		in.requireEnd();
		List<Entry> entries = new ArrayList<>();
		while (list.hasMore()) {
			if (entries.size() == MAX_ENTRIES) {
				throw Refused.malformed("A certificate chain is longer than " + MAX_ENTRIES);
			}
			byte[] data = list.vector24(1);
			entries.add(new Entry(data, status(Extensions.read(list))));
		}
		return new CertificateMessage(context, entries);
	}

	private static byte @Nullable [] status(Extensions extensions) throws Refused {
		WireReader in = extensions.find(ExtensionType.STATUS_REQUEST);
		if (in == null) {
			return null;
		}
		if (in.uint8() != OCSP) {
			throw Refused.illegal("A certificate status is no OCSP response");
		}
		byte[] response = in.vector24(1);
		in.requireEnd();
		return response;
	}

	/** The body of the message. */
	public byte[] encode() {
		WireWriter list = new WireWriter();
		for (Entry entry : this.entries) {
			Extensions extensions = new Extensions();
			if (entry.ocspResponse() != null) {
				extensions.with(ExtensionType.STATUS_REQUEST,
						new WireWriter().uint8(OCSP).vector24(entry.ocspResponse()).toBytes());
			}
			list.vector24(entry.data()).bytes(extensions.encode());
		}
		return new WireWriter().vector8(this.context).vector24(list.toBytes()).toBytes();
	}

	/**
	 * One certificate.
	 *
	 * @param data DER, or the raw public key
	 * @param ocspResponse stapled to it, or null
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Entry(byte[] data, byte @Nullable [] ocspResponse) {

	}

}
