package io.dtls.spring;

import java.net.InetSocketAddress;
import java.time.Duration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.dtls.CloseReason;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.PeerIdentity;
import io.dtls.spring.testing.StubSession;

import static org.assertj.core.api.Assertions.assertThat;

class SessionEventsTests {

	@Test
	void eventsSayWhatHappenedToWhom() {
		StubSession session = new StubSession(PeerIdentity.ANONYMOUS);
		assertThat(new DtlsSessionOpenedEvent(this, "echo", session, true))
			.hasToString("DtlsSessionOpenedEvent [endpoint=echo, session=" + session + ", restored]");
		assertThat(new DtlsSessionClosedEvent(this, "echo", session, CloseReason.IDLE))
			.hasToString("DtlsSessionClosedEvent [endpoint=echo, session=" + session + ", reason=IDLE]");
		assertThat(new DtlsSessionNotFoundEvent(this, "echo", "0123"))
			.hasToString("DtlsSessionNotFoundEvent [endpoint=echo, session=0123]");
		assertThat(new DtlsHandshakeFailedEvent(this, "echo",
				new HandshakeFailure(new InetSocketAddress("192.0.2.7", 4711), HandshakeFailureReason.TIMEOUT, "silent",
						null, 0)))
			.hasToString("DtlsHandshakeFailedEvent [endpoint=echo, peer=/192.0.2.7:4711, reason=TIMEOUT]");
	}

	@Test
	void listenersThatFailAreLoggedOnceAMinuteHoweverManyEventsPeersCause() {
		Logger logger = (Logger) LoggerFactory.getLogger(SessionEvents.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		SessionEvents events = new SessionEvents(this, "echo", (event) -> {
			throw new IllegalStateException("no good");
		});
		for (int i = 0; i < 5; i++) {
			events.handshakeFailed(new HandshakeFailure(new InetSocketAddress("192.0.2.7", 4711),
					HandshakeFailureReason.TIMEOUT, "silent", null, 0));
		}
		events.flush(Duration.ofSeconds(10));
		logger.detachAppender(log);
		assertThat(log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.INFO)).hasSize(1);
	}

}
