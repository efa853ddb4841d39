package io.dtls.internal.server;

import org.jspecify.annotations.Nullable;

import io.dtls.EndpointStatistics;
import io.dtls.internal.dispatch.MessageDispatcher;
import io.dtls.internal.events.Announcer;
import io.dtls.internal.events.Observers;
import io.dtls.internal.loop.SessionRecords;
import io.dtls.internal.session.SessionRegistry;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.internal.util.ThreadPools;
import io.dtls.settings.SnapshotSettings;

/**
 * What all endpoint threads of a server have in common: limits, registry, counters and
 * the way to the handler. Everything here is safe for use by any thread.
 *
 * @param configuration of the server
 * @param statistics counts
 * @param announcer tells what happens
 * @param registry knows the open sessions
 * @param admission decides which handshakes may begin
 * @param memory adds up what unfinished handshakes hold
 * @param handshakeThreads run handshakes
 * @param dispatcher brings messages to the handler
 * @param records takes what sessions receive
 * @param vault keeps saved sessions, or null if none are saved
 */
record SharedState(ServerConfiguration configuration, EndpointStatistics statistics, Announcer announcer,
		SessionRegistry registry, AdmissionControl admission, MemoryBudget memory, ThreadPools.Pool handshakeThreads,
		MessageDispatcher dispatcher, SessionRecords records, @Nullable SnapshotVault vault) {

	static SharedState of(ServerConfiguration configuration, EndpointStatistics statistics, Observers observers) {
		SnapshotSettings snapshots = configuration.snapshots();
		Announcer announcer = new Announcer(statistics, observers);
		MessageDispatcher dispatcher = MessageDispatcher.of(configuration.name(), configuration.dispatch(),
				configuration.handler(), configuration.handlerExecutor());
		return new SharedState(configuration, statistics, announcer,
				new SessionRegistry(configuration.sessions().maxPerSource()),
				new AdmissionControl(configuration.handshakes(), System.nanoTime()),
				new MemoryBudget(configuration.handshakes().memoryBudget()),
				ThreadPools.forHandshakes(configuration.name(), configuration.handshakes().maxConcurrent()), dispatcher,
				new SessionRecords(dispatcher, statistics, announcer),
				(snapshots != null) ? new SnapshotVault(snapshots, configuration.name()) : null);
	}

	/** Ends the threads, after the endpoint threads have ended. */
	void close() {
		this.handshakeThreads.close();
		this.dispatcher.close();
	}

}
