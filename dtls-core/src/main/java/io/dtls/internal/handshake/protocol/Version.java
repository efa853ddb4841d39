package io.dtls.internal.handshake.protocol;

import java.util.Arrays;

import org.bouncycastle.tls.ProtocolVersion;

import io.dtls.internal.record.RecordFormat;
import io.dtls.settings.SecuritySettings;

/**
 * The protocol versions, as Bouncy Castle, records and people know them.
 */
public enum Version {

	DTLS_1_2("DTLSv1.2", RecordFormat.DTLS_1_2, ProtocolVersion.DTLSv12),
	DTLS_1_0("DTLSv1.0", RecordFormat.DTLS_1_0, ProtocolVersion.DTLSv10);

	private final String text;

	private final int word;

	// Immutable, though nothing says so.
	@SuppressWarnings("ImmutableEnumChecker")
	private final ProtocolVersion protocol;

	Version(String text, int word, ProtocolVersion protocol) {
		this.text = text;
		this.word = word;
		this.protocol = protocol;
	}

	public static Version of(ProtocolVersion protocol) {
		return protocol.equals(ProtocolVersion.DTLSv10) ? DTLS_1_0 : DTLS_1_2;
	}

	/** The versions that may be agreed on, for Bouncy Castle. */
	public static ProtocolVersion[] allowedBy(SecuritySettings security) {
		return Arrays.stream(values())
			.filter((version) -> security.protocols().contains(version.text))
			.map(Version::protocol)
			.toArray(ProtocolVersion[]::new);
	}

	public static Version newestOf(SecuritySettings security) {
		return security.protocols().contains(DTLS_1_2.text) ? DTLS_1_2 : DTLS_1_0;
	}

	/** The name, such as {@code DTLSv1.2}. */
	public String text() {
		return this.text;
	}

	/** The version word of records. */
	public int word() {
		return this.word;
	}

	ProtocolVersion protocol() {
		return this.protocol;
	}

	/** Whether signatures name their scheme (RFC 5246, section 4.7). */
	public boolean hasSignatureSchemes() {
		return this == DTLS_1_2;
	}

}
