package io.dtls.spring.integration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.MessageHandlingException;

import io.dtls.AddressUnprovenException;
import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.spring.DtlsSessionNotFoundEvent;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DtlsOutboundChannelAdapterTests {

	private final StubSession session = new StubSession(PeerIdentity.ANONYMOUS);

	private final DtlsOutboundChannelAdapter adapter = new DtlsOutboundChannelAdapter(this.session::find);

	private final List<String> notFound = new ArrayList<>();

	@BeforeEach
	void start() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.addApplicationListener((ApplicationListener<DtlsSessionNotFoundEvent>) (event) -> this.notFound
			.add(event.getEndpoint() + " " + event.getSessionId()));
		context.refresh();
		this.adapter.setBeanName("out");
		this.adapter.setBeanFactory(context);
		this.adapter.setApplicationContext(context);
		this.adapter.afterPropertiesSet();
	}

	private void answer(StubSession asked) {
		this.adapter.handleMessage(
				new DtlsMessageMapper().toMessage(asked, "hello".getBytes(StandardCharsets.UTF_8), "server"));
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
		assertThat(this.notFound).containsExactly("out feedfeedfeedfeed");
	}

	@Test
	void dropsAnAnswerToAPeerThatHasLeft() {
		answer(this.session);
		this.session.close();
		answer(this.session);
		assertThat(this.session.sentText()).containsExactly("hello");
		assertThat(this.notFound).containsExactly("server " + this.session.id());
	}

	@Test
	void dropsAnAnswerInASessionThatIsForgottenAlready() {
		StubSession forgotten = new StubSession(PeerIdentity.ANONYMOUS, "feedfeedfeedfeed");
		forgotten.close();
		answer(forgotten);
		assertThat(this.notFound).containsExactly("server feedfeedfeedfeed");
	}

	@Test
	void dropsAnAnswerToAPeerThatMayBeElsewhereButSaysSoOfOtherMessages() {
		this.session.moveAway();
		answer(this.session);
		assertThat(this.session.sentText()).isEmpty();
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send("hello", this.session.id()))
			.withCauseInstanceOf(AddressUnprovenException.class);
	}

	@Test
	void passesOnThatTheSessionHasEndedMeanwhile() {
		this.session.close();
		assertThatExceptionOfType(MessageHandlingException.class).isThrownBy(() -> send("hello", this.session.id()))
			.withCauseInstanceOf(SessionClosedException.class);
	}

}
