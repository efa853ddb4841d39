package io.dtls.spring.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

import io.dtls.DtlsSession;

/**
 * Sends messages to the session that their header {@link DtlsHeaders#SESSION_ID} names.
 * Payloads are {@code byte[]}, sent as they are, and {@code String}, sent as UTF-8; each
 * is one datagram.
 */
public class DtlsOutboundChannelAdapter extends AbstractMessageHandler {

	private final Function<String, Optional<DtlsSession>> sessions;

	/**
	 * Creates an adapter over one server or several.
	 * @param sessions finds an open session by its id, such as {@code server::session}
	 */
	public DtlsOutboundChannelAdapter(Function<String, Optional<DtlsSession>> sessions) {
		this.sessions = sessions;
	}

	@Override
	public String getComponentType() {
		return "dtls:outbound-channel-adapter";
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		byte[] payload = bytes(message);
		DtlsSession session = session(message);
		try {
			session.send(payload);
		}
		catch (IOException ex) {
			throw new MessageHandlingException(message, "Could not send to session " + session.id(), ex);
		}
	}

	private static byte[] bytes(Message<?> message) {
		if (message.getPayload() instanceof byte[] bytes) {
			return bytes;
		}
		if (message.getPayload() instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new MessageHandlingException(message, "A payload to send is byte[] or String, not "
				+ message.getPayload().getClass().getName() + "; convert it first");
	}

	private DtlsSession session(Message<?> message) {
		String id = message.getHeaders().get(DtlsHeaders.SESSION_ID, String.class);
		if (id == null) {
			throw new MessageHandlingException(message,
					"The header " + DtlsHeaders.SESSION_ID + ", which says where to send, is missing");
		}
		return this.sessions.apply(id)
			.orElseThrow(() -> new MessageHandlingException(message, "No session " + id + " is open"));
	}

}
