package io.dtls.autoconfigure.client;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

import io.dtls.MessageHandler;
import io.dtls.autoconfigure.properties.SettingNames;
import io.dtls.autoconfigure.ssl.Curves;
import io.dtls.autoconfigure.ssl.EffectiveSsl;
import io.dtls.autoconfigure.ssl.EffectiveSsl.Source;
import io.dtls.autoconfigure.ssl.RawPublicKeyFiles;
import io.dtls.autoconfigure.ssl.ServerSecurity;
import io.dtls.credentials.Credentials;
import io.dtls.credentials.RawPublicKeys;
import io.dtls.endpoint.DtlsClient;
import io.dtls.endpoint.DtlsClientBuilder;
import io.dtls.settings.ClientAuth;
import io.dtls.settings.InvalidSettingException;
import io.dtls.spring.DtlsClientCustomizer;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.SslBundleCredentials;

/**
 * Puts the client together.
 */
public final class DtlsClientFactory {

	private static final Logger logger = LoggerFactory.getLogger(DtlsClientFactory.class);

	private final ClientDefinition definition;

	private final EffectiveSsl ssl;

	private final SslBundles bundles;

	private final @Nullable ClientPsk psk;

	private final @Nullable RawPublicKeys rawPublicKeys;

	public DtlsClientFactory(ClientDefinition definition, SslBundles bundles, @Nullable ClientPsk psk) {
		this.definition = definition;
		this.ssl = definition.ssl();
		this.bundles = bundles;
		this.psk = psk;
		this.rawPublicKeys = RawPublicKeyFiles.read(this.ssl);
	}

	public DtlsClient create(DtlsConnectionDetails server, MessageHandler handler, @Nullable Executor handlerExecutor,
			List<DtlsClientCustomizer> customizers) {
		try {
			return configured(server, handler, handlerExecutor, customizers);
		}
		catch (InvalidSettingException ex) {
			throw SettingNames.ofClient(ClientDefinition.PREFIX).explain(ex);
		}
	}

	private DtlsClient configured(DtlsConnectionDetails server, MessageHandler handler,
			@Nullable Executor handlerExecutor, List<DtlsClientCustomizer> customizers) {
		Curves.choose(this.definition.all().getCurveProvider());
		SslBundle ofServer = server.getSslBundle();
		SslBundle bundle = (ofServer != null) ? ofServer : bundle();
		SslOptions options = (bundle != null) ? bundle.getOptions() : SslOptions.NONE;
		DtlsClientBuilder builder = DtlsClient.builder()
			.name(ClientDefinition.NAME)
			.server(server.getHost(), server.getPort())
			.connectTimeout(this.definition.connectTimeout())
			.credentials(credentials(bundle))
			.security(ServerSecurity.of(this.ssl, ClientAuth.NONE, options.getCiphers()))
			.client(this.definition.settings((this.psk != null) ? this.psk.identity() : null))
			.sessions(this.definition.sessions())
			.mtu(this.definition.mtu())
			.socket(this.definition.socket())
			.handshakes(this.definition.handshakes())
			.connectionIds(this.definition.connectionIds())
			.resumption(this.definition.resumption())
			.dispatch(this.definition.dispatch())
			.handler(handler);
		set(this.definition.bindAddress(), builder::bind);
		set(this.definition.insecureKeyLog(), builder::insecureKeyLog);
		set(handlerExecutor, builder::handlerExecutor);
		customizers.forEach((customizer) -> customizer.customize(builder));
		DtlsClient client = build(builder);
		if (ofServer == null && bundle != null) {
			reloadInto(client);
		}
		return client;
	}

	private static <T> void set(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

	/** A certificate that servers make at each start is nothing to a client. */
	private @Nullable SslBundle bundle() {
		Source source = this.ssl.source();
		if (source == Source.SELF_SIGNED && this.definition.properties().getSsl().isSelfSigned()) {
			throw new DtlsConfigurationException(
					source.property(this.ssl.prefix()) + " is true, and no server has reason to trust such a client",
					"Remove it; a client needs no certificate unless the server asks for one.");
		}
		return (source != null && source != Source.SELF_SIGNED) ? this.ssl.bundle(this.bundles) : null;
	}

	private Credentials credentials(@Nullable SslBundle bundle) {
		Credentials credentials = ((bundle != null) ? read(bundle) : new Credentials(null, null, null, null))
			.withRawPublicKeys(this.rawPublicKeys);
		return (this.psk != null) ? credentials.withPskStore(this.psk.store()) : credentials;
	}

	private Credentials read(SslBundle bundle) {
		try {
			return SslBundleCredentials.ofClient(bundle);
		}
		catch (IllegalStateException ex) {
			throw new DtlsConfigurationException(this.ssl.describeBundle() + " cannot be used: " + ex.getMessage(),
					"Give it a truststore with the authorities of the server's certificate, and, if the server asks for"
							+ " one, a keystore with an EC or RSA private key and its certificates.",
					ex);
		}
	}

	private DtlsClient build(DtlsClientBuilder builder) {
		try {
			return builder.build();
		}
		catch (InvalidSettingException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			throw new DtlsConfigurationException(
					"With " + this.ssl.prefix() + " and " + ClientDefinition.PREFIX
							+ ".psk as they are, no handshake could succeed: " + ex.getMessage(),
					"Change what the description names.", ex);
		}
	}

	private void reloadInto(DtlsClient client) {
		String name = this.ssl.bundleName();
		this.bundles.addBundleUpdateHandler(name, (updated) -> {
			try {
				client.credentials(credentials(updated));
				logger.info("The DTLS client uses the new version of SSL bundle {}", name);
			}
			catch (RuntimeException ex) {
				logger.error("The DTLS client goes on as before: the new version of SSL bundle {} cannot be used", name,
						ex);
			}
		});
	}

}
