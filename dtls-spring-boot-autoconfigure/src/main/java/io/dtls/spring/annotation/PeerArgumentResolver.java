package io.dtls.spring.annotation;

import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.dtls.DtlsSession;
import io.dtls.spring.integration.DtlsHeaders;

/**
 * Gives methods what is known of the peer, by the type of their parameters.
 */
final class PeerArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return !parameter.hasParameterAnnotations() && (DtlsSession.class == type || Principal.class == type
				|| X509Certificate.class == type || SocketAddress.class.isAssignableFrom(type));
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		Class<?> type = parameter.getParameterType();
		if (type == DtlsSession.class) {
			return headers.get(DtlsHeaders.SESSION);
		}
		if (type == Principal.class) {
			return headers.get(DtlsHeaders.PEER_PRINCIPAL);
		}
		if (type == X509Certificate.class) {
			List<?> chain = headers.get(DtlsHeaders.PEER_CERTIFICATES, List.class);
			return (chain != null && !chain.isEmpty()) ? chain.get(0) : null;
		}
		return headers.get(IpHeaders.PACKET_ADDRESS);
	}

}
