package io.dtls.internal.handshake.dtls13.server;

import java.security.MessageDigest;

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
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.CertificateMessage;
import io.dtls.internal.handshake.dtls13.message.CertificateVerifyMessage;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.message.SharedExtensions;

/**
 * A server's way through the handshake (RFC 8446, appendix A.2), from the hello that was
 * admitted: it answers with its whole flight, and waits for the client's.
 */
final class ServerStates implements HandshakeStates {

	private final ServerParameters parameters;

	private final Parameters common;

	private final HandshakeLink link;

	private final AdmittedHello admitted;

	private State state = State.AWAIT_FINISHED;

	private byte[] clientRandom = {};

	private @Nullable KeySchedule keys;

	private @Nullable ClientProof proof;

	private PeerIdentity peer = PeerIdentity.ANONYMOUS;

	private @Nullable Exporter exporter;

	private @Nullable Negotiated negotiated;

	private @Nullable Agreement agreement;

	ServerStates(ServerParameters parameters, HandshakeLink link, AdmittedHello admitted) {
		this.parameters = parameters;
		this.common = parameters.common();
		this.link = link;
		this.admitted = admitted;
	}

	@Override
	public void begin(long now) throws Refused {
		ClientHello hello = ClientHello.parse(this.admitted.body());
		HelloChoice choice = HelloChoice.of(hello, this.common);
		byte[] share = choice.share();
		if (share == null) {
			throw Refused.illegal("The second ClientHello lacks the key share that was asked for");
		}
		startTranscript(choice);
		ServerPsk psk = ServerPsk.choose(hello, this.admitted.body(), this.link.transcript(), choice.suite(),
				this.parameters, ServerCertificate.isConfigured(this.common.credentials()));
		try {
			this.link.transcript().add(MessageType.CLIENT_HELLO, this.admitted.body());
			this.clientRandom = hello.random();
			answer(ServerFlight.of(hello, choice, psk, this.common), share);
		}
		finally {
			if (psk != null) {
				psk.destroy();
			}
		}
	}

	private void startTranscript(HelloChoice choice) {
		AdmittedHello.Retry retry = this.admitted.retry();
		if (retry != null) {
			this.link.transcript().restart(choice.suite().hkdf(), retry.helloHash(), retry.retryBody());
		}
		else {
			this.link.transcript().use(choice.suite().hkdf());
		}
	}

	private void answer(ServerFlight flight, byte[] share) throws Refused {
		ServerPsk psk = flight.psk();
		ServerCertificate certificate = (psk != null) ? null : ServerCertificate.choose(flight.hello(), this.common);
		this.proof = (psk != null) ? null : ClientProof.of(flight.hello(), this.parameters);
		this.peer = (psk != null) ? psk.peer() : PeerIdentity.ANONYMOUS;
		KeyShares.Answer answer = this.common.keyShares().answer(flight.choice().group(), share);
		KeySchedule schedule = new KeySchedule(flight.choice().suite(), (psk != null) ? psk.key() : null);
		this.keys = schedule;
		this.link.sendHello(MessageType.SERVER_HELLO, flight.serverHello(answer.share(), this.common).encode());
		agree(flight);
		this.link.enterHandshake(schedule, answer.secret(), this.clientRandom);
		this.link.send(MessageType.ENCRYPTED_EXTENSIONS,
				flight.encryptedExtensions(certificate, this.proof, this.common).encode());
		if (this.proof != null) {
			this.link.send(MessageType.CERTIFICATE_REQUEST, this.proof.request().encode());
			this.state = State.AWAIT_CERTIFICATE;
		}
		if (certificate != null) {
			OwnChain.send(this.link, certificate.key(), certificate.scheme(), false, certificate.ocspResponse());
		}
		this.link.send(MessageType.FINISHED, schedule.finished(false, this.link.transcript().hash()));
		this.exporter = new Exporter(flight.choice().suite().hkdf(),
				schedule.enterApplication(this.link.transcript().hash()));
		this.link.writeApplication(schedule, this.clientRandom);
	}

	// What the client offered holds from the first protected record on.
	private void agree(ServerFlight flight) throws Refused {
		ClientHello hello = flight.hello();
		byte[] ownId = flight.connectionId();
		byte[] clientId = SharedExtensions.connectionId(hello.extensions());
		if (ownId != null && clientId != null) {
			this.link.records().writeWithId(clientId);
			if (ownId.length > 0) {
				this.link.records().addReadId(ownId);
			}
		}
		int limit = SharedExtensions.recordSizeLimit(hello.extensions());
		if (limit > 0) {
			this.link.records().limitWritten(limit);
			if (this.common.recordSizeLimit() > 0) {
				this.link.records().limitRead(this.common.recordSizeLimit());
			}
		}
		this.negotiated = new Negotiated(flight.choice().suite(), flight.choice().group(),
				flight.psk() != null && flight.psk().entry() != null, flight.applicationProtocol(),
				ServerName.of(hello), ownId != null, flight.returnRoutability());
	}

	@Override
	public void receive(ReceivedMessage message, long now) throws Refused {
		this.link.exchange().ownFlightArrived();
		if (message.type() != this.state.expected) {
			throw Refused.of(Alert.UNEXPECTED_MESSAGE,
					"The client sent a message of type " + message.type() + " while this side was to " + this.state);
		}
		switch (this.state) {
			case AWAIT_CERTIFICATE -> certificate(message);
			case AWAIT_CERTIFICATE_VERIFY -> certificateVerify(message);
			case AWAIT_FINISHED -> finished(message, now);
			case CONNECTED -> throw new IllegalStateException("The handshake is over");
		}
	}

	private void certificate(ReceivedMessage message) throws Refused {
		ClientProof asked = this.proof;
		PeerIdentity shown = (asked != null) ? asked.verify(CertificateMessage.parse(message.body())) : null;
		this.link.heard(message);
		this.state = (shown != null) ? State.AWAIT_CERTIFICATE_VERIFY : State.AWAIT_FINISHED;
		this.peer = (shown != null) ? shown : PeerIdentity.ANONYMOUS;
	}

	private void certificateVerify(ReceivedMessage message) throws Refused {
		HandshakeSignature.verify(CertificateVerifyMessage.parse(message.body()), this.common.schemes(),
				PeerChain.key(this.peer), true, this.link.transcript().hash());
		this.link.heard(message);
		this.state = State.AWAIT_FINISHED;
	}

	private void finished(ReceivedMessage message, long now) throws Refused {
		KeySchedule schedule = this.keys;
		Exporter exported = this.exporter;
		Negotiated agreed = this.negotiated;
		if (schedule == null || exported == null || agreed == null) {
			throw new IllegalStateException("Nothing was answered");
		}
		if (!MessageDigest.isEqual(schedule.finished(true, this.link.transcript().hash()), message.body())) {
			throw new Refused(Alert.DECRYPT_ERROR, HandshakeFailureReason.KEYS_DIFFER,
					"The client's Finished is wrong");
		}
		this.link.heard(message);
		this.link.exchange().acknowledgeNow();
		byte[] resumption = schedule.resumption(this.link.transcript().hash());
		this.link.readApplication(schedule, now);
		this.state = State.CONNECTED;
		this.agreement = new Agreement(agreed, this.peer, exported, resumption);
		this.exporter = null;
	}

	@Override
	public @Nullable Agreement agreement() {
		return this.agreement;
	}

	@Override
	public void destroy() {
		if (this.keys != null) {
			this.keys.destroy();
		}
		if (this.exporter != null) {
			this.exporter.destroy();
		}
	}

	/** In protocol order. */
	private enum State {

		AWAIT_CERTIFICATE(MessageType.CERTIFICATE), AWAIT_CERTIFICATE_VERIFY(MessageType.CERTIFICATE_VERIFY),
		AWAIT_FINISHED(MessageType.FINISHED), CONNECTED(-1);

		private final int expected;

		State(int expected) {
			this.expected = expected;
		}

	}

}
