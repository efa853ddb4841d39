package io.dtls.autoconfigure.actuate;

import java.util.Map;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.integration.dsl.IntegrationFlow;

import io.dtls.endpoint.DtlsServer;

/**
 * Finds the servers of an application.
 */
final class AllServers {

	private AllServers() {
	}

	/** By bean name, those of flows too. */
	static Map<String, DtlsServer> of(ListableBeanFactory beans) {
		// A flow registers its server when it is made.
		beans.getBeansOfType(IntegrationFlow.class, false, true);
		return beans.getBeansOfType(DtlsServer.class);
	}

}
