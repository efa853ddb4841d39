package io.dtls.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

import io.dtls.settings.CurveProvider;

/**
 * What can be set under {@code dtls}.
 */
@ConfigurationProperties("dtls")
public class DtlsProperties {

	/**
	 * Whether DTLS is configured at all.
	 */
	private boolean enabled = true;

	/**
	 * Who computes on elliptic curves, in the whole JVM.
	 */
	private CurveProvider curveProvider = CurveProvider.AUTO;

	/**
	 * Certificates and what a handshake may agree on.
	 */
	@NestedConfigurationProperty
	private final DtlsSslProperties ssl = new DtlsSslProperties();

	/**
	 * Pre-shared keys.
	 */
	@NestedConfigurationProperty
	private final DtlsPskProperties psk = new DtlsPskProperties();

	/**
	 * Secrets that the nodes of a cluster share.
	 */
	@NestedConfigurationProperty
	private final DtlsStoreProperties.Secrets secrets = new DtlsStoreProperties.Secrets();

	/**
	 * Server of the application that has no name.
	 */
	@NestedConfigurationProperty
	private final DtlsServerProperties server = new DtlsServerProperties();

	/**
	 * Client of the application.
	 */
	@NestedConfigurationProperty
	private final DtlsClientProperties client = new DtlsClientProperties();

	/**
	 * Further servers by name, each with the properties of dtls.server.
	 */
	private Map<String, DtlsServerProperties> servers = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public CurveProvider getCurveProvider() {
		return this.curveProvider;
	}

	public void setCurveProvider(CurveProvider curveProvider) {
		this.curveProvider = curveProvider;
	}

	public DtlsSslProperties getSsl() {
		return this.ssl;
	}

	public DtlsPskProperties getPsk() {
		return this.psk;
	}

	public DtlsStoreProperties.Secrets getSecrets() {
		return this.secrets;
	}

	public DtlsServerProperties getServer() {
		return this.server;
	}

	public DtlsClientProperties getClient() {
		return this.client;
	}

	public Map<String, DtlsServerProperties> getServers() {
		return this.servers;
	}

	public void setServers(Map<String, DtlsServerProperties> servers) {
		this.servers = servers;
	}

}
