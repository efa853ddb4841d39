package io.dtls.internal.handshake.dtls13;

import java.security.SecureRandom;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.credentials.Credentials;
import io.dtls.internal.handshake.dtls13.exchange.ExchangeLimits;
import io.dtls.internal.handshake.dtls13.key.HandshakeSignature;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.KeyShares;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.protocol.Scheme;
import io.dtls.settings.ConnectionIdSource;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.KeyLog;

/**
 * What handshakes of both roles go by.
 *
 * @param credentials what this side proves itself with, and whom it believes
 * @param suites in order of preference
 * @param groups in order of preference
 * @param schemes of signatures in CertificateVerify, in order of preference
 * @param applicationProtocols ALPN names in order of preference
 * @param handshakes bounds of time and size
 * @param mtu largest datagram to send, in bytes of UDP payload
 * @param recordSizeLimit most bytes of a record's inner plaintext that this side takes
 * (RFC 8449); 0 for any
 * @param connectionIds makes what the peer puts into its records, or null for none
 * @param keyLog is told all secrets, or null
 * @param keyShares makes key pairs
 * @param random of hellos, tickets
 */
public record Parameters(Credentials credentials, List<Suite> suites, List<KeyGroup> groups, List<Scheme> schemes,
		List<String> applicationProtocols, HandshakeSettings handshakes, int mtu, int recordSizeLimit,
		@Nullable ConnectionIdSource connectionIds, @Nullable KeyLog keyLog, KeyShares keyShares, SecureRandom random) {

	private static final int DEFAULT_MTU = 1400;

	public Parameters {
		suites = List.copyOf(suites);
		groups = List.copyOf(groups);
		schemes = HandshakeSignature.usable(schemes);
		applicationProtocols = List.copyOf(applicationProtocols);
	}

	/** The defaults with some credentials. */
	public static Parameters of(Credentials credentials) {
		SecureRandom random = new SecureRandom();
		return new Parameters(credentials, Suite.defaults(), KeyGroup.defaults(), List.of(Scheme.values()), List.of(),
				HandshakeSettings.defaults(), DEFAULT_MTU, 0, null, null, new KeyShares(random), random);
	}

	/** The same with other suites. */
	public Parameters withSuites(List<Suite> others) {
		return new Parameters(this.credentials, others, this.groups, this.schemes, this.applicationProtocols,
				this.handshakes, this.mtu, this.recordSizeLimit, this.connectionIds, this.keyLog, this.keyShares,
				this.random);
	}

	/** The same with other groups. */
	public Parameters withGroups(List<KeyGroup> others) {
		return new Parameters(this.credentials, this.suites, others, this.schemes, this.applicationProtocols,
				this.handshakes, this.mtu, this.recordSizeLimit, this.connectionIds, this.keyLog, this.keyShares,
				this.random);
	}

	/** The same with ALPN names. */
	public Parameters withApplicationProtocols(List<String> names) {
		return new Parameters(this.credentials, this.suites, this.groups, this.schemes, names, this.handshakes,
				this.mtu, this.recordSizeLimit, this.connectionIds, this.keyLog, this.keyShares, this.random);
	}

	/** The same with bounds. */
	public Parameters withLimits(HandshakeSettings settings, int datagramSize, int recordSize) {
		return new Parameters(this.credentials, this.suites, this.groups, this.schemes, this.applicationProtocols,
				settings, datagramSize, recordSize, this.connectionIds, this.keyLog, this.keyShares, this.random);
	}

	/** The same with connection ids. */
	public Parameters withConnectionIds(ConnectionIdSource source) {
		return new Parameters(this.credentials, this.suites, this.groups, this.schemes, this.applicationProtocols,
				this.handshakes, this.mtu, this.recordSizeLimit, source, this.keyLog, this.keyShares, this.random);
	}

	/** The same, and all secrets are told. */
	public Parameters withInsecureKeyLog(KeyLog log) {
		return new Parameters(this.credentials, this.suites, this.groups, this.schemes, this.applicationProtocols,
				this.handshakes, this.mtu, this.recordSizeLimit, this.connectionIds, log, this.keyShares, this.random);
	}

	/** Bounds of the exchange of messages. */
	public ExchangeLimits exchangeLimits() {
		return new ExchangeLimits(this.mtu, this.handshakes.initialRetransmit().toNanos(),
				this.handshakes.maxMessageSize());
	}

	/** Random bytes. */
	public byte[] randomBytes(int size) {
		byte[] bytes = new byte[size];
		this.random.nextBytes(bytes);
		return bytes;
	}

}
