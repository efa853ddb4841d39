package io.dtls.internal.session;

import java.lang.invoke.VarHandle;

import io.dtls.SessionTraffic;

/**
 * What a session has carried, and when its peer was last heard. What arrives is counted
 * by the io thread, what leaves under the session's write lock; any thread may look.
 */
final class TrafficCount {

	private long messagesReceived;

	private long bytesReceived;

	private long messagesSent;

	private long bytesSent;

	// Written after the counters and read before them, which publishes them.
	private volatile long lastHeard;

	TrafficCount(long now) {
		this.lastHeard = now;
	}

	/** Goes on with what was saved. */
	TrafficCount(SessionTraffic saved, long lastHeard) {
		this.messagesReceived = saved.messagesReceived();
		this.bytesReceived = saved.bytesReceived();
		this.messagesSent = saved.messagesSent();
		this.bytesSent = saved.bytesSent();
		this.lastHeard = lastHeard;
	}

	void received(int size) {
		this.messagesReceived++;
		this.bytesReceived += size;
	}

	// What only leaves is no sign of a peer: it does not keep the session from idling.
	void sent(int size) {
		this.messagesSent++;
		this.bytesSent += size;
		VarHandle.releaseFence();
	}

	void heard(long now) {
		this.lastHeard = now;
	}

	/** When something authentic last arrived, on the endpoint's clock, in nanoseconds. */
	long lastHeard() {
		return this.lastHeard;
	}

	SessionTraffic now() {
		VarHandle.acquireFence();
		return new SessionTraffic(this.messagesReceived, this.bytesReceived, this.messagesSent, this.bytesSent);
	}

}
