package io.dtls.autoconfigure.server;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.dtls.MessageHandler;
import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.autoconfigure.properties.SettingNames;
import io.dtls.autoconfigure.ssl.Curves;
import io.dtls.autoconfigure.ssl.ServerSecurity;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.settings.InvalidSettingException;
import io.dtls.settings.KeyLog;
import io.dtls.settings.SecuritySettings;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.DtlsServerCustomizer;

/**
 * Puts a server together.
 */
final class DtlsServerFactory {

	private final @Nullable Executor handlerExecutor;

	private final List<DtlsServerCustomizer> customizers;

	DtlsServerFactory(@Nullable Executor handlerExecutor, Stream<DtlsServerCustomizer> customizers) {
		this.handlerExecutor = handlerExecutor;
		this.customizers = customizers.toList();
	}

	DtlsServer create(ServerDefinition definition, ServerCredentials credentials, MessageHandler handler) {
		try {
			return configured(definition, credentials, handler);
		}
		catch (InvalidSettingException ex) {
			throw SettingNames.ofServer(definition.prefix()).explain(ex);
		}
	}

	private DtlsServer configured(ServerDefinition definition, ServerCredentials credentials, MessageHandler handler) {
		Curves.choose(definition.all().getCurveProvider());
		DtlsServerProperties server = definition.properties();
		ServerSettings settings = definition.settings();
		SecuritySettings security = ServerSecurity.of(definition.ssl(), server.getClientAuth(),
				credentials.bundleOptions().getCiphers());
		DtlsServerBuilder builder = DtlsServer.builder()
			.name(definition.name())
			.bind(settings.bindAddress())
			.demux(server.getDemux())
			.ioThreads(server.getIoThreads())
			.mtu(server.getMtu())
			.socket(settings.socket())
			.credentials(credentials.load())
			.security(security)
			.handshakes(settings.handshakes())
			.sessions(settings.sessions())
			.connectionIds(settings.connectionIds())
			.dispatch(settings.dispatch())
			.handler(handler);
		KeyLog keyLog = settings.insecureKeyLog();
		if (keyLog != null) {
			builder.insecureKeyLog(keyLog);
		}
		if (this.handlerExecutor != null) {
			builder.handlerExecutor(this.handlerExecutor);
		}
		this.customizers.forEach((customizer) -> customizer.customize(definition.name(), builder));
		return build(builder, definition);
	}

	private static DtlsServer build(DtlsServerBuilder builder, ServerDefinition definition) {
		try {
			return builder.build();
		}
		catch (InvalidSettingException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			throw new DtlsConfigurationException(
					"With " + definition.ssl().prefix() + " and " + definition.pskPrefix()
							+ " as they are, no handshake could succeed: " + ex.getMessage(),
					"Change what the description names.", ex);
		}
	}

}
