package io.dtls.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Application contexts with the auto-configurations that the starter brings.
 */
public final class TestContexts {

	private TestContexts() {
	}

	public static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class,
				IntegrationAutoConfiguration.class, DtlsAutoConfiguration.class, DtlsClientAutoConfiguration.class,
				DtlsListenerAutoConfiguration.class));
	}

	/** A server on a free port of the loopback address that needs nothing else. */
	public static ApplicationContextRunner server() {
		return runner().withPropertyValues("dtls.server.port=0", "dtls.server.address=127.0.0.1",
				"dtls.psk.identities[sensor-1]=000102030405060708090a0b0c0d0e0f");
	}

}
