package io.dtls.internal.server;

import java.net.InetSocketAddress;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailure;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.Outcome;
import io.dtls.internal.handshake.dtls12.server.ServerHandshake;
import io.dtls.internal.util.WheelTimer;

/**
 * A handshake from the valid cookie to its outcome. Its timer ends it if the rest of a
 * fragmented ClientHello never arrives, and then keeps its time.
 */
final class PendingHandshake extends WheelTimer implements Outcome {

	private final Handshakes owner;

	private final InetSocketAddress peer;

	private final long helloTag;

	private final long startedAt;

	private final byte @Nullable [] connectionId;

	private final ServerHandshake handshake;

	private boolean running;

	private boolean started;

	private long lastHeard;

	private long memoryCounted;

	PendingHandshake(Handshakes owner, InetSocketAddress peer, long helloTag, long startedAt,
			byte @Nullable [] connectionId, Function<Outcome, ServerHandshake> factory) {
		this.owner = owner;
		this.peer = peer;
		this.helloTag = helloTag;
		this.startedAt = startedAt;
		this.connectionId = connectionId;
		this.lastHeard = startedAt;
		this.handshake = factory.apply(this);
	}

	InetSocketAddress peer() {
		return this.peer;
	}

	ServerHandshake handshake() {
		return this.handshake;
	}

	/** What the peer may get, or null for none; not a copy. */
	byte @Nullable [] connectionId() {
		return this.connectionId;
	}

	long helloTag() {
		return this.helloTag;
	}

	long startedAt() {
		return this.startedAt;
	}

	boolean isRunning() {
		return this.running;
	}

	void markRunning() {
		this.running = true;
	}

	/** Whether this is the first time that its turn comes. */
	boolean start() {
		boolean first = !this.started;
		this.started = true;
		return first;
	}

	/** The client sent something that was of use. */
	void heard(long now) {
		this.lastHeard = now;
	}

	long lastHeard() {
		return this.lastHeard;
	}

	/** What the budget knows that this handshake holds, in bytes. */
	long memoryCounted() {
		return this.memoryCounted;
	}

	void countMemory(long bytes) {
		this.memoryCounted = bytes;
	}

	@Override
	public void established(Established established) {
		this.owner.post(() -> this.owner.established(this, established));
	}

	@Override
	public void keysSeemToDiffer() {
		this.owner.post(() -> this.owner.keysSeemToDiffer(this));
	}

	@Override
	public void failed(HandshakeFailure failure) {
		this.owner.post(() -> this.owner.failed(this, failure));
	}

	@Override
	protected void expired(long now) {
		if (this.running) {
			this.owner.watch(this, now);
		}
		else {
			this.owner.helloMissing(this);
		}
	}

}
