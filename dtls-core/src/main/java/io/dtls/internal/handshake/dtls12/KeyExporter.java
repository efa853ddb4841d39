package io.dtls.internal.handshake.dtls12;

import java.util.List;

import org.bouncycastle.tls.TlsContext;

import io.dtls.KeyExport;
import io.dtls.internal.handshake.ExportedKeys;

/**
 * Exports keying material (RFC 5705) while Bouncy Castle still has the master secret.
 */
public final class KeyExporter {

	private KeyExporter() {
	}

	/**
	 * Exports what was asked for. Without an extended master secret there is none, as it
	 * would not be bound to this session alone (RFC 7627, section 5.4).
	 * @param wanted labels and lengths
	 * @param context of a handshake that is complete
	 */
	public static ExportedKeys export(List<KeyExport> wanted, TlsContext context) {
		if (!context.getSecurityParametersConnection().isExtendedMasterSecret()) {
			return ExportedKeys.NONE;
		}
		return ExportedKeys.of(wanted, (one) -> context.exportKeyingMaterial(one.label(), null, one.length()));
	}

}
