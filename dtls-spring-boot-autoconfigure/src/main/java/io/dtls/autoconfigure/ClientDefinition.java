package io.dtls.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

import io.dtls.ClientSettings;
import io.dtls.SessionSettings;
import io.dtls.spring.DtlsConfigurationException;

/**
 * The client as it is configured. A value out of range fails with the property's name.
 *
 * @param all everything under {@code dtls}
 */
record ClientDefinition(DtlsProperties all) {

	static final String NAME = "dtlsClient";

	static final String PREFIX = "dtls.client";

	DtlsClientProperties properties() {
		return this.all.getClient();
	}

	String channel() {
		return channel("channel", properties().getChannel(), "dtlsOutboundClientChannel");
	}

	String replyChannel() {
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

	EffectiveSsl ssl() {
		return new EffectiveSsl(PREFIX + ".ssl", properties().getSsl(), this.all.getSsl());
	}

	ClientSettings settings(@Nullable String pskIdentity) {
		String serverName = properties().getServerName();
		return ClientSettings.defaults()
			.withServerName(StringUtils.hasText(serverName) ? serverName : null)
			.withInsecureSkipHostNameVerification(properties().isInsecureSkipHostnameVerification())
			.withPskIdentity(pskIdentity);
	}

	Duration connectTimeout() {
		return positive("connect-timeout", properties().getConnectTimeout());
	}

	SessionSettings sessions() {
		return SessionSettings.defaults().withIdleTimeout(positive("idle-timeout", properties().getIdleTimeout()));
	}

	BackOff reconnect() {
		DtlsClientProperties.Reconnect reconnect = properties().getReconnect();
		long delay = positive("reconnect.delay", reconnect.getDelay()).toMillis();
		long maxDelay = positive("reconnect.max-delay", reconnect.getMaxDelay()).toMillis();
		if (reconnect.getMultiplier() < 1) {
			throw invalid("reconnect.multiplier", reconnect.getMultiplier(), "1 or more");
		}
		if (maxDelay < delay) {
			throw invalid("reconnect.max-delay", reconnect.getMaxDelay(), "at least " + PREFIX + ".reconnect.delay");
		}
		ExponentialBackOff backOff = new ExponentialBackOff(delay, reconnect.getMultiplier());
		backOff.setMaxInterval(maxDelay);
		return backOff;
	}

	private static Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw invalid(name, value, "more than zero, such as 10s");
		}
		return value;
	}

	private static DtlsConfigurationException invalid(String name, Object value, String right) {
		return new DtlsConfigurationException(PREFIX + "." + name + " is " + value, "Set it to " + right + ".");
	}

}
