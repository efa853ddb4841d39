package io.dtls.testing;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fails a test in which something is logged above the debug level, but for the one line a
 * minute that explains failed handshakes of one reason: whatever strangers do, they do
 * not fill the log.
 */
public final class NothingAboveDebug implements BeforeEachCallback, AfterEachCallback {

	private static final String SUMMARY = "io.dtls.internal.events.FailureLog";

	// They tell what they have measured.
	private static final String TESTS = "io.dtls.adversarial.";

	private final Logger ours = (Logger) LoggerFactory.getLogger("io.dtls");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@Override
	public void beforeEach(ExtensionContext context) {
		this.log.list.clear();
		this.log.start();
		this.ours.setLevel(Level.INFO);
		this.ours.setAdditive(false);
		this.ours.addAppender(this.log);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.ours.detachAppender(this.log);
		this.ours.setAdditive(true);
		this.ours.setLevel(null);
		assertThat(List.copyOf(this.log.list)).as("logged above debug")
			.filteredOn((event) -> event.getLevel() != Level.INFO || !event.getLoggerName().equals(SUMMARY))
			.filteredOn((event) -> !event.getLoggerName().startsWith(TESTS))
			.isEmpty();
	}

}
