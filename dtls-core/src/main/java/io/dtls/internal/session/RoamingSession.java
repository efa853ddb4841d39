package io.dtls.internal.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.dtls.AddressUnprovenException;
import io.dtls.DropReason;
import io.dtls.internal.handshake.Established;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.util.TokenBucket;

/**
 * A session whose peer may come from another address one day, and may ask whether this
 * side is still where it was (RFC 9146, section 6; RFC 9853).
 */
public abstract class RoamingSession extends SessionFacts {

	// Each challenge is answered by a record as small; nobody needs more of them.
	private static final int CHALLENGES_PER_SECOND = 10;

	private static final int AMPLIFICATION = 3;

	final RecordLayer records;

	final ReentrantLock writeLock = new ReentrantLock();

	// Null while the peer is where it is known to be. Set by the endpoint thread, before
	// the address changes and after it has changed back.
	volatile @Nullable PathValidation path;

	private @Nullable TokenBucket challenges;

	RoamingSession(long id, Established established, InetSocketAddress address, SessionHost host) {
		super(id, established, address, host);
		this.records = established.records();
	}

	RoamingSession(SessionSnapshot snapshot, RecordLayer records, InetSocketAddress address, SessionHost host) {
		super(snapshot, address, host);
		this.records = records;
		if (!address.equals(snapshot.address())) {
			this.path = PathValidation.of(this, snapshot.address(), address, true);
		}
	}

	abstract void scheduleTimers();

	/** Has the endpoint send to, and find, the peer at another address. */
	abstract void relocate(InetSocketAddress address);

	/**
	 * Whether the newest record, from where the session is, says something about another
	 * address that is being checked. Answers to that question are weighed by
	 * {@link #check}.
	 */
	public boolean isContradictedBy(OpenedRecord newest) {
		return this.path != null && newest.contentType() != RecordFormat.RETURN_ROUTABILITY_CHECK;
	}

	/**
	 * Notes the newest record, which came from another address than the peer's, or came
	 * while one is being checked. On the endpoint thread.
	 * @param address where from
	 * @param follows whether the session moves there at once, or when that has answered
	 * @param size of the record in bytes
	 */
	public void peerMayBeAt(InetSocketAddress address, boolean follows, int size) {
		PathValidation.begin(this, address, follows, size);
	}

	/**
	 * Notes any other authentic record, on the endpoint thread.
	 * @param from where it came from
	 * @param size of the record in bytes
	 */
	public void heard(InetSocketAddress from, int size) {
		PathValidation current = this.path;
		if (current != null) {
			current.heard(from, size);
		}
	}

	/**
	 * Notes a record that could not be opened, on the endpoint thread.
	 * @param reason why
	 * @param from where it came from
	 */
	public void refused(DropReason reason, InetSocketAddress from) {
		PathValidation current = this.path;
		if (current != null && reason == DropReason.REPLAY) {
			current.contradicted(from);
		}
	}

	/**
	 * Takes a return routability message, on the endpoint thread.
	 * @param record an authentic record of that type
	 * @param from where it came from
	 * @param size of the record in bytes
	 * @return null, or why it is dropped
	 */
	public @Nullable DropReason check(OpenedRecord record, InetSocketAddress from, int size) {
		if (!this.negotiated.returnRoutability()) {
			return DropReason.UNEXPECTED;
		}
		if (record.length() == 0) {
			return DropReason.MALFORMED;
		}
		int type = PathMessage.type(record);
		if (type > PathMessage.DROP) {
			// RFC 9853, section 4: types of the future are ignored.
			return DropReason.UNEXPECTED;
		}
		if (record.length() != PathMessage.SIZE) {
			return DropReason.MALFORMED;
		}
		byte[] cookie = PathMessage.cookie(record);
		if (type == PathMessage.CHALLENGE) {
			return answer(cookie, from, size);
		}
		PathValidation current = this.path;
		return (current != null && current.answered(type, cookie, from)) ? null : DropReason.UNEXPECTED;
	}

	// To where the challenge came from, at once and once (RFC 9853, section 5.4). This
	// side knows of no path that it has left, so it never asks to drop one.
	private @Nullable DropReason answer(byte[] cookie, InetSocketAddress from, int size) {
		if (this.challenges == null) {
			this.challenges = new TokenBucket(CHALLENGES_PER_SECOND, CHALLENGES_PER_SECOND, this.host.now());
		}
		if (!this.challenges.take(this.host.now())) {
			return DropReason.RATE_LIMITED;
		}
		boolean known = from.equals(remoteAddress());
		sendCheck(PathMessage.of(PathMessage.RESPONSE, cookie), from, known ? Integer.MAX_VALUE : AMPLIFICATION * size);
		return null;
	}

	/**
	 * Accounts for a datagram before it is sent, under the write lock.
	 * @param size in bytes, or more
	 * @param to its destination
	 * @return whether it may be sent; counted as dropped if not
	 */
	boolean mayTransmit(int size, InetSocketAddress to) {
		PathValidation current = this.path;
		boolean may = current == null || current.take(size, to);
		if (!may) {
			this.host.dropped(DropReason.ADDRESS_UNPROVEN, to);
		}
		return may;
	}

	final void transmit(int contentType, byte[] data, InetSocketAddress to) throws IOException {
		int size = data.length + this.records.overhead();
		if (!mayTransmit(size, to)) {
			throw new AddressUnprovenException(to);
		}
		byte[] datagram = this.host.sendBuffer(size);
		int length = this.records.protect(contentType, data, 0, data.length, datagram, 0);
		this.host.transmit(datagram, length, to);
	}

	/**
	 * Sends a return routability message, if the session is open and its destination may
	 * be sent to.
	 * @param message of RFC 9853
	 * @param to the destination
	 * @param limit most bytes of the datagram
	 */
	void sendCheck(byte[] message, InetSocketAddress to, int limit) {
		this.writeLock.lock();
		try {
			if (isOpen() && message.length + this.records.overhead() <= limit) {
				transmit(RecordFormat.RETURN_ROUTABILITY_CHECK, message, to);
			}
		}
		catch (IOException ex) {
			// Counted where it was sent; whoever waits for it will ask again.
		}
		finally {
			this.writeLock.unlock();
		}
	}

	/** Under the write lock, so that what is on its way out has been accounted for. */
	@Override
	void moveTo(InetSocketAddress address) {
		this.writeLock.lock();
		try {
			super.moveTo(address);
		}
		finally {
			this.writeLock.unlock();
		}
	}

	/** Where the peer is, or was before it came from an address that may be another's. */
	@Override
	InetSocketAddress provenAddress() {
		PathValidation current = this.path;
		return (current != null) ? current.proven() : remoteAddress();
	}

}
