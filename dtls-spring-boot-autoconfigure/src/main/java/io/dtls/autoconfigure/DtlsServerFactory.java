package io.dtls.autoconfigure;

import io.dtls.MessageHandler;
import io.dtls.SecuritySettings;
import io.dtls.endpoint.DtlsServer;
import io.dtls.spring.DtlsConfigurationException;

/**
 * Builds a server from the properties.
 */
final class DtlsServerFactory {

	private DtlsServerFactory() {
	}

	static DtlsServer create(String name, DtlsProperties properties, ServerCredentials credentials,
			MessageHandler handler) {
		DtlsServerProperties server = properties.getServer();
		ServerSettings settings = new ServerSettings(server);
		SecuritySettings security = ServerSecurity.of(properties.getSsl(), server.getClientAuth(),
				credentials.bundleOptions().getCiphers());
		try {
			return DtlsServer.builder()
				.name(name)
				.bind(settings.bindAddress())
				.demux(server.getDemux())
				.mtu(server.getMtu())
				.socket(settings.socket())
				.credentials(credentials.load())
				.security(security)
				.handshakes(settings.handshakes())
				.sessions(settings.sessions())
				.dispatch(settings.dispatch())
				.handler(handler)
				.build();
		}
		catch (IllegalArgumentException ex) {
			throw new DtlsConfigurationException(inProperties(String.valueOf(ex.getMessage())),
					"Change what the description names.", ex);
		}
	}

	/**
	 * The core's own settings have the names of the properties; the rest is about keys.
	 */
	private static String inProperties(String problem) {
		boolean setting = problem.startsWith("demux") || problem.startsWith("mtu");
		return (setting ? "dtls.server." : "With dtls.ssl and dtls.psk as they are, no handshake could succeed: ")
				+ problem;
	}

}
