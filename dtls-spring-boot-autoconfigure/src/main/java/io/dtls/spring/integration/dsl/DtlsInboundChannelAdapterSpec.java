package io.dtls.spring.integration.dsl;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.dsl.ComponentsRegistration;
import org.springframework.integration.dsl.MessageProducerSpec;

import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;
import io.dtls.spring.integration.DtlsMessageMapper;

/**
 * A {@link DtlsInboundChannelAdapter} with a server of its own.
 */
public class DtlsInboundChannelAdapterSpec
		extends MessageProducerSpec<DtlsInboundChannelAdapterSpec, DtlsInboundChannelAdapter>
		implements ComponentsRegistration {

	private final FlowServer server;

	protected DtlsInboundChannelAdapterSpec(String name, DtlsServerBuilder server) {
		super(new DtlsInboundChannelAdapter(name));
		this.server = new FlowServer(name, server);
	}

	/**
	 * Sets what makes messages of datagrams.
	 * @param mapper one that adds headers, say
	 * @return this
	 */
	public DtlsInboundChannelAdapterSpec mapper(DtlsMessageMapper mapper) {
		this.target.setMapper(mapper);
		return this;
	}

	/**
	 * Sets where the values that handlers return are sent.
	 * @param channel name of a channel
	 * @return this
	 */
	public DtlsInboundChannelAdapterSpec replyChannel(String channel) {
		this.target.setReplyChannelName(channel);
		return this;
	}

	/**
	 * Sets how long messages that have arrived may take to be handled at the stop.
	 * @param gracePeriod if not set, 5 seconds
	 * @return this
	 */
	public DtlsInboundChannelAdapterSpec gracePeriod(Duration gracePeriod) {
		this.server.gracePeriod(gracePeriod);
		return this;
	}

	@Override
	public DtlsInboundChannelAdapterSpec autoStartup(boolean autoStartup) {
		this.server.autoStartup(autoStartup);
		return super.autoStartup(autoStartup);
	}

	@Override
	public Map<Object, @Nullable String> getComponentsToRegister() {
		return this.server.components(this.target);
	}

}
