package io.dtls.internal.session;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import io.dtls.DropReason;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.util.TokenBucket;
import io.dtls.settings.Migration;

/**
 * Where a session's peer is: at the address that it has proven, and perhaps at another
 * one that is only a {@linkplain PathClaim claim}, because anybody can take a record on
 * its way and send it on from there. The session is found and counted by its proven
 * address alone (RFC 9146, section 6; RFC 9853).
 * <p>
 * Changed on the io thread; {@link #mayTransmit} and the addresses are for any.
 */
final class SessionPath {

	// Each challenge is answered by a record as small; nobody needs more of them.
	private static final int CHALLENGES_PER_SECOND = 10;

	private static final int AMPLIFICATION = 3;

	private final PathLink link;

	private final boolean asks;

	private volatile InetSocketAddress proven;

	private volatile @Nullable PathClaim claim;

	private @Nullable TokenBucket challenges;

	/**
	 * Begins where the peer is for certain.
	 * @param link the session
	 * @param proven where the peer is
	 * @param asks whether the peer agreed to be asked (RFC 9853)
	 */
	SessionPath(PathLink link, InetSocketAddress proven, boolean asks) {
		this.link = link;
		this.proven = proven;
		this.asks = asks;
	}

	/** Before its first record: a saved session goes on where a record came from. */
	void beginAt(InetSocketAddress claimed) {
		if (!claimed.equals(this.proven)) {
			this.claim = new PathClaim(this.link.host(), claimed, true, this.asks);
		}
	}

	/** Where the peer was when that was last known for certain. */
	InetSocketAddress proven() {
		return this.proven;
	}

	/** Where the session sends to. */
	InetSocketAddress destination() {
		PathClaim current = this.claim;
		return (current != null && current.follows()) ? current.address() : this.proven;
	}

	/**
	 * Whether a record from an address is looked at.
	 * @param from where it came from
	 * @param migration what becomes of records from other addresses
	 */
	boolean mayComeFrom(InetSocketAddress from, Migration migration) {
		if (from.equals(this.proven) || from.equals(destination())) {
			return true;
		}
		return switch (migration) {
			case REJECT -> false;
			case NEWEST -> true;
			case VERIFIED -> this.asks;
		};
	}

	/**
	 * Notes an authentic record, on the io thread.
	 * @param record what it was
	 * @param from where it came from
	 * @param follows whether the session sends to another address at once, or when that
	 * has answered
	 * @param size of the record in bytes
	 */
	void heard(OpenedRecord record, InetSocketAddress from, boolean follows, int size) {
		PathClaim current = this.claim;
		if (current != null && from.equals(current.address())) {
			noteClaim(current, size);
			return;
		}
		// An answer to a challenge says nothing more; check() weighs it.
		boolean asked = record.contentType() == RecordFormat.RETURN_ROUTABILITY_CHECK;
		boolean elsewhere = !from.equals(destination());
		if (record.newest() && (elsewhere || (current != null && !asked))) {
			mayBeAt(from, follows, size);
		}
	}

	private void noteClaim(PathClaim claimed, int size) {
		claimed.give(size);
		if (claimed.needsQuestion()) {
			challenge(claimed, this.link.host().now());
		}
	}

	private void mayBeAt(InetSocketAddress from, boolean follows, int size) {
		if (from.equals(this.proven)) {
			change(null);
			return;
		}
		PathClaim next = new PathClaim(this.link.host(), from, follows, this.asks);
		next.give(size);
		change(next);
		if (next.needsQuestion()) {
			challenge(next, this.link.host().now());
		}
	}

	private void change(@Nullable PathClaim next) {
		InetSocketAddress previous = destination();
		this.link.whileNothingIsSent(() -> this.claim = next);
		if (!previous.equals(destination())) {
			this.link.redirected(previous);
		}
	}

	private void prove(InetSocketAddress address) {
		InetSocketAddress home = this.proven;
		InetSocketAddress previous = destination();
		this.link.whileNothingIsSent(() -> {
			this.proven = address;
			this.claim = null;
		});
		if (!home.equals(address)) {
			this.link.proven(home);
		}
		if (!previous.equals(address)) {
			this.link.redirected(previous);
		}
	}

	/**
	 * Takes a return routability message, on the io thread.
	 * @param record an authentic record of that type
	 * @param from where it came from
	 * @param size of the record in bytes
	 * @return null, or why it is dropped
	 */
	@Nullable DropReason check(OpenedRecord record, InetSocketAddress from, int size) {
		if (!this.asks) {
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
		return (type == PathMessage.CHALLENGE) ? answer(cookie, from, size) : answered(type, cookie, from);
	}

	// To where the challenge came from, at once and once (RFC 9853, section 5.4). This
	// side knows of no path that it has left, so it never asks to drop one.
	private @Nullable DropReason answer(byte[] cookie, InetSocketAddress from, int size) {
		if (this.challenges == null) {
			this.challenges = new TokenBucket(CHALLENGES_PER_SECOND, CHALLENGES_PER_SECOND, this.link.host().now());
		}
		if (!this.challenges.take(this.link.host().now())) {
			return DropReason.RATE_LIMITED;
		}
		boolean known = from.equals(destination());
		this.link.sendCheck(PathMessage.of(PathMessage.RESPONSE, cookie), from,
				known ? Integer.MAX_VALUE : AMPLIFICATION * size);
		return null;
	}

	private @Nullable DropReason answered(int type, byte[] cookie, InetSocketAddress from) {
		PathClaim current = this.claim;
		if (current == null || !from.equals(asked(current)) || !current.isExpected(cookie)) {
			return DropReason.UNEXPECTED;
		}
		if (type == PathMessage.RESPONSE) {
			// On the old path too: there the peer still is, and the record was a copy.
			prove(from);
			return null;
		}
		if (current.asksOldPath()) {
			current.askNewPath();
			challenge(current, this.link.host().now());
			return null;
		}
		return DropReason.UNEXPECTED;
	}

	// Whose answer counts.
	private InetSocketAddress asked(PathClaim claimed) {
		return claimed.asksOldPath() ? this.proven : claimed.address();
	}

	private void challenge(PathClaim claimed, long now) {
		byte[] cookie = claimed.nextCookie(now);
		this.link.sendCheck(PathMessage.of(PathMessage.CHALLENGE, cookie), asked(claimed), Integer.MAX_VALUE);
		this.link.scheduleTimers();
	}

	/** Asks again, or goes back to where the peer was for certain. */
	void expired(long now) {
		PathClaim current = this.claim;
		if (current == null || !current.isOverdue(now)) {
			return;
		}
		if (current.mayAskAgain()) {
			challenge(current, now);
		}
		else if (current.asksOldPath()) {
			current.askNewPath();
			challenge(current, now);
		}
		else {
			change(null);
		}
	}

	/** The earlier of a deadline and the one of a challenge. */
	long nextDeadline(long other) {
		PathClaim current = this.claim;
		return (current != null) ? current.nextDeadline(other) : other;
	}

	/**
	 * Accounts for a datagram before it is sent, under the write lock.
	 * @param size in bytes, or more
	 * @param to its destination
	 * @return whether it may be sent; counted as dropped if not
	 */
	boolean mayTransmit(int size, InetSocketAddress to) {
		PathClaim current = this.claim;
		boolean may = current == null || to.equals(this.proven) || (to.equals(current.address()) && current.take(size));
		if (!may) {
			this.link.host().dropped(DropReason.ADDRESS_UNPROVEN, to);
		}
		return may;
	}

}
