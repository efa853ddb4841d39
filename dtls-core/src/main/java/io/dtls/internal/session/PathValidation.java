package io.dtls.internal.session;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Whether the address that a session's newest record came from is its peer's: anybody can
 * take a record on its way and send it on from another address. Until that address is
 * proven, at most three times what came from there goes there (RFC 9146, section 6).
 * <p>
 * A peer that agreed to it is asked (RFC 9853, section 5), and where it does not answer
 * the session goes back. One that did not agree proves its address by going on from there
 * while nothing of the session comes from anywhere else: of a record that was copied the
 * original arrives too.
 * <p>
 * One for each address, gone when that is proven or given up. Changed on the endpoint
 * thread; {@link #take} is for any.
 */
final class PathValidation {

	private static final int AMPLIFICATION = 3;

	// Few and soon enough for a peer that repeats its request after 2, 4 and 8 seconds,
	// and long enough for the original of a copied record to arrive.
	private static final int EVIDENT_RECORDS = 3;

	private static final long EVIDENT_NANOS = 5_000_000_000L;

	private final RoamingSession session;

	private final SessionHost host;

	private final InetSocketAddress proven;

	private final InetSocketAddress candidate;

	private final boolean asks;

	// Whoever sends may still see the address that the session is about to leave.
	private volatile @Nullable PathValidation left;

	// Of the phase, to be answered on its path.
	private final List<byte[]> cookies = new ArrayList<>();

	private Phase phase;

	private long deadline;

	private int records;

	private long evidentSince;

	// Both guarded by this.
	private long received;

	private long sent;

	private PathValidation(RoamingSession session, InetSocketAddress proven, InetSocketAddress candidate, Phase phase) {
		this.session = session;
		this.host = session.host;
		this.proven = proven;
		this.candidate = candidate;
		this.phase = phase;
		this.asks = session.negotiated().returnRoutability();
		this.evidentSince = this.host.now();
	}

	/**
	 * Notes the newest record, which came from another address.
	 * @param session whose peer may have moved
	 * @param address where to
	 * @param follows whether the session moves there at once, or when that has answered
	 * @param size of the record in bytes
	 */
	static void begin(RoamingSession session, InetSocketAddress address, boolean follows, int size) {
		PathValidation current = session.path;
		if (current != null && address.equals(current.candidate)) {
			current.heard(address, size);
			return;
		}
		if (address.equals(session.provenAddress())) {
			settle(session, address);
			return;
		}
		PathValidation next = of(session, session.provenAddress(), address, follows);
		if (current != null) {
			current.left = null;
			next.left = current;
		}
		// Before anybody sends there.
		next.give(size);
		session.path = next;
		if (follows) {
			session.relocate(address);
		}
		next.goOn();
	}

	/**
	 * Begins, without a question yet.
	 * @param session whose peer may have moved
	 * @param proven where it was for certain
	 * @param address where to
	 * @param follows whether the old path is not asked first
	 */
	static PathValidation of(RoamingSession session, InetSocketAddress proven, InetSocketAddress address,
			boolean follows) {
		return new PathValidation(session, proven, address, follows ? Phase.NEW_PATH : Phase.OLD_PATH);
	}

	private static void settle(RoamingSession session, InetSocketAddress address) {
		if (!address.equals(session.remoteAddress())) {
			session.relocate(address);
		}
		session.path = null;
	}

	/** Where the peer was when that was last known for certain. */
	InetSocketAddress proven() {
		return this.proven;
	}

	/**
	 * Accounts for a datagram before it is sent, under the session's write lock.
	 * @param size in bytes, or more
	 * @param to its destination
	 * @return whether it may be sent
	 */
	synchronized boolean take(int size, InetSocketAddress to) {
		if (!to.equals(this.candidate)) {
			PathValidation before = this.left;
			return to.equals(this.proven) || (before != null && before.take(size, to));
		}
		if (this.sent + size > AMPLIFICATION * this.received) {
			return false;
		}
		this.sent += size;
		return true;
	}

	private synchronized void give(int size) {
		this.received += size;
	}

	/** Notes an authentic record. */
	void heard(InetSocketAddress from, int size) {
		if (!from.equals(this.candidate)) {
			contradicted(from);
			return;
		}
		give(size);
		goOn();
	}

	private void goOn() {
		this.records++;
		if (this.asks) {
			if (this.cookies.isEmpty()) {
				challenge(this.host.now());
			}
		}
		else if (this.records >= EVIDENT_RECORDS && this.host.now() - this.evidentSince >= EVIDENT_NANOS) {
			settle(this.session, this.candidate);
		}
	}

	/**
	 * Notes a record of the session's that is a replay, or late, so that any came first.
	 */
	void contradicted(InetSocketAddress from) {
		if (!from.equals(this.candidate)) {
			this.records = 0;
			this.evidentSince = this.host.now();
		}
	}

	// Each with a cookie of its own, as many as are allowed for and further and further
	// apart (RFC 9853, section 5.3).
	private void challenge(long now) {
		byte[] cookie = new byte[PathMessage.COOKIE_SIZE];
		this.host.randomise(cookie);
		this.deadline = now + (this.phase.firstInterval << this.cookies.size());
		this.cookies.add(cookie);
		this.session.sendCheck(PathMessage.of(PathMessage.CHALLENGE, cookie), path(), Integer.MAX_VALUE);
		this.session.scheduleTimers();
	}

	// Whose answer counts.
	private InetSocketAddress path() {
		return (this.phase == Phase.OLD_PATH) ? this.proven : this.candidate;
	}

	/** Asks again, or gives up. */
	void expired(long now) {
		if (this.cookies.isEmpty() || now - this.deadline < 0) {
			return;
		}
		if (this.cookies.size() < this.phase.challenges) {
			challenge(now);
		}
		else if (this.phase == Phase.OLD_PATH) {
			askCandidate();
		}
		else {
			settle(this.session, this.proven);
		}
	}

	private void askCandidate() {
		this.phase = Phase.NEW_PATH;
		this.cookies.clear();
		challenge(this.host.now());
	}

	/** The earlier of a deadline and the one of the challenge. */
	long nextDeadline(long other) {
		return (!this.cookies.isEmpty() && this.deadline - other < 0) ? this.deadline : other;
	}

	/**
	 * Takes the answer to a challenge.
	 * @param type of the message
	 * @param cookie in it
	 * @param from where it came from
	 * @return whether it was one that was waited for
	 */
	boolean answered(int type, byte[] cookie, InetSocketAddress from) {
		if (!from.equals(path()) || !isExpected(cookie)) {
			return false;
		}
		if (type == PathMessage.RESPONSE) {
			// On the old path too: there the peer still is, and the record was a copy.
			settle(this.session, path());
			return true;
		}
		if (this.phase == Phase.OLD_PATH) {
			askCandidate();
			return true;
		}
		return false;
	}

	private boolean isExpected(byte[] cookie) {
		boolean expected = false;
		for (byte[] sentCookie : this.cookies) {
			expected |= MessageDigest.isEqual(sentCookie, cookie);
		}
		return expected;
	}

	/** Which path is asked, how often, and for how long in all. */
	private enum Phase {

		/**
		 * Whether the peer is still there (RFC 9853, section 5.2). A second in all, as
		 * section 5.5 says where nothing is known of the path.
		 */
		OLD_PATH(2, 1_000_000_000L / 3),

		/**
		 * Whether it is here (section 5.1). Seven seconds in all, for paths as slow as
		 * those of constrained networks; nothing is at stake but what the bound allows.
		 */
		NEW_PATH(3, 1_000_000_000L);

		private final int challenges;

		private final long firstInterval;

		Phase(int challenges, long firstInterval) {
			this.challenges = challenges;
			this.firstInterval = firstInterval;
		}

	}

}
