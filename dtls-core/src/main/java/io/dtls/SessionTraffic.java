package io.dtls;

/**
 * What a session has carried so far: application messages and their bytes, without record
 * overhead.
 *
 * @param messagesReceived messages delivered to the handler's queue
 * @param bytesReceived bytes in those messages
 * @param messagesSent messages protected and handed to the socket
 * @param bytesSent bytes in those messages
 */
public record SessionTraffic(long messagesReceived, long bytesReceived, long messagesSent, long bytesSent) {

}
