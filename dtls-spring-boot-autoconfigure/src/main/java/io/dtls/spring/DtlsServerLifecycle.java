package io.dtls.spring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import io.dtls.endpoint.DtlsServer;

/**
 * Starts a server with its application context and stops it with it. A server that cannot
 * bind its port fails the start of the application.
 */
public final class DtlsServerLifecycle implements SmartLifecycle {

	/**
	 * Right after the inbound endpoints of Spring Integration, so that all that handles
	 * messages runs before the first one arrives and until the last one has gone through.
	 */
	public static final int PHASE = Integer.MAX_VALUE / 2 + 1;

	private static final Logger logger = LoggerFactory.getLogger(DtlsServerLifecycle.class);

	private final String name;

	private final DtlsServer server;

	private final Duration gracePeriod;

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

	@Override
	public void start() {
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new DtlsServerStartException(this.name, ex);
		}
		InetSocketAddress local = this.server.localAddress();
		logger.info("DTLS server listens on UDP port {} of {}", local.getPort(),
				local.getAddress().isAnyLocalAddress() ? "all addresses" : local.getAddress().getHostAddress());
	}

	@Override
	public void stop() {
		this.server.stop(this.gracePeriod);
	}

	@Override
	public boolean isRunning() {
		return this.server.isRunning();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
