package io.dtls.spring.integration;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessageHandlingException;

import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DtlsOutboundChannelAdapterTests {

	private final StubSession session = new StubSession(PeerIdentity.ANONYMOUS);

	private final DtlsOutboundChannelAdapter adapter = new DtlsOutboundChannelAdapter(this.session::find);

	@BeforeEach
	void start() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		this.adapter.setBeanFactory(context);
		this.adapter.afterPropertiesSet();
	}

	private void send(Object payload, String sessionId) {
		this.adapter
			.handleMessage(MessageBuilder.withPayload(payload).setHeader(DtlsHeaders.SESSION_ID, sessionId).build());
	}

	@Test
	void sendsBytesAsTheyAre() {
		send("hello".getBytes(StandardCharsets.UTF_8), this.session.id());
		assertThat(this.session.sentText()).containsExactly("hello");
	}

	@Test
	void sendsTextAsUtf8() {
		send("Grüße ✓", this.session.id());
		assertThat(this.session.sentText()).containsExactly("Grüße ✓");
	}

	@Test
	void refusesOtherPayloads() {
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send(42, this.session.id()))
			.withMessageContaining("byte[] or String, not java.lang.Integer");
	}

	@Test
	void refusesAMessageWithoutSessionId() {
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send("hello", null))
			.withMessageContaining("dtls_sessionId");
	}

	@Test
	void refusesASessionThatIsNotOpen() {
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send("hello", "feedfeedfeedfeed"))
			.withMessageContaining("No session feedfeedfeedfeed is open");
	}

	@Test
	void passesOnThatTheSessionHasEndedMeanwhile() {
		this.session.close();
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send("hello", this.session.id()))
			.withCauseInstanceOf(SessionClosedException.class);
	}

}
