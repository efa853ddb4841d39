package io.dtls.internal.handshake.dtls13.server;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.KeyShareEntry;
import io.dtls.internal.handshake.dtls13.message.Refused;

/**
 * What a server takes of a ClientHello, by its own preference: always the same for the
 * same hello, so that it need not be remembered from the first to the second.
 *
 * @param suite protects the records
 * @param group of the key exchange, even if the client has to be asked for a share of it
 * @param share the client's of that group, or null if it sent none
 */
@SuppressWarnings("ArrayRecordComponent")
public record HelloChoice(Suite suite, KeyGroup group, byte @Nullable [] share) {

	/**
	 * Chooses.
	 * @throws Refused if nothing is shared, or the hello lacks what it needs
	 */
	public static HelloChoice of(ClientHello hello, Parameters parameters) throws Refused {
		Suite suite = parameters.suites()
			.stream()
			.filter((candidate) -> hello.cipherSuites().contains(candidate.code()))
			.findFirst()
			.orElseThrow(() -> nothingShared("cipher suite"));
		List<Integer> offered = hello.groups();
		List<KeyShareEntry> shares = hello.keyShares();
		if (offered.isEmpty() || shares == null) {
			throw Refused.of(Alert.MISSING_EXTENSION, "The ClientHello lacks supported_groups or key_share");
		}
		if (shares.stream().anyMatch((share) -> !offered.contains(share.group()))) {
			throw Refused.illegal("A key share is of a group that is not offered");
		}
		KeyGroup group = parameters.groups()
			.stream()
			.filter((candidate) -> offered.contains(candidate.code()))
			.findFirst()
			.orElseThrow(() -> nothingShared("group"));
		byte[] share = shares.stream()
			.filter((entry) -> entry.group() == group.code())
			.map(KeyShareEntry::key)
			.findFirst()
			.orElse(null);
		return new HelloChoice(suite, group, share);
	}

	private static Refused nothingShared(String what) {
		return new Refused(Alert.HANDSHAKE_FAILURE, HandshakeFailureReason.NO_SHARED_CIPHER_SUITE,
				"The client offers no " + what + " that this server takes");
	}

}
