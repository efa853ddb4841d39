package io.dtls.autoconfigure.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

import io.dtls.autoconfigure.properties.DtlsProperties;
import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.autoconfigure.properties.DtlsStoreProperties;
import io.dtls.autoconfigure.properties.DtlsStoreProperties.Snapshot.Store;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.spring.DtlsConfigurationException;
import io.dtls.spring.DtlsServerCustomizer;
import io.dtls.spring.store.CacheResumptionStore;
import io.dtls.store.FileSnapshotStore;
import io.dtls.store.ResumptionStore;
import io.dtls.store.Secrets;
import io.dtls.store.SnapshotStore;
import io.dtls.store.StoreCipher;

/**
 * Gives servers what lets sessions outlive connections: secrets, resumption and
 * snapshots, as the properties say.
 */
public final class ServerStores implements DtlsServerCustomizer, Ordered {

	private static final String RESUMPTION = "resumption entries";

	private final DtlsProperties properties;

	private final BeanFactory beans;

	public ServerStores(DtlsProperties properties, BeanFactory beans) {
		this.properties = properties;
		this.beans = beans;
	}

	/** Before those of the application, which have the last word. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(String server, DtlsServerBuilder builder) {
		boolean unnamed = server.equals(ServerDefinition.UNNAMED);
		DtlsServerProperties own = unnamed ? this.properties.getServer() : this.properties.getServers().get(server);
		if (own == null) {
			return;
		}
		Secrets secrets = secrets();
		if (secrets != null) {
			builder.secrets(secrets);
		}
		String prefix = ServerDefinition.prefix(server);
		builder.resumption(resumption(prefix, server, own.getResumption(), secrets));
		SnapshotStore store = snapshots(prefix, server, own.getSnapshot());
		if (store != null) {
			builder.snapshots(SnapshotSettings.of(store, required(secrets, prefix + ".snapshot.store"))
				.withKeep(own.getSnapshot().getKeep())
				.withLookupsPerSecond(own.getSnapshot().getLookupsPerSecond()));
		}
	}

	private @Nullable Secrets secrets() {
		String current = this.properties.getSecrets().getCurrent();
		String previous = this.properties.getSecrets().getPrevious();
		if (current == null) {
			return null;
		}
		try {
			return Secrets.of(current.getBytes(StandardCharsets.UTF_8),
					(previous != null) ? previous.getBytes(StandardCharsets.UTF_8) : null);
		}
		catch (IllegalArgumentException ex) {
			throw new DtlsConfigurationException("dtls.secrets.current or previous is too short",
					"Set it to at least " + Secrets.MIN_SIZE + " random characters, as of: openssl rand -hex 32", ex);
		}
	}

	private static Secrets required(@Nullable Secrets secrets, String wanted) {
		if (secrets == null) {
			throw new DtlsConfigurationException("dtls.secrets.current is not set, but " + wanted + " needs it",
					"Set it to at least " + Secrets.MIN_SIZE
							+ " random characters, the same on every node, as of: openssl rand -hex 32");
		}
		return secrets;
	}

	private ResumptionSettings resumption(String prefix, String server, DtlsStoreProperties.Resumption resumption,
			@Nullable Secrets secrets) {
		if (!resumption.isEnabled()) {
			return ResumptionSettings.off();
		}
		ResumptionSettings settings = ResumptionSettings.defaults()
			.withLifetime(resumption.getTimeout())
			.withMaxEntries(resumption.getMaxEntries())
			.withStoreTimeout(resumption.getStoreTimeout())
			.withSingleUse(resumption.isSingleUse());
		ResumptionStore store = resumptionStore(prefix + ".resumption.store", server, resumption, secrets);
		return (store != null) ? settings.withStore(store) : settings;
	}

	private @Nullable ResumptionStore resumptionStore(String property, String server,
			DtlsStoreProperties.Resumption resumption, @Nullable Secrets secrets) {
		String name = resumption.getStore();
		if (name.equals("memory")) {
			return this.beans.getBeanProvider(ResumptionStore.class).getIfUnique();
		}
		if (this.beans.containsBean(name) && this.beans.isTypeMatch(name, ResumptionStore.class)) {
			return this.beans.getBean(name, ResumptionStore.class);
		}
		StoreCipher cipher = new StoreCipher(required(secrets, property), RESUMPTION);
		if (name.equals("redis")) {
			return redis(property).resumption("dtls:" + server + ":resumption:", cipher, resumption.getTimeout(),
					resumption.isSingleUse());
		}
		CacheManager caches = this.beans.getBeanProvider(CacheManager.class).getIfUnique();
		Cache cache = (caches != null) ? caches.getCache(name) : null;
		if (cache == null) {
			throw new DtlsConfigurationException(property + " is " + name,
					"Set it to memory, redis, or the name of a ResumptionStore bean or of a cache.");
		}
		if (resumption.isSingleUse()) {
			throw new DtlsConfigurationException(
					property.replace(".store", ".single-use")
							+ " is true, but caches cannot find and forget in one step",
					"Use the store redis or memory, or leave it false.");
		}
		return new CacheResumptionStore(cache, cipher);
	}

	private @Nullable SnapshotStore snapshots(String prefix, String server, DtlsStoreProperties.Snapshot snapshot) {
		SnapshotStore bean = this.beans.getBeanProvider(SnapshotStore.class).getIfUnique();
		if (bean != null) {
			return bean;
		}
		String location = snapshot.getLocation();
		if (snapshot.getStore() == Store.FILE) {
			if (location == null) {
				throw new DtlsConfigurationException(prefix + ".snapshot.location is not set",
						"Set it to a folder for the sessions of this server alone.");
			}
			return new FileSnapshotStore(Path.of(location));
		}
		if (snapshot.getStore() == Store.REDIS) {
			return redis(prefix + ".snapshot.store").snapshots((location != null) ? location : "dtls:" + server + ":");
		}
		return null;
	}

	// The library may not be there.
	private RedisStores redis(String property) {
		boolean present = ClassUtils.isPresent("org.springframework.data.redis.connection.RedisConnectionFactory",
				ServerStores.class.getClassLoader());
		RedisStores stores = present ? RedisStores.find(this.beans) : null;
		if (stores == null) {
			throw new DtlsConfigurationException(property + " is redis, but there is no connection to one",
					"Add spring-boot-starter-data-redis and set spring.data.redis.*.");
		}
		return stores;
	}

}
