package io.dtls.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.SslProperties;

import io.dtls.autoconfigure.client.ClientDefinition;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.properties.DtlsSslProperties;
import io.dtls.autoconfigure.server.ServerDefinition;
import io.dtls.autoconfigure.ssl.EffectiveSsl.Source;

/**
 * Makes {@code dtls.ssl.jks} and {@code dtls.ssl.pem} SSL bundles like those under
 * {@code spring.ssl.bundle}, so that Spring Boot loads them, reloads them on update and
 * reports on them. Each is named after its property.
 */
public final class InlineSslBundles implements BeanPostProcessor {

	private final ObjectProvider<DtlsProperties> properties;

	InlineSslBundles(ObjectProvider<DtlsProperties> properties) {
		this.properties = properties;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof SslProperties bootProperties) {
			DtlsProperties all = this.properties.getObject();
			add("dtls.ssl", all.getSsl(), bootProperties.getBundle());
			add(ClientDefinition.PREFIX + ".ssl", all.getClient().getSsl(), bootProperties.getBundle());
			add("dtls.server.ssl", all.getServer().getSsl(), bootProperties.getBundle());
			all.getServers()
				.forEach((name, server) -> add(ServerDefinition.prefix(name) + ".ssl", server.getSsl(),
						bootProperties.getBundle()));
		}
		return bean;
	}

	private static void add(String prefix, DtlsSslProperties ssl, SslProperties.Bundles bundles) {
		JksSslBundleProperties jks = ssl.getJks();
		if (jks != null && DtlsSslProperties.isSet(jks)) {
			bundles.getJks().put(Source.JKS.property(prefix), jks);
		}
		PemSslBundleProperties pem = ssl.getPem();
		if (pem != null && DtlsSslProperties.isSet(pem)) {
			bundles.getPem().put(Source.PEM.property(prefix), pem);
		}
	}

}
