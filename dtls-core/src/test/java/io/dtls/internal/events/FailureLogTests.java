package io.dtls.internal.events;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.internal.util.RareErrors;

import static org.assertj.core.api.Assertions.assertThat;

class FailureLogTests {

	private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.2", 1234);

	private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final FailureLog log = new FailureLog();

	// A clock that begins anywhere, as System.nanoTime() does.
	private long now = Long.MAX_VALUE - 5;

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.appender);
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(null);
	}

	private void fail(HandshakeFailureReason reason, Integer alert) {
		this.log.failed(new HandshakeFailure(PEER, reason, "Something happened", alert, 1), this.now);
	}

	private List<String> lines() {
		return lines(Level.INFO);
	}

	private List<String> lines(Level level) {
		return this.appender.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Test
	void saysWhoWhyWithWhichAlertAndWhatToCheck() {
		fail(HandshakeFailureReason.UNKNOWN_CA, 48);
		assertThat(lines()).singleElement()
			.asString()
			.contains("/127.0.0.2:1234", "UNKNOWN_CA", "alert unknown_ca(48)", "Something happened.",
					"Add the authority");
	}

	@Test
	void writesOneLineForEachReasonAndMinuteAndCountsTheOthers() {
		for (int i = 0; i < 5; i++) {
			fail(HandshakeFailureReason.TIMEOUT, null);
		}
		fail(HandshakeFailureReason.PROTOCOL_VERSION, 70);
		assertThat(lines()).hasSize(2);
		this.now += Duration.ofSeconds(59).toNanos();
		fail(HandshakeFailureReason.TIMEOUT, null);
		assertThat(lines()).hasSize(2);
		this.now += Duration.ofSeconds(1).toNanos();
		fail(HandshakeFailureReason.TIMEOUT, null);
		assertThat(lines()).hasSize(3).last().asString().endsWith("(and 5 more since the last such line)");
	}

	@Test
	void saysOnceAMinuteThatKeysSeemToDiffer() {
		this.log.keysSeemToDiffer(PEER, this.now);
		this.log.keysSeemToDiffer(PEER, this.now);
		assertThat(lines()).singleElement().asString().contains("still open", "Keys differ: wrong PSK or identity");
	}

	@Test
	void aHandlerOrObserverThatFailsIsAnErrorOnceAMinuteForEachKind() {
		RareErrors errors = new RareErrors(this.logger);
		for (int i = 0; i < 4; i++) {
			errors.log("The handler failed for {}", "session 1", IOException.class, new IOException("as ordered"),
					this.now);
			errors.log("The handler failed for {}", "session 2", Error.class, new Error("as ordered"), this.now);
		}
		assertThat(lines(Level.ERROR)).containsExactly("The handler failed for session 1",
				"The handler failed for session 2");
		assertThat(this.appender.list.get(0).getThrowableProxy().getMessage()).isEqualTo("as ordered");
		this.now += Duration.ofMinutes(1).toNanos();
		errors.log("The handler failed for {}", "session 3", IOException.class, new IOException("as ordered"),
				this.now);
		assertThat(lines(Level.ERROR)).hasSize(3)
			.last()
			.isEqualTo("The handler failed for session 3 (and 3 more since the last such line)");
	}

	@Test
	void manyKindsOfFailuresShareALine() {
		RareErrors errors = new RareErrors(this.logger);
		for (int i = 0; i < 1000; i++) {
			errors.log("The handler failed for {}", "a session", "kind " + i, new Error("as ordered"), this.now);
		}
		assertThat(lines(Level.ERROR)).hasSize(101);
	}

}
