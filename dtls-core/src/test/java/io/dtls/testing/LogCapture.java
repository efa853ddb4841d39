package io.dtls.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * What is logged from a level on, while it is open.
 */
public final class LogCapture implements AutoCloseable {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level levelBefore = this.root.getLevel();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Appender appender = new Appender();

	private LogCapture() {
	}

	/** Captures everything that would be logged at trace level. */
	public static LogCapture ofEverything() {
		LogCapture capture = new LogCapture();
		capture.root.setLevel(Level.TRACE);
		capture.appender.from = Level.TRACE;
		capture.begin();
		return capture;
	}

	/** Captures errors; other levels go where they went. */
	public static LogCapture ofErrors() {
		LogCapture capture = new LogCapture();
		capture.appender.from = Level.ERROR;
		capture.begin();
		return capture;
	}

	private void begin() {
		this.appender.setContext(this.root.getLoggerContext());
		this.appender.start();
		this.root.addAppender(this.appender);
	}

	/** Each event with its message and stack trace. */
	public List<String> lines() {
		return List.copyOf(this.lines);
	}

	@Override
	public void close() {
		this.root.detachAppender(this.appender);
		this.root.setLevel(this.levelBefore);
	}

	/** Keeps what it is given. */
	private final class Appender extends AppenderBase<ILoggingEvent> {

		private Level from = Level.TRACE;

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(this.from)) {
				String trace = (event.getThrowableProxy() != null)
						? "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()) : "";
				LogCapture.this.lines
					.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + trace);
			}
		}

	}

}
