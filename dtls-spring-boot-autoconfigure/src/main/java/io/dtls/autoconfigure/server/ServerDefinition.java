package io.dtls.autoconfigure.server;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.properties.DtlsPskProperties;
import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.autoconfigure.ssl.EffectiveSsl;
import io.dtls.spring.DtlsConfigurationException;

/**
 * One server as it is configured, and the names that follow from its own.
 *
 * @param name of its bean
 * @param prefix of its properties
 * @param properties under that prefix
 * @param ssl its certificate and what a handshake may agree on
 * @param all everything under {@code dtls}
 */
public record ServerDefinition(String name, String prefix, DtlsServerProperties properties, EffectiveSsl ssl,
		DtlsProperties all) {

	public static final String UNNAMED = "dtlsServer";

	private static final String PREFIX = "dtls.server";

	/** The server under {@code dtls.server}. */
	public static ServerDefinition unnamed(DtlsProperties all) {
		return of(UNNAMED, PREFIX, all.getServer(), all);
	}

	/** A server under {@code dtls.servers}. */
	static ServerDefinition named(String name, DtlsProperties all) {
		DtlsServerProperties properties = all.getServers().get(name);
		if (properties == null) {
			throw new IllegalArgumentException("There is no server " + name);
		}
		return of(name, prefix(name), properties, all);
	}

	private static ServerDefinition of(String name, String prefix, DtlsServerProperties properties,
			DtlsProperties all) {
		EffectiveSsl ssl = new EffectiveSsl(prefix + ".ssl", properties.getSsl(), all.getSsl());
		return new ServerDefinition(name, prefix, properties, ssl, all);
	}

	/**
	 * Tells where the properties of a server are.
	 * @param name of the server's bean
	 * @return the prefix of its properties
	 */
	public static String prefix(String name) {
		return name.equals(UNNAMED) ? PREFIX : "dtls.servers." + name;
	}

	/** The servers under {@code dtls.servers} that have a port. */
	static List<ServerDefinition> named(DtlsProperties all) {
		List<ServerDefinition> servers = new ArrayList<>();
		all.getServers().forEach((name, properties) -> {
			if (properties.getPort() != null) {
				servers.add(named(name, all));
			}
		});
		return servers;
	}

	/** Every server that has a port. */
	static List<ServerDefinition> all(DtlsProperties all) {
		List<ServerDefinition> servers = new ArrayList<>(named(all));
		if (all.getServer().getPort() != null) {
			servers.add(0, unnamed(all));
		}
		return servers;
	}

	private boolean isUnnamed() {
		return this.name.equals(UNNAMED);
	}

	/** The name of a bean that belongs to this server. */
	String bean(String part) {
		return (isUnnamed() ? "dtls" : this.name) + part;
	}

	String lifecycleBean() {
		return this.name + "Lifecycle";
	}

	String channel() {
		return channel("channel", this.properties.getChannel(), "InboundChannel");
	}

	String replyChannel() {
		return channel("reply-channel", this.properties.getReplyChannel(), "OutboundChannel");
	}

	private String channel(String property, @Nullable String value, String byDefault) {
		if (value == null) {
			return bean(byDefault);
		}
		if (!StringUtils.hasText(value)) {
			throw new DtlsConfigurationException(this.prefix + "." + property + " is empty",
					"Set it to the name of a channel, or remove it.");
		}
		return value;
	}

	/** Where its pre-shared keys are: its own, or those for all. */
	String pskPrefix() {
		return hasOwnKeys() ? this.prefix + ".psk" : "dtls.psk";
	}

	boolean hasOwnKeys() {
		return !this.properties.getPsk().getIdentities().isEmpty();
	}

	public DtlsPskProperties psk() {
		return hasOwnKeys() ? this.properties.getPsk() : this.all.getPsk();
	}

	public @Nullable String pskHint() {
		String own = this.properties.getPsk().getHint();
		String hint = StringUtils.hasText(own) ? own : this.all.getPsk().getHint();
		return StringUtils.hasText(hint) ? hint : null;
	}

	public ServerSettings settings() {
		return new ServerSettings(this.prefix, this.properties);
	}

}
