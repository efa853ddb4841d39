package io.dtls.internal.handshake.protocol;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;

/**
 * What an alert means for a handshake (RFC 5246, section 7.2).
 */
public final class Alerts {

	private Alerts() {
	}

	/** Whether the peer gives the handshake up. */
	public static boolean ends(int level, int description) {
		return level == AlertLevel.fatal || (level == AlertLevel.warning
				&& (description == AlertDescription.close_notify || description == AlertDescription.user_canceled));
	}

	/**
	 * The name of an alert in the specification.
	 * @param description its number
	 * @return such as {@code handshake_failure}; {@code UNKNOWN} if it has none
	 */
	public static String name(int description) {
		return AlertDescription.getName((short) description);
	}

}
