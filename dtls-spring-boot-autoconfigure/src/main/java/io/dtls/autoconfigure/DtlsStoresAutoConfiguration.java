package io.dtls.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.server.ServerStores;

/**
 * What lets sessions outlive connections, restarts and nodes.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "dtls.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DtlsProperties.class)
public final class DtlsStoresAutoConfiguration {

	@Bean
	ServerStores dtlsServerStores(DtlsProperties properties, BeanFactory beans) {
		return new ServerStores(properties, beans);
	}

}
