package io.dtls.autoconfigure.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.dtls.autoconfigure.properties.DtlsHandshakeProperties;
import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.autoconfigure.properties.DtlsSessionProperties;
import io.dtls.autoconfigure.properties.DtlsSocketProperties;
import io.dtls.autoconfigure.ssl.EndpointSettings;
import io.dtls.settings.ConnectionIdSettings;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.InvalidSettingException;
import io.dtls.settings.KeyLog;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SocketSettings;

/**
 * The settings of the core, read from {@code dtls.server}. A value out of range fails
 * with the property's name.
 */
public final class ServerSettings {

	private static final Pattern RATE = Pattern.compile("\\s*(\\d{1,9})\\s*(/\\s*s)?\\s*");

	private final EndpointSettings settings;

	private final DtlsServerProperties properties;

	ServerSettings(String prefix, DtlsServerProperties properties) {
		this.settings = new EndpointSettings(prefix);
		this.properties = properties;
	}

	public InetSocketAddress bindAddress() {
		int port = Objects.requireNonNull(this.properties.getPort(), "port");
		if (port < 0 || port > 65535) {
			throw this.settings.invalid("port", port, "a port from 1 to 65535, or 0 for any free one");
		}
		InetAddress address = this.properties.getAddress();
		return (address != null) ? new InetSocketAddress(address, port) : new InetSocketAddress(port);
	}

	public SocketSettings socket() {
		DtlsSocketProperties socket = this.properties.getSocket();
		SocketSettings defaults = SocketSettings.defaults();
		return new SocketSettings(
				this.settings.buffer("socket.receive-buffer", socket.getReceiveBuffer(), defaults.receiveBuffer()),
				this.settings.buffer("socket.send-buffer", socket.getSendBuffer(), defaults.sendBuffer()))
			.withBatched(socket.isBatched());
	}

	public HandshakeSettings handshakes() {
		DtlsHandshakeProperties handshake = this.properties.getHandshake();
		return HandshakeSettings.defaults()
			.withTimeout(handshake.getTimeout())
			.withInitialRetransmit(handshake.getInitialRetransmit())
			.withRate(rate("handshake.rate", handshake.getRate()))
			.withMaxConcurrent(handshake.getMaxConcurrent())
			.withSourceLimits(limit("handshake.max-per-source", handshake.getMaxPerSource()),
					limit("handshake.max-per-prefix", handshake.getMaxPerPrefix()),
					Optional.ofNullable(handshake.getPerSourceRate())
						.map((rate) -> limit("handshake.per-source-rate", rate("handshake.per-source-rate", rate)))
						.orElse(HandshakeSettings.UNSET))
			.withMemoryBudget(handshake.getMemoryBudget().toBytes())
			.withMaxMessageSize(EndpointSettings.size(handshake.getMaxMessageSize()));
	}

	private static int limit(String name, @Nullable Integer value) {
		if (value == null) {
			return HandshakeSettings.UNSET;
		}
		if (value < 1) {
			// In the core 0 means that there is no limit of its own.
			throw new InvalidSettingException(name, value, "1 or more");
		}
		return value;
	}

	public SessionSettings sessions() {
		DtlsSessionProperties session = this.properties.getSession();
		return SessionSettings.defaults()
			.withMax(session.getMax())
			.withMaxPerSource(maxPerSource(session.getMaxPerSource()))
			.withIdleTimeout(session.getIdleTimeout())
			.withMaxAge(session.getMaxAge())
			.withOnLimit(session.getOnLimit());
	}

	// The core takes 0 for no limit, where a reader of the property may expect no
	// session.
	private int maxPerSource(@Nullable Integer max) {
		if (max != null && max == 0) {
			throw this.settings.invalid("session.max-per-source", max, "1 or more, or remove it for no limit");
		}
		return (max != null) ? max : 0;
	}

	public ConnectionIdSettings connectionIds() {
		DtlsServerProperties.ConnectionId ids = this.properties.getConnectionId();
		return ConnectionIdSettings.defaults().withLength(ids.getLength()).withMigration(ids.getMigration());
	}

	public DispatchSettings dispatch() {
		return EndpointSettings.dispatch(this.properties.getDispatch());
	}

	@Nullable KeyLog insecureKeyLog() {
		return this.settings.insecureKeyLog(this.properties.getInsecureKeyLog());
	}

	public Duration gracePeriod() {
		Duration grace = this.properties.getShutdown().getGracePeriod();
		if (grace.isNegative()) {
			throw this.settings.invalid("shutdown.grace-period", grace, "zero or more, such as 5s");
		}
		return grace;
	}

	private int rate(String name, String value) {
		Matcher matcher = RATE.matcher(value);
		if (!matcher.matches()) {
			throw this.settings.invalid(name, value, "a number a second, such as 10/s");
		}
		return Integer.parseInt(matcher.group(1));
	}

}
