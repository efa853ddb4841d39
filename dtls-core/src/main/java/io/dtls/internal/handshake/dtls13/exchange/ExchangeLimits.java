package io.dtls.internal.handshake.dtls13.exchange;

/**
 * Bounds of an exchange of messages.
 *
 * @param mtu largest datagram to send, in bytes of UDP payload
 * @param initialWaitNanos until a flight is sent again the first time; doubles
 * @param maxMessageSize most bytes of a message of the peer
 */
public record ExchangeLimits(int mtu, long initialWaitNanos, int maxMessageSize) {

}
