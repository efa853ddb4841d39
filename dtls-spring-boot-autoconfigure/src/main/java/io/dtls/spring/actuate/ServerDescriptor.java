package io.dtls.spring.actuate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.ServerState;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.ServerFacts;

/**
 * A server at a glance.
 *
 * @param state what it does
 * @param address where it listens; null while it does not
 * @param demux how datagrams find their session
 * @param certificates its own certificates
 * @param cipherSuites those it offers, in order of preference
 * @param cipherSuitesInUse open sessions by cipher suite
 * @param sessions how near their limit they are
 * @param handshakes how near their limit they are
 * @param queuedMessages messages that wait for the handler
 */
public record ServerDescriptor(String state, @Nullable String address, String demux, List<Certificate> certificates,
		List<CipherSuite> cipherSuites, Map<String, Long> cipherSuitesInUse, Limit sessions, Limit handshakes,
		int queuedMessages) {

	static ServerDescriptor of(DtlsServer server, Instant now) {
		ServerFacts facts = server.facts();
		Map<String, Long> inUse = server.sessions()
			.stream()
			.collect(Collectors.groupingBy((session) -> session.negotiated().cipherSuite().name(), TreeMap::new,
					Collectors.counting()));
		return new ServerDescriptor(EnumTag.of(server.state()), address(server), EnumTag.of(facts.demux()),
				facts.certificates().stream().map((certificate) -> Certificate.of(certificate, now)).toList(),
				facts.cipherSuites(), inUse, new Limit(server.sessionCount(), facts.sessions().max()),
				new Limit(server.handshakeCount(), facts.handshakes().maxConcurrent()), server.queuedMessages());
	}

	static @Nullable String address(DtlsServer server) {
		if (server.state() != ServerState.RUNNING) {
			return null;
		}
		try {
			return PeerValues.plain(server.localAddress());
		}
		catch (IllegalStateException ex) {
			// Stopped in between.
			return null;
		}
	}

	/**
	 * A certificate of the server's own.
	 *
	 * @param subject its name
	 * @param notAfter when it expires
	 * @param expiresIn how long that is from now; negative where it has expired
	 */
	public record Certificate(String subject, Instant notAfter, Duration expiresIn) {

		static Certificate of(X509Certificate certificate, Instant now) {
			Instant notAfter = certificate.getNotAfter().toInstant();
			return new Certificate(certificate.getSubjectX500Principal().getName(), notAfter,
					Duration.between(now, notAfter));
		}

	}

	/**
	 * A limit, and how near it is.
	 *
	 * @param used how many there are
	 * @param max how many there may be
	 * @param percent the share that is used
	 */
	public record Limit(int used, int max, double percent) {

		Limit(int used, int max) {
			this(used, max, Math.round(1000.0 * used / max) / 10.0);
		}

	}

}
