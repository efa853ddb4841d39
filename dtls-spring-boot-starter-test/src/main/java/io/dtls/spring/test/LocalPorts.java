package io.dtls.spring.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import io.dtls.spring.DtlsServerListeningEvent;

/**
 * Keeps the ports that servers bound as properties. A server that starts again may have
 * another one.
 */
final class LocalPorts implements ApplicationListener<DtlsServerListeningEvent> {

	private static final String SOURCE = "dtls.ports";

	private static final String UNNAMED = "dtlsServer";

	private final Map<String, Object> ports = new ConcurrentHashMap<>();

	LocalPorts(ConfigurableEnvironment environment) {
		environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, this.ports));
	}

	@Override
	public void onApplicationEvent(DtlsServerListeningEvent event) {
		String name = event.getEndpoint();
		String prefix = name.equals(UNNAMED) ? "local.dtls.server" : "local.dtls.servers." + name;
		this.ports.put(prefix + ".port", event.getPort());
	}

}
