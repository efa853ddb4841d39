package io.dtls.spring.integration;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.mapping.BytesMessageMapper;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessageHeaders;

import io.dtls.DtlsSession;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;

/**
 * Makes messages of what arrives, and of messages what is sent. One datagram is one
 * message.
 */
public class DtlsMessageMapper {

	private Charset charset = StandardCharsets.UTF_8;

	private @Nullable String contentType;

	private @Nullable BytesMessageMapper bytesMapper;

	private Function<DtlsSession, Map<String, ?>> customHeaders = (session) -> Map.of();

	/**
	 * Sets how text is sent.
	 * @param charset if not set, UTF-8
	 */
	public void setCharset(Charset charset) {
		this.charset = charset;
	}

	/**
	 * Sets the header {@code contentType} of what arrives, by which payloads are
	 * converted.
	 * @param contentType such as {@code application/json}; no header if not set
	 */
	public void setContentType(@Nullable String contentType) {
		this.contentType = contentType;
	}

	/**
	 * Sets what makes messages of bytes and bytes of messages, where a datagram has more
	 * in it than the payload.
	 * @param bytesMapper null for the payload alone
	 */
	public void setBytesMessageMapper(@Nullable BytesMessageMapper bytesMapper) {
		this.bytesMapper = bytesMapper;
	}

	/**
	 * Sets what adds headers of the application's own.
	 * @param customHeaders called for each message
	 */
	public void setCustomHeaders(Function<DtlsSession, Map<String, ?>> customHeaders) {
		this.customHeaders = customHeaders;
	}

	/**
	 * Makes a message of a datagram.
	 * @param session it came in
	 * @param payload decrypted
	 * @param endpoint name of the server or client
	 * @return a message with the headers of {@link DtlsHeaders}
	 */
	public MessageBuilder<?> toMessage(DtlsSession session, byte[] payload, String endpoint) {
		NegotiatedParameters negotiated = session.negotiated();
		PeerIdentity peer = session.peer();
		InetSocketAddress remote = session.remoteAddress();
		// The name of a peer would cost a DNS query for each message.
		String host = remote.getAddress().getHostAddress();
		return body(payload).setHeader(DtlsHeaders.SESSION, session)
			.setHeader(DtlsHeaders.SESSION_ID, session.id())
			.setHeader(DtlsHeaders.PROTOCOL, negotiated.protocol())
			.setHeader(DtlsHeaders.CIPHER_SUITE, negotiated.cipherSuite().name())
			.setHeader(DtlsHeaders.PEER_PRINCIPAL, peer.principal())
			.setHeader(DtlsHeaders.PSK_IDENTITY, peer.pskIdentity())
			.setHeader(DtlsHeaders.PEER_CERTIFICATES, peer.certificates().isEmpty() ? null : peer.certificates())
			.setHeader(DtlsHeaders.ENDPOINT, endpoint)
			.setHeader(IpHeaders.IP_ADDRESS, host)
			.setHeader(IpHeaders.HOSTNAME, host)
			.setHeader(IpHeaders.PORT, remote.getPort())
			.setHeader(IpHeaders.PACKET_ADDRESS, remote)
			.copyHeadersIfAbsent(
					(this.contentType != null) ? Map.of(MessageHeaders.CONTENT_TYPE, this.contentType) : Map.of())
			.copyHeaders(this.customHeaders.apply(session));
	}

	private MessageBuilder<?> body(byte[] payload) {
		return (this.bytesMapper != null) ? MessageBuilder.fromMessage(this.bytesMapper.toMessage(payload))
				: MessageBuilder.withPayload(payload);
	}

	/**
	 * Makes datagrams of a message: of each element, if its payload is a collection.
	 * @param message with bytes or text
	 * @return what to send, in this order
	 */
	public List<byte[]> fromMessage(Message<?> message) {
		if (this.bytesMapper != null) {
			return List.of(this.bytesMapper.fromMessage(message));
		}
		if (message.getPayload() instanceof Collection<?> values) {
			return values.stream().map((value) -> bytes(value, message)).toList();
		}
		return List.of(bytes(message.getPayload(), message));
	}

	private byte[] bytes(Object value, Message<?> message) {
		Object payload = (value instanceof Message<?> nested) ? nested.getPayload() : value;
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(this.charset);
		}
		throw new MessageHandlingException(message,
				"A payload to send is byte[] or String, not " + payload.getClass().getName() + "; convert it first");
	}

}
