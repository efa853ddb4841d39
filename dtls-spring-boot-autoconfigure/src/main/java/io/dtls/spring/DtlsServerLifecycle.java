package io.dtls.spring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;

import io.dtls.ServerState;
import io.dtls.endpoint.DtlsServer;

/**
 * Starts a server when everything that handles its messages has started, and stops it
 * before they stop. A server that cannot bind its port fails the start. What happens in
 * the server is published as application events.
 */
public final class DtlsServerLifecycle implements SmartLifecycle, ApplicationEventPublisherAware {

	/**
	 * Right after the inbound endpoints of Spring Integration, so that all that handles
	 * messages runs before the first one arrives and until the last one has gone through.
	 */
	public static final int PHASE = Integer.MAX_VALUE / 2 + 1;

	private static final Logger logger = LoggerFactory.getLogger(DtlsServerLifecycle.class);

	// For listeners of events; they have nothing else to do at the stop.
	private static final Duration EVENT_PATIENCE = Duration.ofSeconds(2);

	private final String name;

	private final DtlsServer server;

	private final Duration gracePeriod;

	private boolean closeNotify = true;

	private boolean autoStartup = true;

	private @Nullable ApplicationEventPublisher publisher;

	private @Nullable SessionEvents events;

	/**
	 * Creates the lifecycle of one server.
	 * @param name bean name of the server
	 * @param server what to start and stop
	 * @param gracePeriod how long messages that have arrived may take to be handled at
	 * the stop
	 */
	public DtlsServerLifecycle(String name, DtlsServer server, Duration gracePeriod) {
		this.name = name;
		this.server = server;
		this.gracePeriod = gracePeriod;
	}

	/**
	 * Sets whether peers are told at the stop that their sessions end.
	 * @param closeNotify true if not set
	 */
	public void setCloseNotify(boolean closeNotify) {
		this.closeNotify = closeNotify;
	}

	/**
	 * Sets whether the server starts with the application.
	 * @param autoStartup true if not set
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		this.events = new SessionEvents(this.server, this.name, publisher);
		this.server.addObserver(this.events);
	}

	@Override
	public void start() {
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new DtlsServerStartException(this.name, ex);
		}
		InetSocketAddress local = this.server.localAddress();
		logger.info("DTLS server {} listens on UDP port {} of {}", this.name, local.getPort(),
				local.getAddress().isAnyLocalAddress() ? "all addresses" : local.getAddress().getHostAddress());
		if (this.publisher != null) {
			this.publisher.publishEvent(new DtlsServerListeningEvent(this.server, this.name, local.getPort()));
		}
	}

	@Override
	public void stop() {
		this.server.stop(this.gracePeriod, this.closeNotify);
		if (this.events != null) {
			this.events.flush(EVENT_PATIENCE);
		}
	}

	/** Stops on a thread of its own, so that several servers stop at the same time. */
	@Override
	public void stop(Runnable callback) {
		Thread stopping = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, this.name + "-stop");
		stopping.start();
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/** Also while the socket is lost, so that there is something to stop. */
	@Override
	public boolean isRunning() {
		return this.server.state() != ServerState.STOPPED;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
