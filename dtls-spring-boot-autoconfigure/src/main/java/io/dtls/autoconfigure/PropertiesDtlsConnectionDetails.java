package io.dtls.autoconfigure;

import org.springframework.util.StringUtils;

import io.dtls.autoconfigure.client.DtlsConnectionDetails;
import io.dtls.autoconfigure.properties.DtlsClientProperties;
import io.dtls.spring.DtlsConfigurationException;

/**
 * The server that {@code dtls.client} names.
 */
final class PropertiesDtlsConnectionDetails implements DtlsConnectionDetails {

	private static final int MAX_PORT = 65535;

	private final DtlsClientProperties properties;

	PropertiesDtlsConnectionDetails(DtlsClientProperties properties) {
		this.properties = properties;
	}

	@Override
	public String getHost() {
		String host = this.properties.getHost();
		if (host == null || !StringUtils.hasText(host)) {
			throw new DtlsConfigurationException("dtls.client.host is not set",
					"Set it to the name or address of the server.");
		}
		return host;
	}

	@Override
	public int getPort() {
		Integer port = this.properties.getPort();
		if (port == null) {
			throw new DtlsConfigurationException("dtls.client.port is not set, and dtls.client.host is",
					"Set it to the UDP port of the server, mostly 5684 for CoAP or 6514 for syslog.");
		}
		if (port < 1 || port > MAX_PORT) {
			throw new DtlsConfigurationException("dtls.client.port is " + port, "Set it to a port from 1 to 65535.");
		}
		return port;
	}

}
