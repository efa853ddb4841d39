package io.dtls.spring.integration.dsl;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dtls.MessageHandler;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.DtlsServerLifecycle;

/**
 * The server that a flow brings along: a bean of its own and one that starts and stops
 * it.
 */
final class FlowServer {

	private final DtlsServerBuilder builder;

	private final String name;

	private Duration gracePeriod = Duration.ofSeconds(5);

	private boolean autoStartup = true;

	private @Nullable Map<Object, @Nullable String> components;

	FlowServer(String name, DtlsServerBuilder builder) {
		this.name = name;
		this.builder = builder;
	}

	void gracePeriod(Duration value) {
		this.gracePeriod = value;
	}

	void autoStartup(boolean value) {
		this.autoStartup = value;
	}

	/** Made when all is set; each time the same. */
	Map<Object, @Nullable String> components(MessageHandler handler) {
		if (this.components == null) {
			DtlsServer server = this.builder.name(this.name).handler(handler).build();
			DtlsServerLifecycle lifecycle = new DtlsServerLifecycle(this.name, server, this.gracePeriod);
			lifecycle.setAutoStartup(this.autoStartup);
			this.components = new LinkedHashMap<>();
			this.components.put(server, this.name);
			this.components.put(lifecycle, this.name + "Lifecycle");
		}
		return this.components;
	}

}
