package io.dtls.internal.session;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that a session's newest record came from and that its peer has not proven.
 * At most three times the bytes that came from there go there (RFC 9146, section 6), for
 * as long as it is a claim. A peer that agreed to it is asked (RFC 9853, section 5); one
 * that did not can prove no address, since whoever sees its records can send copies of
 * them from anywhere.
 * <p>
 * For the io thread; {@link #take} is for any.
 */
final class PathClaim {

	private static final int AMPLIFICATION = 3;

	private final SessionHost host;

	private final InetSocketAddress address;

	private final boolean follows;

	private final boolean asks;

	// Of the phase, to be answered on its path.
	private final List<byte[]> cookies = new ArrayList<>(1);

	private Phase phase;

	private long deadline;

	// Both guarded by this.
	private long received;

	private long sent;

	/**
	 * Claims an address.
	 * @param host the endpoint
	 * @param address the address
	 * @param follows whether the session sends there meanwhile; else its proven address
	 * is asked first
	 * @param asks whether the peer can be asked
	 */
	PathClaim(SessionHost host, InetSocketAddress address, boolean follows, boolean asks) {
		this.host = host;
		this.address = address;
		this.follows = follows;
		this.asks = asks;
		this.phase = follows ? Phase.NEW_PATH : Phase.OLD_PATH;
	}

	InetSocketAddress address() {
		return this.address;
	}

	boolean follows() {
		return this.follows;
	}

	/** Notes bytes that came from the address. */
	synchronized void give(int size) {
		this.received += size;
	}

	/**
	 * Accounts for a datagram before it is sent to the address.
	 * @param size in bytes, or more
	 * @return whether it may be sent
	 */
	synchronized boolean take(int size) {
		if (this.sent + size > AMPLIFICATION * this.received) {
			return false;
		}
		this.sent += size;
		return true;
	}

	/** Whether the peer can be asked and has not been. */
	boolean needsQuestion() {
		return this.asks && this.cookies.isEmpty();
	}

	/** Whether the question is whether the peer is still at its proven address. */
	boolean asksOldPath() {
		return this.phase == Phase.OLD_PATH;
	}

	/** Goes on to ask whether the peer is at the claimed address. */
	void askNewPath() {
		this.phase = Phase.NEW_PATH;
		this.cookies.clear();
	}

	/**
	 * Makes the next challenge: each with a cookie of its own, further and further apart
	 * (RFC 9853, section 5.3).
	 * @param now the time, in nanoseconds
	 */
	byte[] nextCookie(long now) {
		byte[] cookie = new byte[PathMessage.COOKIE_SIZE];
		this.host.randomise(cookie);
		this.deadline = now + (this.phase.firstInterval << this.cookies.size());
		this.cookies.add(cookie);
		return cookie;
	}

	boolean isExpected(byte[] cookie) {
		boolean expected = false;
		for (byte[] sentCookie : this.cookies) {
			expected |= MessageDigest.isEqual(sentCookie, cookie);
		}
		return expected;
	}

	/** Whether a challenge has waited long enough for its answer. */
	boolean isOverdue(long now) {
		return !this.cookies.isEmpty() && now - this.deadline >= 0;
	}

	boolean mayAskAgain() {
		return this.cookies.size() < this.phase.challenges;
	}

	/** The earlier of a deadline and the one of the challenge. */
	long nextDeadline(long other) {
		return (!this.cookies.isEmpty() && this.deadline - other < 0) ? this.deadline : other;
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
