package io.dtls.spring.annotation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.dtls.endpoint.DtlsClient;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.integration.DtlsInboundChannelAdapter;

/**
 * Finds the inbound adapters of the servers that listeners name.
 */
final class ListenerServers {

	private final ConfigurableListableBeanFactory beanFactory;

	ListenerServers(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds adapters.
	 * @param listener who asks, for messages about what is wrong
	 * @param names of servers; none for the only one
	 */
	List<DtlsInboundChannelAdapter> of(String listener, List<String> names) {
		Map<String, DtlsInboundChannelAdapter> beans = this.beanFactory.getBeansOfType(DtlsInboundChannelAdapter.class);
		if (beans.isEmpty()) {
			throw new DtlsConfigurationException(
					listener + " has no server to take messages from: dtls.server.port is not set",
					"Set dtls.server.port (0 takes any free port), or dtls.enabled to false to do without DTLS.");
		}
		return names.isEmpty() ? List.of(only(listener, serversFirst(beans))) : named(listener, names, beans);
	}

	/** A listener that says nothing hears a client only where there is no server. */
	private Map<String, DtlsInboundChannelAdapter> serversFirst(Map<String, DtlsInboundChannelAdapter> beans) {
		Map<String, DtlsInboundChannelAdapter> servers = new LinkedHashMap<>(beans);
		servers.values().removeIf((adapter) -> isClient(adapter.getEndpoint()));
		return servers.isEmpty() ? beans : servers;
	}

	private boolean isClient(String endpoint) {
		return this.beanFactory.containsBean(endpoint) && this.beanFactory.isTypeMatch(endpoint, DtlsClient.class);
	}

	private DtlsInboundChannelAdapter only(String listener, Map<String, DtlsInboundChannelAdapter> beans) {
		if (beans.size() == 1) {
			return beans.values().iterator().next();
		}
		List<DtlsInboundChannelAdapter> primary = new ArrayList<>();
		beans.forEach((name, adapter) -> {
			if (isPrimary(name)) {
				primary.add(adapter);
			}
		});
		if (primary.size() == 1) {
			return primary.get(0);
		}
		throw new DtlsConfigurationException(
				listener + " could take messages from several servers: "
						+ beans.values().stream().map(DtlsInboundChannelAdapter::getEndpoint).toList(),
				"Name those that it means with its attribute server, or mark one DtlsInboundChannelAdapter as"
						+ " @Primary.");
	}

	private boolean isPrimary(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
		return definition.isPrimary();
	}

	private static Map<String, DtlsInboundChannelAdapter> byServer(Map<String, DtlsInboundChannelAdapter> beans) {
		Map<String, DtlsInboundChannelAdapter> byServer = new LinkedHashMap<>();
		beans.values().forEach((adapter) -> byServer.put(adapter.getEndpoint(), adapter));
		return byServer;
	}

	private static List<DtlsInboundChannelAdapter> named(String listener, List<String> names,
			Map<String, DtlsInboundChannelAdapter> beans) {
		Map<String, DtlsInboundChannelAdapter> byServer = byServer(beans);
		List<DtlsInboundChannelAdapter> adapters = new ArrayList<>();
		for (String name : names) {
			DtlsInboundChannelAdapter adapter = byServer.get(name);
			if (adapter == null) {
				throw new DtlsConfigurationException(listener + " names the server '" + name + "', which is not there",
						"There are " + byServer.keySet() + "; a server exists if its port is set.");
			}
			adapters.add(adapter);
		}
		return adapters;
	}

}
