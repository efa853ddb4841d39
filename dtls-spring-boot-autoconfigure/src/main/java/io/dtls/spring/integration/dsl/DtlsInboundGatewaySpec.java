package io.dtls.spring.integration.dsl;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.dsl.ComponentsRegistration;
import org.springframework.integration.dsl.MessagingGatewaySpec;

import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.integration.DtlsInboundGateway;
import io.dtls.spring.integration.DtlsMessageMapper;

/**
 * A {@link DtlsInboundGateway} with a server of its own.
 */
public class DtlsInboundGatewaySpec extends MessagingGatewaySpec<DtlsInboundGatewaySpec, DtlsInboundGateway>
		implements ComponentsRegistration {

	private final FlowServer server;

	protected DtlsInboundGatewaySpec(String name, DtlsServerBuilder server) {
		super(new DtlsInboundGateway(name));
		this.server = new FlowServer(name, server);
	}

	/**
	 * Sets what makes messages of datagrams and the other way round.
	 * @param mapper one that adds headers, say
	 * @return this
	 */
	public DtlsInboundGatewaySpec mapper(DtlsMessageMapper mapper) {
		this.target.setMapper(mapper);
		return this;
	}

	/**
	 * Sets whether no thread waits for a reply.
	 * @param async false if not set
	 * @return this
	 */
	public DtlsInboundGatewaySpec async(boolean async) {
		this.target.setAsync(async);
		return this;
	}

	/**
	 * Sets how many requests may be answered later, where no thread waits. Those above
	 * are dropped and counted.
	 * @param perSession requests of one session; 100 if not set
	 * @param all requests of all sessions; 10,000 if not set
	 * @return this
	 */
	public DtlsInboundGatewaySpec maxPending(int perSession, int all) {
		this.target.setMaxPending(perSession, all);
		return this;
	}

	/**
	 * Sets how long requests that have arrived may take to be handled at the stop.
	 * @param gracePeriod if not set, 5 seconds
	 * @return this
	 */
	public DtlsInboundGatewaySpec gracePeriod(Duration gracePeriod) {
		this.server.gracePeriod(gracePeriod);
		return this;
	}

	@Override
	public DtlsInboundGatewaySpec autoStartup(boolean autoStartup) {
		this.server.autoStartup(autoStartup);
		return super.autoStartup(autoStartup);
	}

	@Override
	public Map<Object, @Nullable String> getComponentsToRegister() {
		return this.server.components(this.target);
	}

}
