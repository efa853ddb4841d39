package io.dtls.spring.integration.dsl;

import java.util.Collections;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.Expression;
import org.springframework.integration.dsl.ComponentsRegistration;
import org.springframework.integration.dsl.MessageHandlerSpec;

import io.dtls.spring.DtlsClientSessions;
import io.dtls.spring.DtlsSessions;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.spring.integration.DtlsOutboundChannelAdapter;

/**
 * A {@link DtlsOutboundChannelAdapter}.
 */
public class DtlsOutboundChannelAdapterSpec
		extends MessageHandlerSpec<DtlsOutboundChannelAdapterSpec, DtlsOutboundChannelAdapter>
		implements ComponentsRegistration {

	private final @Nullable DtlsClientSessions sessions;

	protected DtlsOutboundChannelAdapterSpec(DtlsSessions sessions) {
		this.sessions = null;
		this.target = new DtlsOutboundChannelAdapter(sessions::find);
	}

	protected DtlsOutboundChannelAdapterSpec(DtlsClientSessions sessions, Expression destination) {
		this.sessions = sessions;
		this.target = new DtlsOutboundChannelAdapter(sessions, destination);
	}

	/**
	 * Sets what makes datagrams of messages.
	 * @param mapper one with another character set, say
	 * @return this
	 */
	public DtlsOutboundChannelAdapterSpec mapper(DtlsMessageMapper mapper) {
		this.target.setMapper(mapper);
		return this;
	}

	/** The sessions of the client, if they are no bean yet. */
	@Override
	public Map<Object, @Nullable String> getComponentsToRegister() {
		return (this.sessions != null) ? Collections.singletonMap(this.sessions, null) : Map.of();
	}

}
