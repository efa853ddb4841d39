package io.dtls.internal.handshake;

/**
 * An authentic record that arrived before the handshake ended and belongs to the session:
 * application data, or an alert such as close_notify.
 *
 * @param contentType application_data or alert
 * @param payload the plaintext
 */
@SuppressWarnings("ArrayRecordComponent")
public record EarlyRecord(int contentType, byte[] payload) {

	@Override
	public String toString() {
		return "EarlyRecord[contentType=" + this.contentType + ", size=" + this.payload.length + "]";
	}

}
