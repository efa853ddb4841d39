package io.dtls.spring.test;

import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

import io.dtls.autoconfigure.DtlsAutoConfiguration;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.endpoint.DtlsServer;

/**
 * The ports of servers as properties, and a client for the server of the application.
 */
@AutoConfiguration(after = DtlsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "dtls.enabled", matchIfMissing = true)
public final class DtlsTestAutoConfiguration {

	@Bean
	@Lazy(false)
	static LocalPorts dtlsLocalPorts(ConfigurableEnvironment environment) {
		return new LocalPorts(environment);
	}

	/** With the first of the server's keys, where the properties have any. */
	@Bean
	@Lazy
	@ConditionalOnBean(DtlsServer.class)
	@ConditionalOnMissingBean
	DtlsTestClient dtlsTestClient(ObjectProvider<DtlsServer> server, DtlsProperties properties) {
		Map<String, String> own = properties.getServer().getPsk().getIdentities();
		Map<String, String> keys = own.isEmpty() ? properties.getPsk().getIdentities() : own;
		DtlsTestClient.Builder builder = DtlsTestClient.of(() -> server.getObject().localAddress());
		keys.entrySet().stream().findFirst().ifPresent((key) -> builder.psk(key.getKey(), key.getValue()));
		return builder.build();
	}

}
