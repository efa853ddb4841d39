package io.dtls.internal.handshake.dtls13.client;

import java.security.MessageDigest;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.internal.handshake.dtls13.Agreement;
import io.dtls.internal.handshake.dtls13.HandshakeLink;
import io.dtls.internal.handshake.dtls13.HandshakeStates;
import io.dtls.internal.handshake.dtls13.Negotiated;
import io.dtls.internal.handshake.dtls13.OwnChain;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.PeerChain;
import io.dtls.internal.handshake.dtls13.exchange.ReceivedMessage;
import io.dtls.internal.handshake.dtls13.key.Exporter;
import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.key.KeySchedule;
import io.dtls.internal.handshake.dtls13.key.KeyShares;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.key.Transcript;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.CertificateRequestMessage;
import io.dtls.internal.handshake.dtls13.message.CertificateVerifyMessage;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Extensions;
import io.dtls.internal.handshake.dtls13.message.KeyShareEntry;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.message.ServerHello;
import io.dtls.internal.handshake.dtls13.message.SharedExtensions;
import io.dtls.internal.handshake.dtls13.message.WireReader;
import io.dtls.internal.handshake.identity.HostName;

/**
 * A client's way through the handshake (RFC 8446, appendix A.1). It is connected once it
 * has sent Finished: data may follow, and the last flight is repeated meanwhile.
 */
final class ClientStates implements HandshakeStates {

	private final ClientParameters parameters;

	private final Parameters common;

	private final HandshakeLink link;

	private final HostName host;

	private final int port;

	private final ClientOffer offer;

	private State state = State.AWAIT_SERVER_HELLO;

	private byte[] firstHello = {};

	private @Nullable Suite suite;

	private @Nullable KeySchedule keys;

	private @Nullable CertificateRequestMessage request;

	private int serverCertificateType;

	private int clientCertificateType;

	private boolean usesPsk;

	private boolean connectionIds;

	private boolean returnRoutability;

	private @Nullable String applicationProtocol;

	private PeerIdentity peer = PeerIdentity.ANONYMOUS;

	private @Nullable Agreement agreement;

	ClientStates(ClientParameters parameters, HandshakeLink link, HostName host, int port, long now) {
		this.parameters = parameters;
		this.common = parameters.common();
		this.link = link;
		this.host = host;
		this.port = port;
		this.offer = new ClientOffer(parameters, host, now);
	}

	@Override
	public void begin(long now) {
		this.firstHello = this.offer.encode(this.link.transcript(), true);
		this.link.sendHello(MessageType.CLIENT_HELLO, this.firstHello);
	}

	@Override
	public void receive(ReceivedMessage message, long now) throws Refused {
		int type = message.type();
		switch (this.state) {
			case AWAIT_SERVER_HELLO, AWAIT_SECOND_SERVER_HELLO -> serverHello(message);
			case AWAIT_ENCRYPTED_EXTENSIONS -> {
				require(type, MessageType.ENCRYPTED_EXTENSIONS);
				encryptedExtensions(message);
			}
			case AWAIT_CERTIFICATE_OR_REQUEST -> {
				if (type == MessageType.CERTIFICATE_REQUEST) {
					certificateRequest(message);
				}
				else {
					require(type, MessageType.CERTIFICATE);
					certificate(message);
				}
			}
			case AWAIT_CERTIFICATE -> {
				require(type, MessageType.CERTIFICATE);
				certificate(message);
			}
			case AWAIT_CERTIFICATE_VERIFY -> {
				require(type, MessageType.CERTIFICATE_VERIFY);
				certificateVerify(message);
			}
			case AWAIT_FINISHED -> {
				require(type, MessageType.FINISHED);
				finished(message, now);
			}
			case CONNECTED -> throw new IllegalStateException("The handshake is over");
		}
	}

	private void require(int type, int expected) throws Refused {
		if (type != expected) {
			throw Refused.of(Alert.UNEXPECTED_MESSAGE,
					"The server sent a message of type " + type + " while this side was to " + this.state);
		}
	}

	private void serverHello(ReceivedMessage message) throws Refused {
		if (message.type() == MessageType.HELLO_VERIFY_REQUEST) {
			throw new Refused(Alert.PROTOCOL_VERSION, HandshakeFailureReason.PROTOCOL_VERSION,
					"The server does not speak DTLS 1.3");
		}
		require(message.type(), MessageType.SERVER_HELLO);
		ServerHello hello = ServerHello.parse(message.body());
		Suite chosen = RetryRules.suite(hello, this.common);
		if (this.suite != null && this.suite != chosen) {
			throw Refused.illegal("The server changes the cipher suite after its HelloRetryRequest");
		}
		this.suite = chosen;
		this.link.exchange().ownFlightArrived();
		if (hello.isRetry()) {
			helloRetryRequest(hello, message, chosen);
			return;
		}
		if (this.state == State.AWAIT_SERVER_HELLO) {
			this.link.transcript().use(chosen.hkdf());
		}
		this.link.heard(message);
		accept(hello, chosen);
	}

	private void helloRetryRequest(ServerHello retry, ReceivedMessage message, Suite chosen) throws Refused {
		if (this.state == State.AWAIT_SECOND_SERVER_HELLO) {
			throw Refused.of(Alert.UNEXPECTED_MESSAGE, "The server sent a second HelloRetryRequest");
		}
		RetryRules.follow(retry, this.offer, this.common);
		this.offer.useSuite(chosen);
		byte[] hash = Transcript.hash(chosen.hkdf(), MessageType.CLIENT_HELLO, this.firstHello);
		this.link.transcript().restart(chosen.hkdf(), hash, message.body());
		this.link.sendHello(MessageType.CLIENT_HELLO, this.offer.encode(this.link.transcript(), false));
		this.state = State.AWAIT_SECOND_SERVER_HELLO;
	}

	private void accept(ServerHello hello, Suite chosen) throws Refused {
		RetryRules.requireAsked(hello, this.offer);
		KeyShareEntry share = hello.keyShare();
		KeyShares.Pair pair = this.offer.pair();
		if (share == null) {
			throw Refused.of(Alert.MISSING_EXTENSION, "The ServerHello lacks key_share");
		}
		if (pair == null || pair.group().code() != share.group()) {
			throw Refused.illegal("The server's key share is of another group");
		}
		OfferedPsk psk = selectedPsk(hello, chosen);
		if (psk == null && !this.parameters.takesCertificates()) {
			throw new Refused(Alert.HANDSHAKE_FAILURE, HandshakeFailureReason.KEYS_DIFFER,
					"The server does not take the pre-shared key");
		}
		this.usesPsk = psk != null;
		this.peer = (psk != null) ? psk.server() : PeerIdentity.ANONYMOUS;
		agreeOnIds(hello);
		KeySchedule schedule = new KeySchedule(chosen, (psk != null) ? psk.key() : null);
		this.keys = schedule;
		this.link.enterHandshake(schedule, pair.secret(share.key()), this.offer.random());
		this.state = State.AWAIT_ENCRYPTED_EXTENSIONS;
	}

	private @Nullable OfferedPsk selectedPsk(ServerHello hello, Suite chosen) throws Refused {
		int selected = hello.selectedPsk();
		if (selected < 0) {
			return null;
		}
		OfferedPsk psk = this.offer.psk();
		if (selected > 0 || psk == null || !psk.fits(chosen)) {
			throw Refused.illegal("The server chose a pre-shared key that was not offered, or is of another hash");
		}
		return psk;
	}

	private void agreeOnIds(ServerHello hello) throws Refused {
		byte[] ofServer = SharedExtensions.connectionId(hello.extensions());
		byte[] own = this.offer.connectionId();
		if (ofServer == null || own == null) {
			return;
		}
		this.connectionIds = true;
		this.returnRoutability = SharedExtensions.flag(hello.extensions(), ExtensionType.RETURN_ROUTABILITY_CHECK);
		this.link.records().writeWithId(ofServer);
		if (own.length > 0) {
			this.link.records().addReadId(own);
		}
	}

	private void encryptedExtensions(ReceivedMessage message) throws Refused {
		WireReader in = new WireReader(message.body());
		Extensions extensions = Extensions.read(in);
		in.requireEnd();
		extensions.requireOnly(Set.of(ExtensionType.SERVER_NAME, ExtensionType.SUPPORTED_GROUPS,
				ExtensionType.APPLICATION_PROTOCOLS, ExtensionType.RECORD_SIZE_LIMIT,
				ExtensionType.CLIENT_CERTIFICATE_TYPE, ExtensionType.SERVER_CERTIFICATE_TYPE));
		this.applicationProtocol = SharedExtensions.chosenProtocol(extensions);
		if (this.applicationProtocol != null
				&& !this.common.applicationProtocols().contains(this.applicationProtocol)) {
			throw Refused.illegal("The server chose an application protocol that was not offered");
		}
		takeRecordSizeLimit(SharedExtensions.recordSizeLimit(extensions));
		this.serverCertificateType = SharedExtensions.chosenCertificateType(extensions,
				ExtensionType.SERVER_CERTIFICATE_TYPE);
		this.clientCertificateType = SharedExtensions.chosenCertificateType(extensions,
				ExtensionType.CLIENT_CERTIFICATE_TYPE);
		boolean rawServer = this.serverCertificateType == CertificateMessage.RAW_PUBLIC_KEY;
		boolean rawClient = this.clientCertificateType == CertificateMessage.RAW_PUBLIC_KEY;
		if ((rawServer && !this.parameters.takesRawKeys()) || (rawClient && !this.parameters.hasRawKey())) {
			throw Refused.illegal("The server chose a certificate type that was not offered");
		}
		this.link.heard(message);
		this.state = this.usesPsk ? State.AWAIT_FINISHED : State.AWAIT_CERTIFICATE_OR_REQUEST;
	}

	private void takeRecordSizeLimit(int limit) throws Refused {
		if (limit < 0) {
			return;
		}
		if (this.common.recordSizeLimit() == 0) {
			throw Refused.of(Alert.UNSUPPORTED_EXTENSION, "record_size_limit was not asked for");
		}
		this.link.records().limitWritten(limit);
		this.link.records().limitRead(this.common.recordSizeLimit());
	}

	private void certificateRequest(ReceivedMessage message) throws Refused {
		CertificateRequestMessage asked = CertificateRequestMessage.parse(message.body());
		if (asked.context().length > 0) {
			throw Refused.illegal("certificate_request_context is not empty");
		}
		this.request = asked;
		this.link.heard(message);
		this.state = State.AWAIT_CERTIFICATE;
	}

	private void certificate(ReceivedMessage message) throws Refused {
		this.peer = ServerProof.verify(CertificateMessage.parse(message.body()), this.serverCertificateType,
				this.parameters, this.host, this.port, suite());
		this.link.heard(message);
		this.state = State.AWAIT_CERTIFICATE_VERIFY;
	}

	private void certificateVerify(ReceivedMessage message) throws Refused {
		HandshakeSignature.verify(CertificateVerifyMessage.parse(message.body()), this.common.schemes(),
				PeerChain.key(this.peer), false, this.link.transcript().hash());
		this.link.heard(message);
		this.state = State.AWAIT_FINISHED;
	}

	private void finished(ReceivedMessage message, long now) throws Refused {
		KeySchedule schedule = keys();
		if (!MessageDigest.isEqual(schedule.finished(false, this.link.transcript().hash()), message.body())) {
			throw new Refused(Alert.DECRYPT_ERROR, HandshakeFailureReason.KEYS_DIFFER,
					"The server's Finished is wrong");
		}
		this.link.heard(message);
		Exporter exporter = new Exporter(suite().hkdf(), schedule.enterApplication(this.link.transcript().hash()));
		this.link.exchange().peerFlightComplete();
		if (this.request != null) {
			OwnProof proof = OwnProof.answering(this.request, this.clientCertificateType, this.common);
			if (proof != null) {
				OwnChain.send(this.link, proof.key(), proof.scheme(), true, null);
			}
			else {
				OwnChain.sendNone(this.link);
			}
		}
		this.link.send(MessageType.FINISHED, schedule.finished(true, this.link.transcript().hash()));
		byte[] resumption = schedule.resumption(this.link.transcript().hash());
		this.link.exchange().flush(now);
		this.link.writeApplication(schedule, this.offer.random());
		this.link.readApplication(schedule, now);
		this.state = State.CONNECTED;
		this.agreement = new Agreement(negotiated(), this.peer, exporter, resumption);
	}

	private Negotiated negotiated() {
		KeyShares.Pair pair = this.offer.pair();
		OfferedPsk psk = this.offer.psk();
		if (pair == null) {
			throw new IllegalStateException("There was no key exchange");
		}
		return new Negotiated(suite(), pair.group(), this.usesPsk && psk != null && psk.resumption(),
				this.applicationProtocol, this.host.isAddress() ? null : this.host.text(), this.connectionIds,
				this.returnRoutability);
	}

	private Suite suite() {
		if (this.suite == null) {
			throw new IllegalStateException("No suite is chosen yet");
		}
		return this.suite;
	}

	private KeySchedule keys() {
		if (this.keys == null) {
			throw new IllegalStateException("There are no keys yet");
		}
		return this.keys;
	}

	@Override
	public @Nullable Agreement agreement() {
		return this.agreement;
	}

	@Override
	public void destroy() {
		this.offer.destroy();
		if (this.keys != null) {
			this.keys.destroy();
		}
	}

	/** In protocol order. */
	private enum State {

		AWAIT_SERVER_HELLO, AWAIT_SECOND_SERVER_HELLO, AWAIT_ENCRYPTED_EXTENSIONS, AWAIT_CERTIFICATE_OR_REQUEST,
		AWAIT_CERTIFICATE, AWAIT_CERTIFICATE_VERIFY, AWAIT_FINISHED, CONNECTED

	}

}
