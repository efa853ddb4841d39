package io.dtls.spring.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import io.dtls.CloseReason;
import io.dtls.MessageHandler;
import io.dtls.PeerIdentity;
import io.dtls.SessionClosedException;
import io.dtls.spring.integration.DtlsRequests.Correlation;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DtlsRequestsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(20);

	private final StubSession session = new StubSession(PeerIdentity.ANONYMOUS);

	private final List<String> unasked = new ArrayList<>();

	private final DtlsRequests requests = new DtlsRequests(new DtlsMessageMapper());

	private CompletableFuture<Message<?>> send(DtlsRequests to, String text, Duration timeout) throws IOException {
		return to.send(this.session, new GenericMessage<>(text), timeout);
	}

	private void arrives(DtlsRequests at, String text) throws Exception {
		MessageHandler handler = at.handler("server", (session, payload) -> this.unasked.add(text(payload)));
		handler.handle(this.session, text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(Object payload) {
		return new String((byte[]) payload, StandardCharsets.UTF_8);
	}

	private static String text(CompletableFuture<Message<?>> reply) {
		return text(reply.join().getPayload());
	}

	@Test
	void takesTheNextMessageOfTheSessionForTheReply() throws Exception {
		arrives(this.requests, "before");
		CompletableFuture<Message<?>> reply = send(this.requests, "ping", LONG);
		arrives(this.requests, "pong");
		arrives(this.requests, "after");
		assertThat(text(reply)).isEqualTo("pong");
		assertThat(this.session.sentText()).containsExactly("ping");
		assertThat(this.unasked).containsExactly("before", "after");
		assertThat(this.requests.waiting()).isZero();
	}

	@Test
	void sendsTheNextRequestWhenTheReplyToTheOneBeforeIsThere() throws Exception {
		CompletableFuture<Message<?>> first = send(this.requests, "1", LONG);
		CompletableFuture<Message<?>> second = send(this.requests, "2", LONG);
		assertThat(this.session.sentText()).containsExactly("1");
		arrives(this.requests, "one");
		assertThat(this.session.sentText()).containsExactly("1", "2");
		arrives(this.requests, "two");
		assertThat(text(first)).isEqualTo("one");
		assertThat(text(second)).isEqualTo("two");
	}

	@Test
	void findsTheRequestThatAReplyNamesWhereFunctionsTell() throws Exception {
		DtlsRequests correlated = new DtlsRequests(new DtlsMessageMapper(),
				new Correlation((request) -> ((String) request.getPayload()).charAt(0),
						(reply) -> text(reply.getPayload()).charAt(0)),
				false);
		CompletableFuture<Message<?>> first = send(correlated, "1?", LONG);
		CompletableFuture<Message<?>> second = send(correlated, "2?", LONG);
		assertThat(this.session.sentText()).containsExactly("1?", "2?");
		arrives(correlated, "2!");
		arrives(correlated, "3!");
		arrives(correlated, "1!");
		assertThat(text(first)).isEqualTo("1!");
		assertThat(text(second)).isEqualTo("2!");
		assertThat(this.unasked).containsExactly("3!");
	}

	@Test
	void givesUpInTimeAndLeavesALateReplyToOthers() throws Exception {
		CompletableFuture<Message<?>> reply = send(this.requests, "ping", SHORT);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(reply::get)
			.withCauseInstanceOf(TimeoutException.class);
		arrives(this.requests, "late");
		assertThat(this.unasked).containsExactly("late");
		assertThat(this.requests.waiting()).isZero();
		assertThat(this.session.isOpen()).isTrue();
	}

	@Test
	void endsASessionThatDoesNotAnswerInTimeWhereALateReplyCouldDeceive() throws Exception {
		DtlsRequests careful = new DtlsRequests(new DtlsMessageMapper(), Correlation.NEXT_MESSAGE, true);
		CompletableFuture<Message<?>> reply = send(careful, "ping", SHORT);
		CompletableFuture<Message<?>> next = send(careful, "next", LONG);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(reply::get)
			.withCauseInstanceOf(TimeoutException.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(next::get)
			.withCauseInstanceOf(SessionClosedException.class);
		assertThat(this.session.isOpen()).isFalse();
		assertThat(this.session.sentText()).containsExactly("ping");
	}

	@Test
	void failsAtOnceWhereTheSessionEnds() throws Exception {
		CompletableFuture<Message<?>> reply = send(this.requests, "ping", LONG);
		this.requests.closed(this.session, CloseReason.PEER_CLOSED);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(reply::get)
			.withCauseInstanceOf(SessionClosedException.class);
		assertThat(this.requests.waiting()).isZero();
	}

	@Test
	void refusesASessionThatHasEnded() {
		this.session.close();
		assertThatExceptionOfType(SessionClosedException.class).isThrownBy(() -> send(this.requests, "ping", LONG));
		assertThatExceptionOfType(SessionClosedException.class)
			.isThrownBy(() -> this.requests.next(this.session, LONG));
	}

	@Test
	void awaitsAMessageWithoutAsking() throws Exception {
		CompletableFuture<Message<?>> next = this.requests.next(this.session, LONG);
		arrives(this.requests, "hello");
		assertThat(text(next)).isEqualTo("hello");
		assertThat(next.join().getHeaders()).containsEntry(DtlsHeaders.ENDPOINT, "server");
		assertThat(this.session.sentText()).isEmpty();
	}

}
