package io.dtls.internal.handshake.dtls12;

import java.util.Arrays;
import java.util.HexFormat;

import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

import io.dtls.settings.KeyLog;

/**
 * Lines of the NSS key log format.
 */
public final class KeyLogLines {

	private KeyLogLines() {
	}

	public static void write(@Nullable KeyLog log, SecurityParameters agreed, TlsCrypto crypto) {
		if (log == null) {
			return;
		}
		byte[] masterSecret = crypto.adoptSecret(agreed.getMasterSecret()).extract();
		HexFormat hex = HexFormat.of();
		log.log("CLIENT_RANDOM " + hex.formatHex(agreed.getClientRandom()) + " " + hex.formatHex(masterSecret));
		Arrays.fill(masterSecret, (byte) 0);
	}

}
