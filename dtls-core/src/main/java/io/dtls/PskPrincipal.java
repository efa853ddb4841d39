package io.dtls;

import java.security.Principal;

/**
 * A peer known by its PSK identity (RFC 4279).
 *
 * @param name the identity as the peer sent it
 */
public record PskPrincipal(String name) implements Principal {

	@Override
	public String getName() {
		return this.name;
	}

}
