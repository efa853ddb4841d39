package io.dtls.spring.integration;

import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.mapping.BytesMessageMapper;
import org.springframework.integration.mapping.support.JsonHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

import io.dtls.DtlsSession;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;

/**
 * Makes messages of what arrives, and of messages what is sent. One datagram is one
 * message.
 */
public class DtlsMessageMapper {

	private static final int EXPECTED_HEADERS = 32;

	private static final Set<String> RESERVED = Set.of(MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL,
			IntegrationMessageHeaderAccessor.ROUTING_SLIP);

	private static final List<String> RESERVED_PREFIXES = List.of("dtls_", "ip_", JsonHeaders.PREFIX);

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
	 * in it than the payload. Headers that it takes from a datagram are left out where
	 * they would say who the peer is ({@code dtls_*}, {@code ip_*}), where the message
	 * goes (reply and error channel, routing slip) or which class it becomes
	 * ({@code json*}).
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
	public Message<?> toMessage(DtlsSession session, byte[] payload, String endpoint) {
		return toMessage(session, payload, endpoint, Map.of());
	}

	/**
	 * Makes a message of a datagram.
	 * @param session it came in
	 * @param payload decrypted
	 * @param endpoint name of the server or client
	 * @param further headers besides, such as a reply channel
	 * @return a message with the headers of {@link DtlsHeaders}
	 */
	public Message<?> toMessage(DtlsSession session, byte[] payload, String endpoint, Map<String, ?> further) {
		// A map for all headers: a message builder looks each of them up and copies
		// twice.
		Map<String, Object> headers = new HashMap<>(EXPECTED_HEADERS);
		Object body = payload;
		if (this.bytesMapper != null) {
			Message<?> mapped = this.bytesMapper.toMessage(payload);
			body = mapped.getPayload();
			mapped.getHeaders().forEach((name, value) -> {
				if (!isReserved(name)) {
					headers.put(name, value);
				}
			});
		}
		if (this.contentType != null) {
			headers.putIfAbsent(MessageHeaders.CONTENT_TYPE, this.contentType);
		}
		headers.putAll(further);
		headers.putAll(this.customHeaders.apply(session));
		// Last, so that nothing else says who the peer is.
		put(headers, session, endpoint);
		return new GenericMessage<>(body, headers);
	}

	// Where a message goes, what class it becomes and who sent it is not for the peer to
	// say.
	private static boolean isReserved(String name) {
		return RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
	}

	private static void put(Map<String, Object> headers, DtlsSession session, String endpoint) {
		NegotiatedParameters negotiated = session.negotiated();
		headers.put(DtlsHeaders.SESSION, session);
		headers.put(DtlsHeaders.SESSION_ID, session.id());
		headers.put(DtlsHeaders.PROTOCOL, negotiated.protocol());
		headers.put(DtlsHeaders.CIPHER_SUITE, negotiated.cipherSuite().name());
		headers.put(DtlsHeaders.ENDPOINT, endpoint);
		put(headers, session.peer());
		InetSocketAddress remote = session.remoteAddress();
		// The name of a peer would cost a DNS query for each message.
		String host = remote.getAddress().getHostAddress();
		headers.put(IpHeaders.IP_ADDRESS, host);
		headers.put(IpHeaders.HOSTNAME, host);
		headers.put(IpHeaders.PORT, remote.getPort());
		headers.put(IpHeaders.PACKET_ADDRESS, remote);
	}

	private static void put(Map<String, Object> headers, PeerIdentity peer) {
		Principal principal = peer.principal();
		if (principal != null) {
			headers.put(DtlsHeaders.PEER_PRINCIPAL, principal);
		}
		String identity = peer.pskIdentity();
		if (identity != null) {
			headers.put(DtlsHeaders.PSK_IDENTITY, identity);
		}
		if (!peer.certificates().isEmpty()) {
			headers.put(DtlsHeaders.PEER_CERTIFICATES, peer.certificates());
		}
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
				"A payload to send is byte[] or String, not " + payload.getClass().getName()
						+ "; convert it first, or say by the header contentType what to make of it");
	}

}
