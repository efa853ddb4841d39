package io.dtls.spring;

import io.dtls.endpoint.DtlsClientBuilder;

/**
 * Changes what the properties do not reach: each bean of this type is called for the
 * client, in their order, after the properties were applied.
 */
@FunctionalInterface
public interface DtlsClientCustomizer {

	/**
	 * Changes the client before it is built.
	 * @param builder with all the properties applied
	 */
	void customize(DtlsClientBuilder builder);

}
