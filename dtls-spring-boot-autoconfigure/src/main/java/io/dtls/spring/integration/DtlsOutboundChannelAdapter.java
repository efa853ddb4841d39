package io.dtls.spring.integration;

import java.io.IOException;
import java.util.List;
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

	private DtlsMessageMapper mapper = new DtlsMessageMapper();

	/**
	 * Creates an adapter over one server or several.
	 * @param sessions finds an open session by its id, such as {@code server::session}
	 */
	public DtlsOutboundChannelAdapter(Function<String, Optional<DtlsSession>> sessions) {
		this.sessions = sessions;
	}

	/**
	 * Sets what makes datagrams of messages.
	 * @param mapper one with another character set, say
	 */
	public void setMapper(DtlsMessageMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public String getComponentType() {
		return "dtls:outbound-channel-adapter";
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		List<byte[]> datagrams = this.mapper.fromMessage(message);
		DtlsSession session = session(message);
		try {
			for (byte[] datagram : datagrams) {
				session.send(datagram);
			}
		}
		catch (IOException ex) {
			throw new MessageHandlingException(message, "Could not send to session " + session.id(), ex);
		}
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
