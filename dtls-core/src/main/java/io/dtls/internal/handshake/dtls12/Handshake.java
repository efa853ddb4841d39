package io.dtls.internal.handshake.dtls12;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.DropReason;
import io.dtls.HandshakeFailure;
import io.dtls.HandshakeFailureReason;
import io.dtls.NegotiatedParameters;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.handshake.LastFlight;
import io.dtls.internal.handshake.Outcome;

/**
 * One handshake, from its beginning to its outcome. The endpoint thread offers what
 * arrives; {@link #run} belongs on a handshake thread and blocks.
 */
public abstract class Handshake implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Handshake.class);

	private final InetSocketAddress peer;

	private final Outcome outcome;

	private final HandshakeTransport transport;

	private final CipherHook hook;

	private final long startedAt = System.nanoTime();

	public Handshake(InetSocketAddress peer, Outcome outcome, HandshakeTransport transport, CipherHook hook) {
		this.peer = peer;
		this.outcome = outcome;
		this.transport = transport;
		this.hook = hook;
		transport.onKeysSeemToDiffer(outcome::keysSeemToDiffer);
	}

	/**
	 * Takes one datagram of this peer. Never blocks; copies what it keeps.
	 * @param datagram holds the datagram
	 * @param off where it starts
	 * @param len its size in bytes
	 * @return null if something of it was kept, else why it was dropped
	 */
	public @Nullable DropReason offer(byte[] datagram, int off, int len) {
		DropReason dropped = this.transport.take(datagram, off, len);
		this.transport.wake();
		return dropped;
	}

	/**
	 * Takes one datagram as {@link #offer} does, but leaves the handshake asleep until
	 * {@link #wake}, so that all that arrives together costs one wake-up.
	 * @param datagram holds the datagram
	 * @param off where it starts
	 * @param len its size in bytes
	 * @return null if something of it was kept, else why it was dropped
	 */
	public @Nullable DropReason take(byte[] datagram, int off, int len) {
		return this.transport.take(datagram, off, len);
	}

	/** Goes on with what was taken, if that is worth it. */
	public void wake() {
		this.transport.wake();
	}

	/**
	 * Runs the handshake to its end and announces the outcome. Nothing the peer sends
	 * makes this throw.
	 */
	@Override
	public void run() {
		HandshakeFailure failure = new HandshakeFailure(this.peer, HandshakeFailureReason.INTERNAL_ERROR,
				"The handshake thread broke off", null, 0);
		Established established = null;
		try {
			this.transport.begin();
			if (this.transport.abortReason() != null) {
				throw new IOException("Given up before it began");
			}
			perform();
			established = establish();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Handshake failed", ex);
			failure = new FailureCause(this.transport, side()).explain(ex, this.peer, elapsed());
		}
		finally {
			this.transport.flush();
			if (established != null) {
				this.outcome.established(established);
			}
			else {
				discard();
				this.outcome.failed(failure);
			}
		}
	}

	/**
	 * Has Bouncy Castle shake hands. The DTLSTransport that comes of it is not used: the
	 * session has a record layer of its own.
	 */
	public abstract void perform() throws IOException;

	public abstract HandshakeSide side();

	public HandshakeTransport transport() {
		return this.transport;
	}

	private long elapsed() {
		return System.nanoTime() - this.startedAt;
	}

	private Established establish() {
		HandshakeCipher cipher = this.hook.cipher();
		NegotiatedParameters negotiated = side().negotiated();
		byte[] finished = (cipher != null) ? cipher.finished() : null;
		if (cipher == null || negotiated == null || finished == null) {
			throw new IllegalStateException("Bouncy Castle ended a handshake without keys or Finished");
		}
		LastFlight lastFlight = side().sendsLastFlight()
				? new LastFlight(finished, this.transport.nextPlaintextRecord()) : null;
		return new Established(cipher.handOver(), negotiated, side().peer(), lastFlight, cipher.early(),
				side().keepForResumption(), side().exported());
	}

	private void discard() {
		HandshakeCipher cipher = this.hook.cipher();
		if (cipher != null) {
			cipher.destroy();
		}
		side().discard();
		this.transport.closeInbound();
	}

	/**
	 * Ends the handshake soon, from any thread; the outcome is announced by {@link #run}.
	 * A handshake that has not begun to run announces nothing: the endpoint forgets it.
	 * @param why what the failure will say
	 */
	public void abort(HandshakeFailureReason why) {
		this.transport.abort(why);
	}

	/**
	 * Ends the handshake as {@link #abort} does, but without a word: once this returns,
	 * nothing of it leaves. Its alert would be a plaintext one, which ends the next
	 * handshake of whoever has the address by then.
	 * @param why what the failure will say
	 */
	public void giveWay(HandshakeFailureReason why) {
		this.transport.giveWay(why);
	}

	/**
	 * What arrived after the handshake took its last record, in order, one record each.
	 * Called once, by the endpoint thread, after {@link Outcome#established}; nothing is
	 * kept from then on.
	 */
	public List<byte[]> remainingRecords() {
		return this.transport.closeInbound();
	}

	/**
	 * Keeps the time of the handshake, so that it needs no timer of its own: wakes its
	 * thread if it has waited long enough for the peer. Whoever calls this once has to go
	 * on calling.
	 * @param now the time, as {@link System#nanoTime} tells it
	 * @return when to call again, at the latest
	 */
	public long wakeIfDue(long now) {
		return this.transport.wakeIfDue(now);
	}

	/** Bytes held in datagrams and reassembly. */
	public int memoryHeld() {
		return this.transport.memoryHeld();
	}

	/** Records of epoch 1 that failed authentication so far. */
	public long undecryptableRecords() {
		return this.transport.undecryptableRecords();
	}

	/**
	 * Whether the peer's Finished could not be decrypted more than once, as happens with
	 * a wrong PSK. The handshake goes on until its timeout, as anyone can forge such
	 * records.
	 */
	public boolean keysSeemToDiffer() {
		return this.transport.keysSeemToDiffer();
	}

}
