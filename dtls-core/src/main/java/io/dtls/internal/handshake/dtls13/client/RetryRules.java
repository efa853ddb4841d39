package io.dtls.internal.handshake.dtls13.client;

import java.util.Set;

import io.dtls.HandshakeFailureReason;
import io.dtls.internal.handshake.dtls13.Parameters;
import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.Alert;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.message.ServerHello;

/**
 * What a client takes as ServerHello and HelloRetryRequest (RFC 8446, sections 4.1.3 and
 * 4.1.4).
 */
final class RetryRules {

	private RetryRules() {
	}

	/**
	 * The suite that the server chose.
	 * @throws Refused if it chose another version, or something that was not offered
	 */
	static Suite suite(ServerHello hello, Parameters parameters) throws Refused {
		if (!hello.isDtls13()) {
			if (hello.tellsOfDowngrade()) {
				throw Refused.illegal("The server says that a later version was possible");
			}
			throw new Refused(Alert.PROTOCOL_VERSION, HandshakeFailureReason.PROTOCOL_VERSION,
					"The server does not speak DTLS 1.3");
		}
		if (hello.sessionId().length > 0) {
			throw Refused.illegal("The server echoes a session id");
		}
		Suite suite = Suite.ofCode(hello.cipherSuite());
		if (suite == null || !parameters.suites().contains(suite)) {
			throw Refused.illegal("The server chose a cipher suite that was not offered");
		}
		return suite;
	}

	/** Does what a HelloRetryRequest wants. */
	static void follow(ServerHello retry, ClientOffer offer, Parameters parameters) throws Refused {
		retry.extensions()
			.requireOnly(Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE, ExtensionType.COOKIE));
		byte[] cookie = retry.cookie();
		int code = retry.retryGroup();
		if (cookie == null && code < 0) {
			throw Refused.illegal("A HelloRetryRequest changes nothing");
		}
		if (code >= 0) {
			KeyGroup group = KeyGroup.ofCode(code);
			boolean sent = offer.pair() != null && offer.pair().group() == group;
			if (group == null || !parameters.groups().contains(group) || sent) {
				throw Refused.illegal("A HelloRetryRequest asks for a group that was not offered, or was sent");
			}
			offer.useGroup(group);
		}
		if (cookie != null) {
			offer.useCookie(cookie);
		}
	}

	/** Refuses extensions of a ServerHello that were not asked for. */
	static void requireAsked(ServerHello hello, ClientOffer offer) throws Refused {
		Set<Integer> always = Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE);
		for (Integer type : hello.extensions().types()) {
			boolean asked = always.contains(type) || (type == ExtensionType.PRE_SHARED_KEY && offer.psk() != null)
					|| ((type == ExtensionType.CONNECTION_ID || type == ExtensionType.RETURN_ROUTABILITY_CHECK)
							&& offer.connectionId() != null);
			if (!asked) {
				throw Refused.of(Alert.UNSUPPORTED_EXTENSION, "Extension " + type + " was not asked for");
			}
		}
	}

}
