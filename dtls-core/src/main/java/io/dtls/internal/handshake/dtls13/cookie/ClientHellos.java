package io.dtls.internal.handshake.dtls13.cookie;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Transcript;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.MessageType;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.server.AdmittedHello;
import io.dtls.internal.handshake.dtls13.server.HelloChoice;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.record.RecordFormat;

/**
 * Looks at ClientHellos from clients that nobody knows yet (RFC 9147, sections 5.1 and
 * 5.3). A first one of DTLS 1.3 is answered by a HelloRetryRequest with a cookie and
 * forgotten; one with the right cookie is admitted. What does not offer DTLS 1.3 is for
 * others. One thread at a time may use it, because of the pool.
 */
public final class ClientHellos {

	// Answers go on from the client's record numbers, which has to leave them room.
	private static final long MAX_RECORD_NUMBER = RecordFormat.MAX_SEQUENCE >>> 1;

	private final RetrySecrets secrets;

	private final HelloPool pool;

	private final Parameters parameters;

	public ClientHellos(RetrySecrets secrets, HelloPool pool, Parameters parameters) {
		this.secrets = secrets;
		this.pool = pool;
		this.parameters = parameters;
	}

	/**
	 * Looks at a plaintext handshake record that should carry a ClientHello or a part of
	 * one. Never throws, whatever the bytes are.
	 * @param datagram holds the record
	 * @param off where it starts
	 * @param recordSize bytes of header and fragment, known to be within the datagram
	 * @param peer where it came from
	 * @param now the time, in nanoseconds on any clock
	 */
	public Answer examine(byte[] datagram, int off, int recordSize, InetSocketAddress peer, long now) {
		int message = off + RecordFormat.HEADER_SIZE;
		int size = HandshakeFormat.fragmentSize(datagram, message, off + recordSize);
		if (recordSize < RecordFormat.HEADER_SIZE || size < 0
				|| HandshakeFormat.type(datagram, message) != MessageType.CLIENT_HELLO
				|| RecordFormat.epoch(datagram, off) != 0 || RecordFormat.sequence(datagram, off) > MAX_RECORD_NUMBER
				|| HandshakeFormat.messageSeq(datagram, message) > 1) {
			return new Answer.Drop(DropReason.BAD_CLIENT_HELLO);
		}
		int body = message + HandshakeFormat.HEADER_SIZE;
		byte[] fragment = Arrays.copyOfRange(datagram, body, message + size);
		long number = RecordFormat.sequence(datagram, off);
		if (fragment.length == HandshakeFormat.length(datagram, message)) {
			int seq = HandshakeFormat.messageSeq(datagram, message);
			return examine(new HelloPool.Whole(fragment, seq, number), recordSize, peer, now);
		}
		if (HandshakeFormat.fragmentOffset(datagram, message) == 0 && FirstFragment.rulesOut(fragment)) {
			return new Answer.Other();
		}
		HelloPool.Whole whole = this.pool.contribute(datagram, message, peer, number, now);
		return (whole != null) ? examine(whole, whole.body().length, peer, now) : new Answer.Incomplete();
	}

	private Answer examine(HelloPool.Whole whole, int sizeReceived, InetSocketAddress peer, long now) {
		ClientHello hello = offering13(whole.body());
		if (hello == null) {
			return new Answer.Other();
		}
		try {
			if (hello.legacyCookie().length > 0) {
				throw Refused.illegal("A ClientHello of DTLS 1.3 has a legacy_cookie");
			}
			HelloChoice choice = HelloChoice.of(hello, this.parameters);
			byte[] cookie = hello.cookie();
			return (cookie != null) ? admit(whole, choice, cookie, peer, now)
					: retry(whole, choice, sizeReceived, peer, now);
		}
		catch (Refused ex) {
			return new Answer.Reply(record(RecordFormat.ALERT, whole.recordNumber(), Alert.encode(ex.alert())), ex);
		}
	}

	// What cannot be parsed is not for DTLS 1.3.
	private static @Nullable ClientHello offering13(byte[] body) {
		try {
			ClientHello hello = ClientHello.parse(body);
			return hello.offersDtls13() ? hello : null;
		}
		catch (Refused ex) {
			return null;
		}
	}

	private Answer retry(HelloPool.Whole whole, HelloChoice choice, int sizeReceived, InetSocketAddress peer,
			long now) {
		if (whole.messageSeq() != 0) {
			return new Answer.Drop(DropReason.BAD_CLIENT_HELLO);
		}
		KeyGroup wanted = (choice.share() == null) ? choice.group() : null;
		byte[] hash = Transcript.hash(choice.suite().hkdf(), MessageType.CLIENT_HELLO, whole.body());
		RetryCookie cookie = new RetryCookie(choice.suite(), wanted, hash);
		byte[] body = cookie.retryBody(cookie.seal(this.secrets, peer, now));
		byte[] message = new byte[HandshakeFormat.HEADER_SIZE + body.length];
		HandshakeFormat.writeHeader(message, 0, MessageType.SERVER_HELLO, body.length, 0);
		System.arraycopy(body, 0, message, HandshakeFormat.HEADER_SIZE, body.length);
		byte[] record = record(RecordFormat.HANDSHAKE, whole.recordNumber(), message);
		// Never more bytes out than in.
		return (record.length <= sizeReceived) ? new Answer.Reply(record, null)
				: new Answer.Drop(DropReason.BAD_CLIENT_HELLO);
	}

	private Answer admit(HelloPool.Whole whole, HelloChoice choice, byte[] received, InetSocketAddress peer, long now)
			throws Refused {
		RetryCookie cookie = RetryCookie.open(received, this.secrets, peer, now);
		if (cookie == null) {
			throw Refused.illegal("The cookie is not one of this server for this address");
		}
		// The settings may have changed between the two hellos.
		boolean sameGroup = cookie.group() == null || cookie.group() == choice.group();
		if (cookie.suite() != choice.suite() || !sameGroup || choice.share() == null) {
			throw Refused.illegal("The second ClientHello does not follow the HelloRetryRequest");
		}
		AdmittedHello.Retry retry = new AdmittedHello.Retry(cookie.helloHash(), cookie.retryBody(received));
		AdmittedHello admitted = new AdmittedHello(whole.body(), whole.messageSeq(), whole.recordNumber(), retry);
		return new Answer.Admit(admitted, tag(received));
	}

	// The end of a cookie is its MAC.
	private static long tag(byte[] cookie) {
		return ByteBuffer.wrap(cookie).getLong(cookie.length - 2 * Long.BYTES);
	}

	/**
	 * Takes a whole hello from a peer whose address needs no proof, as whoever connected
	 * the socket vouches for it.
	 * @param body of the message
	 * @param recordNumber of its record
	 * @return null if it is not one that can be answered without a HelloRetryRequest
	 */
	public @Nullable AdmittedHello admitUnproven(byte[] body, long recordNumber) {
		ClientHello hello = offering13(body);
		try {
			boolean answerable = hello != null && hello.legacyCookie().length == 0 && hello.cookie() == null
					&& HelloChoice.of(hello, this.parameters).share() != null;
			return answerable ? new AdmittedHello(body, 0, recordNumber, null) : null;
		}
		catch (Refused ex) {
			return null;
		}
	}

	private static byte[] record(int contentType, long number, byte[] content) {
		byte[] record = new byte[RecordFormat.HEADER_SIZE + content.length];
		RecordFormat.writeHeader(record, 0, contentType, RecordFormat.DTLS_1_2, number, content.length);
		System.arraycopy(content, 0, record, RecordFormat.HEADER_SIZE, content.length);
		return record;
	}

	/** What to do with a ClientHello. The arrays belong to the caller. */
	@SuppressWarnings("ArrayRecordComponent")
	public sealed interface Answer {

		/**
		 * Neither answer nor admit.
		 *
		 * @param reason why
		 */
		record Drop(DropReason reason) implements Answer {

		}

		/** It does not offer DTLS 1.3: it is for an earlier version. */
		record Other() implements Answer {

		}

		/** Parts of it are missing. */
		record Incomplete() implements Answer {

		}

		/**
		 * Send this to where the hello came from, once, and forget both.
		 *
		 * @param datagram a HelloRetryRequest, or an alert
		 * @param refusal why it is an alert, which may be sent so often only; null if it
		 * is a HelloRetryRequest
		 */
		record Reply(byte[] datagram, @Nullable Refused refusal) implements Answer {

		}

		/**
		 * The client can be reached at its address: a handshake may begin.
		 *
		 * @param hello to begin with
		 * @param tag stands for this hello: two hellos with the same one are the same
		 */
		record Admit(AdmittedHello hello, long tag) implements Answer {

		}

	}

}
