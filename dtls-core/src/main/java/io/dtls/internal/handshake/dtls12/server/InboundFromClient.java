package io.dtls.internal.handshake.dtls12.server;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.handshake.cookie.HelloAssembly;
import io.dtls.internal.handshake.dtls12.InboundFlight;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.message.MessageAssembly;
import io.dtls.internal.record.RecordFormat;

/**
 * What a client sends: its ClientHello, then Certificate, ClientKeyExchange and
 * CertificateVerify, ChangeCipherSpec and Finished.
 */
public final class InboundFromClient extends InboundFlight {

	// Certificate, ClientKeyExchange, CertificateVerify: places after the ClientHello.
	private static final int LAST_PLACE = 3;

	// Far enough from the end that no handshake gets there.
	private static final long MAX_HELLO_RECORD = RecordFormat.MAX_SEQUENCE - (1 << 24);

	private final HelloAssembly hello;

	private int nextPlace = 1;

	// Without a cookie Bouncy Castle reads the hello as any other message.
	private final boolean withoutCookie;

	private boolean helloDue;

	private boolean certificateVerifyExpected;

	/**
	 * Waits for the ClientHello.
	 * @param cookie the valid cookie in it; empty where none was asked for
	 * @param connectionId the one this side gives to the peer; empty for none
	 * @param maxMessageSize largest handshake message taken, in bytes
	 */
	public InboundFromClient(byte[] cookie, byte[] connectionId, int maxMessageSize) {
		super(connectionId, maxMessageSize, LAST_PLACE + 1);
		this.hello = new HelloAssembly(cookie, maxMessageSize);
		this.withoutCookie = cookie.length == 0;
	}

	@Override
	public boolean hasBegun() {
		return this.hello.isComplete();
	}

	@Override
	public @Nullable DropReason acceptMessage(byte[] datagram, int message, int limit, long number) {
		return (HandshakeFormat.type(datagram, message) == HandshakeFormat.CLIENT_HELLO)
				? acceptHello(datagram, message, limit, number) : acceptFragment(datagram, message);
	}

	private @Nullable DropReason acceptHello(byte[] datagram, int message, int limit, long number) {
		if (number > MAX_HELLO_RECORD) {
			return DropReason.BAD_CLIENT_HELLO;
		}
		if (!this.hello.isComplete()) {
			DropReason reason = this.hello.contribute(datagram, message, limit, number);
			nextRecord(this.hello.recordNumber() + 1);
			this.helloDue = this.withoutCookie && this.hello.isComplete();
			return reason;
		}
		if (!this.hello.isRepeatedBy(datagram, message, limit, number)) {
			return DropReason.REPLAY;
		}
		// The client has not seen our flight; once it answers, it has.
		this.helloDue = this.nextPlace == 1;
		forgetAlert();
		return null;
	}

	private @Nullable DropReason acceptFragment(byte[] datagram, int message) {
		if (!this.hello.isComplete()) {
			return DropReason.UNEXPECTED;
		}
		int place = HandshakeFormat.messageSeq(datagram, message) - this.hello.messageSeq();
		if (place > LAST_PLACE) {
			return DropReason.HANDSHAKE_LIMIT;
		}
		if (HandshakeFormat.fragmentLength(datagram, message) == 0) {
			return DropReason.MALFORMED;
		}
		if (!belongsIn(place, HandshakeFormat.type(datagram, message))) {
			return DropReason.UNEXPECTED;
		}
		if (place < this.nextPlace) {
			forgetAlert();
			return DropReason.REPLAY;
		}
		return contribute(place, datagram, message);
	}

	private boolean belongsIn(int place, int type) {
		if (isCipherReady() && !this.certificateVerifyExpected && place >= this.nextPlace) {
			return false;
		}
		return switch (place) {
			case 1 -> type == HandshakeFormat.CERTIFICATE || type == HandshakeFormat.CLIENT_KEY_EXCHANGE;
			case 2 -> type == HandshakeFormat.CLIENT_KEY_EXCHANGE;
			case LAST_PLACE -> type == HandshakeFormat.CERTIFICATE_VERIFY;
			default -> false;
		};
	}

	@Override
	public boolean sawOversizedMessage() {
		return this.hello.isOversized() || super.sawOversizedMessage();
	}

	@Override
	public boolean handOnNext() {
		if (this.helloDue) {
			this.helloDue = false;
			handOn(this.hello.messageSeq(), HandshakeFormat.CLIENT_HELLO, this.hello.body());
			return true;
		}
		MessageAssembly message = takeComplete(this.nextPlace);
		if (message == null) {
			return false;
		}
		handOn(this.hello.messageSeq() + this.nextPlace, message.type(), message.body());
		this.nextPlace++;
		return true;
	}

	@Override
	public boolean isFlightHanded() {
		return !this.certificateVerifyExpected || this.nextPlace > LAST_PLACE;
	}

	@Override
	public boolean isWorthWaking() {
		return this.helloDue || super.isWorthWaking();
	}

	/** The ClientHello as one record, for the DTLSVerifier. */
	public byte[] helloRecord() {
		return this.hello.toRecord();
	}

	/** A hello repeated before our flight left asks for nothing. */
	@Override
	public void flightSent(long nextRecord) {
		this.helloDue = false;
	}

	@Override
	public void cipherReady(boolean expectCertificateVerify) {
		super.cipherReady(expectCertificateVerify);
		this.certificateVerifyExpected = expectCertificateVerify;
	}

	@Override
	public int memoryHeld() {
		return this.hello.memoryHeld() + super.memoryHeld();
	}

}
