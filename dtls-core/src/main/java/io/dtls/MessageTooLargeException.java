package io.dtls;

/**
 * A message that does not fit into one datagram. DTLS does not fragment application data;
 * send less, or raise the MTU if the path allows it.
 */
public class MessageTooLargeException extends DtlsException {

	private static final long serialVersionUID = 1L;

	private final int maxMessageSize;

	/**
	 * A message did not fit.
	 * @param size bytes of the message
	 * @param maxMessageSize bytes that would have fitted
	 */
	public MessageTooLargeException(int size, int maxMessageSize) {
		super("A message of " + size + " bytes does not fit into one datagram: at most " + maxMessageSize
				+ " bytes now");
		this.maxMessageSize = maxMessageSize;
	}

	/**
	 * What would have fitted when the message was refused.
	 * @return bytes of application data
	 */
	public int maxMessageSize() {
		return this.maxMessageSize;
	}

}
