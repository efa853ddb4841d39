package io.dtls.spring.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.dtls.endpoint.Cryptography;
import io.dtls.endpoint.DtlsServer;

/**
 * What runs here: versions, security providers in use, virtual threads, and how each
 * server finds its sessions.
 */
public class DtlsInfoContributor implements InfoContributor {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private final Map<String, DtlsServer> servers;

	/**
	 * Creates the contributor.
	 * @param servers by bean name
	 */
	public DtlsInfoContributor(Map<String, DtlsServer> servers) {
		this.servers = new TreeMap<>(servers);
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> facts = new LinkedHashMap<>();
		Cryptography crypto = Cryptography.inUse();
		facts.put("version", crypto.libraryVersion());
		facts.put("bouncyCastle", crypto.bouncyCastleVersion());
		facts.put("providers", crypto.providers());
		facts.put("virtualThreads", Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS);
		Map<String, String> demux = new TreeMap<>();
		this.servers.forEach((name, server) -> demux.put(name, EnumTag.of(server.facts().demux())));
		facts.put("demux", demux);
		builder.withDetail("dtls", facts);
	}

}
