package io.dtls.autoconfigure.actuate;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.integration.dsl.IntegrationFlow;

import io.dtls.endpoint.DtlsServer;

/**
 * There is a server, or a flow that may turn out to have one: it registers its server
 * only when it is made, which is after conditions are evaluated.
 */
final class OnServerOrFlow extends AnyNestedCondition {

	OnServerOrFlow() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnBean(DtlsServer.class)
	static class OnServer {

	}

	@ConditionalOnBean(IntegrationFlow.class)
	static class OnFlow {

	}

}
