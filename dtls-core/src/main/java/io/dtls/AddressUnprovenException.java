package io.dtls;

import java.net.InetSocketAddress;

/**
 * A message that was dropped because its peer was last heard from an address that may be
 * somebody else's: three times what came from there has been sent there. It is proven
 * once the peer has answered a return routability check (RFC 9853) or, where it knows
 * none, has gone on from there for some seconds. The session goes on.
 */
public class AddressUnprovenException extends DtlsException {

	private static final long serialVersionUID = 1L;

	/**
	 * A message was dropped.
	 * @param address where the peer was last heard from
	 */
	public AddressUnprovenException(InetSocketAddress address) {
		super("The session has moved to " + address
				+ ", which is not proven to be its peer's: no more than three times what came from there goes there");
	}

}
