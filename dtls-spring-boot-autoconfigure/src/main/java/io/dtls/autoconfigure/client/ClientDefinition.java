package io.dtls.autoconfigure.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

import io.dtls.autoconfigure.properties.DtlsClientDetailProperties;
import io.dtls.autoconfigure.properties.DtlsClientProperties;
import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.ssl.EffectiveSsl;
import io.dtls.autoconfigure.ssl.EndpointSettings;
import io.dtls.settings.ClientSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.KeyLog;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;
import io.dtls.spring.DtlsConfigurationException;

/**
 * The client as it is configured. A value out of range fails with the property's name.
 *
 * @param all everything under {@code dtls}
 */
public record ClientDefinition(DtlsProperties all) {

	public static final String NAME = "dtlsClient";

	public static final String PREFIX = "dtls.client";

	private static final EndpointSettings SETTINGS = new EndpointSettings(PREFIX);

	public DtlsClientProperties properties() {
		return this.all.getClient();
	}

	public String channel() {
		return channel("channel", properties().getChannel(), "dtlsOutboundClientChannel");
	}

	public String replyChannel() {
		return channel("reply-channel", properties().getReplyChannel(), "dtlsInboundClientChannel");
	}

	private static String channel(String property, @Nullable String value, String byDefault) {
		if (value == null) {
			return byDefault;
		}
		if (!StringUtils.hasText(value)) {
			throw new DtlsConfigurationException(PREFIX + "." + property + " is empty",
					"Set it to the name of a channel, or remove it.");
		}
		return value;
	}

	public EffectiveSsl ssl() {
		return new EffectiveSsl(PREFIX + ".ssl", properties().getSsl(), this.all.getSsl());
	}

	public ClientSettings settings(@Nullable String pskIdentity) {
		String serverName = properties().getServerName();
		return ClientSettings.defaults()
			.withMaxFragmentLength(properties().getMaxFragmentLength())
			.withServerName(StringUtils.hasText(serverName) ? serverName : null)
			.withInsecureSkipHostNameVerification(properties().isInsecureSkipHostnameVerification())
			.withPskIdentity(pskIdentity);
	}

	public Duration connectTimeout() {
		return properties().getConnectTimeout();
	}

	public SessionSettings sessions() {
		return SessionSettings.defaults()
			.withIdleTimeout(properties().getIdleTimeout())
			.withMaxAge(properties().getMaxAge());
	}

	/** Where to connect from. */
	public @Nullable InetSocketAddress bindAddress() {
		InetAddress address = properties().getLocalAddress();
		Integer port = properties().getLocalPort();
		if (port != null && (port < 1 || port > 65535)) {
			throw SETTINGS.invalid("local-port", port, "a port from 1 to 65535, or remove it");
		}
		if (address == null && port == null) {
			return null;
		}
		return new InetSocketAddress(address, (port != null) ? port : 0);
	}

	public int mtu() {
		return properties().getMtu();
	}

	public ConnectionIdSettings connectionIds() {
		DtlsClientDetailProperties.ConnectionId ids = properties().getConnectionId();
		if (!ids.isEnabled()) {
			return ConnectionIdSettings.off();
		}
		if (ids.getLength() == 0) {
			return ConnectionIdSettings.ofServerOnly();
		}
		return ConnectionIdSettings.defaults().withLength(ids.getLength());
	}

	public ResumptionSettings resumption() {
		DtlsClientDetailProperties.Resumption resumption = properties().getResumption();
		if (!resumption.isEnabled()) {
			return ResumptionSettings.off();
		}
		return ResumptionSettings.defaults()
			.withLifetime(resumption.getTimeout())
			.withMaxEntries(resumption.getMaxEntries());
	}

	public HandshakeSettings handshakes() {
		DtlsClientDetailProperties.Handshake handshake = properties().getHandshake();
		return HandshakeSettings.defaults()
			.withTimeout(handshake.getTimeout())
			.withInitialRetransmit(handshake.getInitialRetransmit())
			.withMaxMessageSize(EndpointSettings.size(handshake.getMaxMessageSize()));
	}

	public DispatchSettings dispatch() {
		return EndpointSettings.dispatch(properties().getDispatch());
	}

	public SocketSettings socket() {
		DtlsClientDetailProperties.Socket socket = properties().getSocket();
		return new SocketSettings(SETTINGS.buffer("socket.receive-buffer", socket.getReceiveBuffer(), 0),
				SETTINGS.buffer("socket.send-buffer", socket.getSendBuffer(), 0));
	}

	@Nullable KeyLog insecureKeyLog() {
		return SETTINGS.insecureKeyLog(properties().getInsecureKeyLog());
	}

	public BackOff reconnect() {
		DtlsClientProperties.Reconnect reconnect = properties().getReconnect();
		long delay = SETTINGS.positive("reconnect.delay", reconnect.getDelay()).toMillis();
		long maxDelay = SETTINGS.positive("reconnect.max-delay", reconnect.getMaxDelay()).toMillis();
		if (reconnect.getMultiplier() < 1) {
			throw SETTINGS.invalid("reconnect.multiplier", reconnect.getMultiplier(), "1 or more");
		}
		if (maxDelay < delay) {
			throw SETTINGS.invalid("reconnect.max-delay", reconnect.getMaxDelay(),
					"at least " + PREFIX + ".reconnect.delay");
		}
		ExponentialBackOff backOff = new ExponentialBackOff(delay, reconnect.getMultiplier());
		backOff.setMaxInterval(maxDelay);
		return backOff;
	}

}
