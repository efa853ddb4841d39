package io.dtls.spring.actuate;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import io.dtls.PeerIdentity;

/**
 * How much of what identifies a peer is shown. A PSK identity is half of a credential and
 * is never shown in full.
 */
enum PeerValues {

	/** Hides addresses and names. */
	MASKED,

	/** Shows addresses, certificate subjects and the beginning of PSK identities. */
	SHOWN;

	private static final String MASK = "******";

	private static final int SHOWN_OF_IDENTITY = 4;

	static PeerValues shownIf(boolean shown) {
		return shown ? SHOWN : MASKED;
	}

	String address(InetSocketAddress address) {
		return (this == SHOWN) ? plain(address) : MASK;
	}

	/**
	 * An address as it is typed: without a slash or a name; all addresses are {@code *}.
	 */
	static String plain(InetSocketAddress address) {
		String host = address.getAddress().isAnyLocalAddress() ? "*" : address.getAddress().getHostAddress();
		return (host.indexOf(':') < 0) ? host + ":" + address.getPort() : "[" + host + "]:" + address.getPort();
	}

	@Nullable String principal(PeerIdentity peer) {
		String identity = peer.pskIdentity();
		if (this == SHOWN && peer.certificates().isEmpty() && identity != null) {
			return identity.substring(0, Math.min(SHOWN_OF_IDENTITY, identity.length() / 2)) + "…";
		}
		return text((peer.principal() != null) ? peer.principal().getName() : null);
	}

	@Nullable String text(@Nullable String value) {
		return (value == null || this == SHOWN) ? value : MASK;
	}

}
