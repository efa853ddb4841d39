package io.dtls.internal.handshake.dtls13.server;

import org.jspecify.annotations.Nullable;

/**
 * A whole ClientHello from a client that can be reached at its address.
 *
 * @param body of the message
 * @param messageSeq its number
 * @param recordNumber of its last record in epoch 0; this side's numbers go on from there
 * @param retry what a HelloRetryRequest made of the first hello, or null if there was
 * none
 */
@SuppressWarnings("ArrayRecordComponent")
public record AdmittedHello(byte[] body, int messageSeq, long recordNumber, @Nullable Retry retry) {

	@Override
	public String toString() {
		return "AdmittedHello[" + this.body.length + " bytes]";
	}

	/**
	 * The exchange before this hello, rebuilt from its cookie.
	 *
	 * @param helloHash hash of the first ClientHello
	 * @param retryBody body of the HelloRetryRequest
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Retry(byte[] helloHash, byte[] retryBody) {

	}

}
