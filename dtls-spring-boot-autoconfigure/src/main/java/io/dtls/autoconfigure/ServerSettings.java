package io.dtls.autoconfigure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.dtls.ConnectionIdSettings;
import io.dtls.DispatchSettings;
import io.dtls.HandshakeSettings;
import io.dtls.SessionSettings;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.transport.SocketSettings;

/**
 * The settings of the core, read from {@code dtls.server}. A value out of range fails
 * with the property's name.
 */
final class ServerSettings {

	private static final Pattern RATE = Pattern.compile("\\s*(\\d{1,9})\\s*(/\\s*s)?\\s*");

	private final String prefix;

	private final DtlsServerProperties properties;

	ServerSettings(String prefix, DtlsServerProperties properties) {
		this.prefix = prefix;
		this.properties = properties;
	}

	InetSocketAddress bindAddress() {
		int port = Objects.requireNonNull(this.properties.getPort(), "port");
		if (port < 0 || port > 65535) {
			throw invalid("port", port, "a port from 1 to 65535, or 0 for any free one");
		}
		InetAddress address = this.properties.getAddress();
		return (address != null) ? new InetSocketAddress(address, port) : new InetSocketAddress(port);
	}

	SocketSettings socket() {
		DtlsServerProperties.Socket socket = this.properties.getSocket();
		SocketSettings defaults = SocketSettings.defaults();
		return new SocketSettings(buffer("socket.receive-buffer", socket.getReceiveBuffer(), defaults.receiveBuffer()),
				buffer("socket.send-buffer", socket.getSendBuffer(), defaults.sendBuffer()))
			.withBatched(socket.isBatched());
	}

	private int buffer(String name, @Nullable DataSize value, int byDefault) {
		if (value == null) {
			return byDefault;
		}
		if (value.toBytes() < 1 || value.toBytes() > Integer.MAX_VALUE) {
			throw invalid(name, value, "a size such as 4MB");
		}
		return (int) value.toBytes();
	}

	HandshakeSettings handshakes() {
		DtlsHandshakeProperties handshake = this.properties.getHandshake();
		return HandshakeSettings.defaults()
			.withTimeout(positive("handshake.timeout", handshake.getTimeout()))
			.withInitialRetransmit(positive("handshake.initial-retransmit", handshake.getInitialRetransmit()))
			.withRate(rate("handshake.rate", handshake.getRate()))
			.withMaxConcurrent(atLeastOne("handshake.max-concurrent", handshake.getMaxConcurrent()))
			.withSourceLimits(atLeastOne("handshake.max-per-source", handshake.getMaxPerSource()),
					atLeastOne("handshake.max-per-prefix", handshake.getMaxPerPrefix()),
					rate("handshake.per-source-rate", handshake.getPerSourceRate()))
			.withMemoryBudget(atLeastOne("handshake.memory-budget", handshake.getMemoryBudget().toBytes()))
			.withMaxMessageSize((int) Math.min(Integer.MAX_VALUE,
					atLeastOne("handshake.max-message-size", handshake.getMaxMessageSize().toBytes())));
	}

	SessionSettings sessions() {
		DtlsSessionProperties session = this.properties.getSession();
		return SessionSettings.defaults()
			.withMax(atLeastOne("session.max", session.getMax()))
			.withMaxPerSource(Optional.ofNullable(session.getMaxPerSource())
				.map((max) -> atLeastOne("session.max-per-source", max))
				.orElse(0))
			.withIdleTimeout(positive("session.idle-timeout", session.getIdleTimeout()))
			.withMaxAge(Optional.ofNullable(session.getMaxAge())
				.map((age) -> positive("session.max-age", age))
				.orElse(null))
			.withOnLimit(session.getOnLimit());
	}

	ConnectionIdSettings connectionIds() {
		DtlsServerProperties.ConnectionId ids = this.properties.getConnectionId();
		try {
			return ConnectionIdSettings.defaults().withLength(ids.getLength()).withMigration(ids.getMigration());
		}
		catch (IllegalArgumentException ex) {
			throw invalid("connection-id.length", ids.getLength(), "4 to 255, or 0 for none");
		}
	}

	DispatchSettings dispatch() {
		DtlsServerProperties.Dispatch dispatch = this.properties.getDispatch();
		return DispatchSettings.defaults()
			.withMode(dispatch.getMode())
			.withQueueCapacity(atLeastOne("dispatch.queue-capacity", dispatch.getQueueCapacity()))
			.withOnFull(dispatch.getOnFull());
	}

	Duration gracePeriod() {
		Duration grace = this.properties.getShutdown().getGracePeriod();
		if (grace.isNegative()) {
			throw invalid("shutdown.grace-period", grace, "zero or more, such as 5s");
		}
		return grace;
	}

	private <N extends Number> N atLeastOne(String name, N value) {
		if (value.longValue() < 1) {
			throw invalid(name, value, "1 or more");
		}
		return value;
	}

	private Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw invalid(name, value, "more than zero, such as 10s");
		}
		return value;
	}

	private int rate(String name, String value) {
		Matcher matcher = RATE.matcher(value);
		if (!matcher.matches()) {
			throw invalid(name, value, "a number a second, such as 10/s");
		}
		return atLeastOne(name, Integer.parseInt(matcher.group(1)));
	}

	private DtlsConfigurationException invalid(String name, Object value, String right) {
		return new DtlsConfigurationException(this.prefix + "." + name + " is " + value, "Set it to " + right + ".");
	}

}
