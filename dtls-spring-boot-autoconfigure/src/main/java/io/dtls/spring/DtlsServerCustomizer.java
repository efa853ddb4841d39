package io.dtls.spring;

import io.dtls.endpoint.DtlsServerBuilder;

/**
 * Changes what the properties do not reach: each bean of this type is called for each
 * server, in their order, after the properties were applied.
 */
@FunctionalInterface
public interface DtlsServerCustomizer {

	/**
	 * Changes one server before it is built.
	 * @param server bean name of the server
	 * @param builder with all the properties applied
	 */
	void customize(String server, DtlsServerBuilder builder);

}
