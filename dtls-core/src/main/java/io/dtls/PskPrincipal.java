package io.dtls;

import java.io.Serializable;
import java.security.Principal;

/**
 * A peer known by its PSK identity (RFC 4279).
 *
 * @param name the identity as the peer sent it
 */
public record PskPrincipal(String name) implements Principal, Serializable {

	@Override
	public String getName() {
		return this.name;
	}

}
