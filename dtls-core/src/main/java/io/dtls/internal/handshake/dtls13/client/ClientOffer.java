package io.dtls.internal.handshake.dtls13.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.KeyShares;
import io.dtls.internal.handshake.dtls13.key.PskBinder;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.key.Transcript;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Extensions;
import io.dtls.internal.handshake.dtls13.message.KeyShareEntry;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.PskOffer;
import io.dtls.internal.handshake.dtls13.message.SharedExtensions;
import io.dtls.internal.handshake.dtls13.message.WireWriter;
import io.dtls.internal.handshake.identity.HostName;

/**
 * The ClientHello, first and second: the second is the first with the server's cookie and
 * key share, and nothing else, not even an order, is changed (RFC 8446, section 4.1.2).
 */
final class ClientOffer {

	private static final int RANDOM_SIZE = 32;

	private static final int PSK_DHE_KE = 1;

	// A server answers no hello with more bytes than it has: a HelloRetryRequest with a
	// cookie of ours takes 152 with all headers, others' are not much longer.
	private static final int MIN_SIZE = 176;

	private final ClientParameters parameters;

	private final Parameters common;

	private final HostName host;

	private final byte[] random;

	private final byte @Nullable [] connectionId;

	private @Nullable OfferedPsk psk;

	private KeyShares.@Nullable Pair pair;

	private byte @Nullable [] cookie;

	private byte[] padding = {};

	ClientOffer(ClientParameters parameters, HostName host, long now) {
		this.parameters = parameters;
		this.common = parameters.common();
		this.host = host;
		this.random = this.common.randomBytes(RANDOM_SIZE);
		this.connectionId = (this.common.connectionIds() != null) ? this.common.connectionIds().next() : null;
		this.psk = OfferedPsk.of(parameters, now);
		KeyGroup first = this.common.groups().get(0);
		if (first != KeyGroup.X25519MLKEM768 || parameters.eagerKeyShares()) {
			this.pair = this.common.keyShares().generate(first);
		}
		this.padding = new byte[Math.max(0, MIN_SIZE - hello(extensions()).encode().length)];
	}

	/** Makes a key pair of the group that the server asked for. */
	void useGroup(KeyGroup group) {
		this.pair = this.common.keyShares().generate(group);
	}

	/** Takes the server's cookie into the second hello. */
	void useCookie(byte[] received) {
		this.cookie = received;
	}

	/** The suite is known: a key of another hash is not offered any more. */
	void useSuite(Suite suite) {
		if (this.psk != null && !this.psk.fits(suite)) {
			this.psk.destroy();
			this.psk = null;
		}
	}

	byte[] random() {
		return this.random;
	}

	/** The key pair whose share was sent, or null. */
	KeyShares.@Nullable Pair pair() {
		return this.pair;
	}

	/** The key that was offered, or null. */
	@Nullable OfferedPsk psk() {
		return this.psk;
	}

	/**
	 * What the server may put into its records; null if connection ids are not offered.
	 */
	byte @Nullable [] connectionId() {
		return this.connectionId;
	}

	/**
	 * The body of the message.
	 * @param transcript of what came before: nothing, or HelloRetryRequest
	 */
	byte[] encode(Transcript transcript, boolean first) {
		OfferedPsk offered = this.psk;
		if (offered == null) {
			return hello(extensions()).encode();
		}
		PskOffer blank = offer(offered, new byte[offered.hkdf().hashSize()]);
		byte[] unproven = hello(extensions().with(ExtensionType.PRE_SHARED_KEY, blank.encode())).encode();
		Transcript before = transcript;
		if (first) {
			before = new Transcript();
			before.use(offered.hkdf());
		}
		byte[] hash = before.hashWith(MessageType.CLIENT_HELLO, unproven, unproven.length - blank.bindersSize());
		byte[] binder = PskBinder.of(offered.hkdf(), offered.key(), offered.resumption(), hash);
		return hello(extensions().with(ExtensionType.PRE_SHARED_KEY, offer(offered, binder).encode())).encode();
	}

	private static PskOffer offer(OfferedPsk offered, byte[] binder) {
		return new PskOffer(List.of(offered.identity()), List.of(binder));
	}

	private ClientHello hello(Extensions extensions) {
		return new ClientHello(this.random, new byte[0], new byte[0],
				this.common.suites().stream().map(Suite::code).toList(), extensions);
	}

	private Extensions extensions() {
		Extensions extensions = new Extensions();
		if (!this.host.isAddress() && !this.host.text().isEmpty()) {
			extensions.with(ExtensionType.SERVER_NAME, serverName());
		}
		extensions.with(ExtensionType.SUPPORTED_VERSIONS,
				new WireWriter().vector8(new WireWriter().uint16(ClientHello.DTLS_1_3).toBytes()).toBytes());
		if (this.cookie != null) {
			// Early, as wolfSSL wants it in the first fragment.
			extensions.with(ExtensionType.COOKIE, new WireWriter().vector16(this.cookie).toBytes());
		}
		extensions.with(ExtensionType.SUPPORTED_GROUPS,
				numbers(this.common.groups().stream().map(KeyGroup::code).toList()));
		extensions.with(ExtensionType.SIGNATURE_ALGORITHMS,
				numbers(this.common.schemes().stream().map(HandshakeSignature::code).toList()));
		certificateExtensions(extensions);
		if (!this.common.applicationProtocols().isEmpty()) {
			extensions.with(ExtensionType.APPLICATION_PROTOCOLS,
					SharedExtensions.protocols(this.common.applicationProtocols()));
		}
		if (this.common.recordSizeLimit() > 0) {
			extensions.with(ExtensionType.RECORD_SIZE_LIMIT,
					new WireWriter().uint16(this.common.recordSizeLimit()).toBytes());
		}
		if (this.connectionId != null) {
			extensions.with(ExtensionType.CONNECTION_ID, SharedExtensions.connectionId(this.connectionId));
			extensions.with(ExtensionType.RETURN_ROUTABILITY_CHECK, new byte[0]);
		}
		extensions.with(ExtensionType.PSK_KEY_EXCHANGE_MODES,
				new WireWriter().vector8(new byte[] { PSK_DHE_KE }).toBytes());
		extensions.with(ExtensionType.KEY_SHARE, KeyShareEntry.encodeAll((this.pair != null)
				? List.of(new KeyShareEntry(this.pair.group().code(), this.pair.share())) : List.of()));
		if (this.padding.length > 0) {
			extensions.with(ExtensionType.PADDING, this.padding);
		}
		return extensions;
	}

	private void certificateExtensions(Extensions extensions) {
		if (this.parameters.trustManager() != null) {
			// OCSP, from any responder.
			extensions.with(ExtensionType.STATUS_REQUEST, new byte[] { 1, 0, 0, 0, 0 });
		}
		if (this.parameters.hasRawKey()) {
			extensions.with(ExtensionType.CLIENT_CERTIFICATE_TYPE,
					types(this.common.credentials().keyManager() != null));
		}
		if (this.parameters.takesRawKeys()) {
			extensions.with(ExtensionType.SERVER_CERTIFICATE_TYPE, types(this.parameters.trustManager() != null));
		}
	}

	private static byte[] types(boolean certificatesToo) {
		byte[] types = certificatesToo ? new byte[] { CertificateMessage.RAW_PUBLIC_KEY, CertificateMessage.X509 }
				: new byte[] { CertificateMessage.RAW_PUBLIC_KEY };
		return new WireWriter().vector8(types).toBytes();
	}

	private byte[] serverName() {
		byte[] name = this.host.text().getBytes(StandardCharsets.US_ASCII);
		return new WireWriter().vector16(new WireWriter().uint8(0).vector16(name).toBytes()).toBytes();
	}

	private static byte[] numbers(List<Integer> codes) {
		return new WireWriter().vector16(new WireWriter().uint16s(codes).toBytes()).toBytes();
	}

	void destroy() {
		if (this.psk != null) {
			this.psk.destroy();
		}
	}

}
