package io.dtls.spring;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;

/**
 * The open sessions of all servers of an application.
 */
public final class DtlsSessions {

	private final Supplier<Stream<DtlsServer>> servers;

	/**
	 * Creates a view of several servers.
	 * @param servers asked at each use
	 */
	public DtlsSessions(Supplier<Stream<DtlsServer>> servers) {
		this.servers = servers;
	}

	/**
	 * Finds an open session, whichever server it belongs to.
	 * @param id as of {@link DtlsSession#id()}, random and so unique
	 * @return empty if it has ended or never was
	 */
	public Optional<DtlsSession> find(String id) {
		return this.servers.get().flatMap((server) -> server.session(id).stream()).findFirst();
	}

	/** All sessions that are open now. */
	public List<DtlsSession> all() {
		return this.servers.get().flatMap((server) -> server.sessions().stream()).toList();
	}

}
