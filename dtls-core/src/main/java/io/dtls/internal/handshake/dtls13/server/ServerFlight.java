package io.dtls.internal.handshake.dtls13.server;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Extensions;
import io.dtls.internal.handshake.dtls13.message.KeyShareEntry;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.message.ServerHello;
import io.dtls.internal.handshake.dtls13.message.SharedExtensions;
import io.dtls.internal.handshake.dtls13.message.WireWriter;
import io.dtls.internal.record.RecordFormat;

/**
 * The extensions of a server's answer, each only where the client has offered it.
 *
 * @param hello of the client
 * @param choice of suite and group
 * @param psk that was chosen, or null
 * @param connectionId for the client's records; null if connection ids are not agreed on
 * @param applicationProtocol of ALPN, or null
 */
@SuppressWarnings("ArrayRecordComponent")
record ServerFlight(ClientHello hello, HelloChoice choice, @Nullable ServerPsk psk, byte @Nullable [] connectionId,
		@Nullable String applicationProtocol) {

	private static final int RANDOM_SIZE = 32;

	/**
	 * Decides on the connection id and the application protocol.
	 * @throws Refused if the client offers application protocols, but none of ours
	 */
	static ServerFlight of(ClientHello hello, HelloChoice choice, @Nullable ServerPsk psk, Parameters parameters)
			throws Refused {
		boolean offered = SharedExtensions.connectionId(hello.extensions()) != null;
		byte[] id = (offered && parameters.connectionIds() != null) ? parameters.connectionIds().next() : null;
		return new ServerFlight(hello, choice, psk, id, protocol(hello, parameters));
	}

	private static @Nullable String protocol(ClientHello hello, Parameters parameters) throws Refused {
		List<String> offered = hello.applicationProtocols();
		List<String> ours = parameters.applicationProtocols();
		if (offered.isEmpty() || ours.isEmpty()) {
			return null;
		}
		return ours.stream()
			.filter(offered::contains)
			.findFirst()
			.orElseThrow(() -> new Refused(Alert.NO_APPLICATION_PROTOCOL, HandshakeFailureReason.PROTOCOL_ERROR,
					"The client offers none of this server's application protocols"));
	}

	/** The ServerHello. */
	ServerHello serverHello(byte[] share, Parameters parameters) throws Refused {
		Extensions extensions = new Extensions()
			.with(ExtensionType.SUPPORTED_VERSIONS, new WireWriter().uint16(ClientHello.DTLS_1_3).toBytes())
			.with(ExtensionType.KEY_SHARE, new KeyShareEntry(this.choice.group().code(), share).encode());
		if (this.psk != null) {
			extensions.with(ExtensionType.PRE_SHARED_KEY, new WireWriter().uint16(this.psk.index()).toBytes());
		}
		if (this.connectionId != null) {
			extensions.with(ExtensionType.CONNECTION_ID, SharedExtensions.connectionId(this.connectionId));
			if (returnRoutability()) {
				extensions.with(ExtensionType.RETURN_ROUTABILITY_CHECK, new byte[0]);
			}
		}
		return new ServerHello(parameters.randomBytes(RANDOM_SIZE), new byte[0], this.choice.suite().code(),
				extensions);
	}

	boolean returnRoutability() throws Refused {
		return this.connectionId != null
				&& SharedExtensions.flag(this.hello.extensions(), ExtensionType.RETURN_ROUTABILITY_CHECK);
	}

	/** The EncryptedExtensions. */
	Extensions encryptedExtensions(@Nullable ServerCertificate certificate, @Nullable ClientProof proof,
			Parameters parameters) throws Refused {
		Extensions extensions = new Extensions();
		if (this.applicationProtocol != null) {
			extensions.with(ExtensionType.APPLICATION_PROTOCOLS,
					SharedExtensions.protocols(List.of(this.applicationProtocol)));
		}
		if (SharedExtensions.recordSizeLimit(this.hello.extensions()) > 0) {
			int limit = (parameters.recordSizeLimit() > 0) ? parameters.recordSizeLimit()
					: RecordFormat.MAX_FRAGMENT + 1;
			extensions.with(ExtensionType.RECORD_SIZE_LIMIT, new WireWriter().uint16(limit).toBytes());
		}
		if (certificate != null && certificate.key().isRaw()) {
			extensions.with(ExtensionType.SERVER_CERTIFICATE_TYPE, rawKeyType());
		}
		if (proof != null && proof.certificateType() == CertificateMessage.RAW_PUBLIC_KEY) {
			extensions.with(ExtensionType.CLIENT_CERTIFICATE_TYPE, rawKeyType());
		}
		return extensions;
	}

	private static byte[] rawKeyType() {
		return new byte[] { CertificateMessage.RAW_PUBLIC_KEY };
	}

}
