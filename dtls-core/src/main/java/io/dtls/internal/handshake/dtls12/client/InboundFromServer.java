package io.dtls.internal.handshake.dtls12.client;

import java.util.Arrays;

import org.bouncycastle.tls.AlertDescription;
import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls12.InboundFlight;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.MessageAssembly;
import io.dtls.internal.handshake.protocol.HandshakeRefused;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.internal.record.RecordFormat;

/**
 * What a server sends: HelloVerifyRequest if it wants a cookie, then ServerHello,
 * Certificate, CertificateStatus, ServerKeyExchange, CertificateRequest and
 * ServerHelloDone as far as they apply, ChangeCipherSpec and Finished. Numbered from 0,
 * or from 1 after a HelloVerifyRequest.
 */
public final class InboundFromServer extends InboundFlight {

	// All messages of both flights that are plaintext, with one to spare.
	private static final int PLACES = 9;

	// One is usual, a second comes when the server's secret rotates meanwhile.
	private static final int MAX_VERIFY_REQUESTS = 5;

	// server_version and the size of the cookie.
	private static final int VERIFY_REQUEST_FIXED = 3;

	private int nextSeq;

	private int verifyRequests;

	private byte[] newestVerifyRequest = new byte[0];

	private byte @Nullable [] verifyRequest;

	// The first record number of our newest hello, which an answer to it repeats.
	private long helloRecord;

	private long nextRecordSent;

	private boolean serverHelloHanded;

	private boolean flightOver;

	private final ServerFlightOrder order = new ServerFlightOrder();

	private @Nullable HandshakeRefused outOfOrder;

	private final Version newest;

	/**
	 * Waits for the answer to a ClientHello.
	 * @param connectionId the one this side gives to the peer; empty for none
	 * @param maxMessageSize largest handshake message taken, in bytes
	 * @param newest version that the hello offers
	 */
	public InboundFromServer(byte[] connectionId, int maxMessageSize, Version newest) {
		super(connectionId, maxMessageSize, PLACES);
		this.newest = newest;
	}

	@Override
	public boolean hasBegun() {
		return true;
	}

	@Override
	public @Nullable DropReason acceptMessage(byte[] datagram, int message, int limit, long number) {
		int type = HandshakeFormat.type(datagram, message);
		if (type == HandshakeFormat.HELLO_VERIFY_REQUEST) {
			return acceptVerifyRequest(datagram, message, limit, number);
		}
		int seq = HandshakeFormat.messageSeq(datagram, message);
		if (seq < this.nextSeq) {
			forgetAlert();
			return DropReason.REPLAY;
		}
		if (seq >= PLACES) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		if (isFlightOver()) {
			return DropReason.UNEXPECTED;
		}
		boolean empty = HandshakeFormat.fragmentLength(datagram, message) == 0;
		if (empty && HandshakeFormat.length(datagram, message) > 0) {
			return DropReason.MALFORMED;
		}
		return isOfServer(type) ? contribute(seq, datagram, message) : DropReason.UNEXPECTED;
	}

	// What is still to come is protected.
	private boolean isFlightOver() {
		return this.flightOver || isCipherReady();
	}

	private static boolean isOfServer(int type) {
		return switch (type) {
			case HandshakeFormat.SERVER_HELLO, HandshakeFormat.NEW_SESSION_TICKET, HandshakeFormat.CERTIFICATE,
					HandshakeFormat.SERVER_KEY_EXCHANGE, HandshakeFormat.CERTIFICATE_REQUEST,
					HandshakeFormat.SERVER_HELLO_DONE, HandshakeFormat.CERTIFICATE_STATUS ->
				true;
			default -> false;
		};
	}

	// Small, so a server never has a reason to split it. A second one counts only if it
	// answers the second hello (RFC 6347, section 4.2.1: it repeats the record number),
	// as
	// a late answer to the first would make this side start over in vain.
	private @Nullable DropReason acceptVerifyRequest(byte[] datagram, int message, int limit, long number) {
		byte[] body = Arrays.copyOfRange(datagram, message + HandshakeFormat.HEADER_SIZE, limit);
		if (body.length < VERIFY_REQUEST_FIXED || body.length != HandshakeFormat.length(datagram, message)
				|| body.length != VERIFY_REQUEST_FIXED + (body[2] & 0xff)) {
			return DropReason.MALFORMED;
		}
		boolean late = this.verifyRequests > 0 && number < this.helloRecord;
		if (this.serverHelloHanded || late || Arrays.equals(body, this.newestVerifyRequest)) {
			return DropReason.REPLAY;
		}
		forgetAlert();
		this.verifyRequests++;
		this.newestVerifyRequest = body;
		this.verifyRequest = body.clone();
		return null;
	}

	@Override
	public boolean handOnNext() {
		byte[] request = this.verifyRequest;
		if (request != null) {
			handOnVerifyRequest(request);
			return true;
		}
		MessageAssembly message = isFlightOver() ? null : takeComplete(this.nextSeq);
		if (message == null) {
			return false;
		}
		this.outOfOrder = this.order.check(message);
		if (this.outOfOrder != null) {
			return false;
		}
		if (message.type() == HandshakeFormat.SERVER_HELLO && message.length() >= 2) {
			this.serverHelloHanded = true;
			boolean old = HandshakeFormat.uint16(message.body(), 0) == RecordFormat.DTLS_1_0;
			// RFC 6347, section 4.1: what was agreed, from the ServerHello on.
			recordVersion(old ? RecordFormat.DTLS_1_0 : RecordFormat.DTLS_1_2);
		}
		this.flightOver = message.type() == HandshakeFormat.SERVER_HELLO_DONE;
		handOn(this.nextSeq, message.type(), message.body());
		this.nextSeq++;
		return true;
	}

	// Not part of the transcript, so it may go under the number Bouncy Castle waits for
	// and
	// the version under which it takes long cookies: RFC 6347 gives the one in it no
	// meaning.
	private void handOnVerifyRequest(byte[] request) {
		this.verifyRequest = null;
		HandshakeFormat.putUint16(request, 0, this.newest.word());
		handOn(this.nextSeq, HandshakeFormat.HELLO_VERIFY_REQUEST, request);
		clearPlaces();
		this.nextSeq = 1;
		this.helloRecord = this.nextRecordSent;
	}

	@Override
	public boolean isFlightHanded() {
		return true;
	}

	@Override
	public void flightSent(long nextRecord) {
		this.nextRecordSent = nextRecord;
	}

	/** A client checks the order as messages come. */
	@Override
	public boolean isWorthWaking() {
		return true;
	}

	boolean isServerHelloHanded() {
		return this.serverHelloHanded;
	}

	@Override
	public @Nullable HandshakeRefused refusal() {
		if (this.verifyRequests <= MAX_VERIFY_REQUESTS) {
			return this.outOfOrder;
		}
		return new HandshakeRefused(HandshakeFailureReason.PROTOCOL_ERROR, AlertDescription.unexpected_message,
				"The server asked for a cookie " + this.verifyRequests + " times", null);
	}

}
