package io.dtls.internal.handshake.protocol;

import java.io.IOException;
import java.util.Hashtable;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * The extension {@code rrc}, by which both sides agree to check a new address of the
 * other (RFC 9853, section 3). It is empty and goes with {@code connection_id}.
 */
// Bouncy Castle's API has raw types.
@SuppressWarnings({ "rawtypes", "unchecked", "JdkObsolete" })
public final class ReturnRoutability {

	private static final Integer RRC = 61;

	private static final Integer CONNECTION_ID = ExtensionType.connection_id;

	private ReturnRoutability() {
	}

	/** Puts it into a ClientHello that offers connection ids. */
	public static void offer(Hashtable clientExtensions) {
		if (clientExtensions.containsKey(CONNECTION_ID)) {
			clientExtensions.put(RRC, TlsUtils.EMPTY_BYTES);
		}
	}

	/**
	 * Puts it into a ServerHello where the client has offered it and connection ids are
	 * agreed on.
	 * @return whether it is in
	 */
	public static boolean answer(@Nullable Hashtable clientExtensions, Hashtable serverExtensions) throws IOException {
		boolean agreed = isIn(clientExtensions) && serverExtensions.containsKey(CONNECTION_ID);
		if (agreed) {
			serverExtensions.put(RRC, TlsUtils.EMPTY_BYTES);
		}
		return agreed;
	}

	/** Whether a server, which was offered it, has agreed. */
	public static boolean isAgreed(@Nullable Hashtable serverExtensions) throws IOException {
		return isIn(serverExtensions) && serverExtensions != null && serverExtensions.containsKey(CONNECTION_ID);
	}

	private static boolean isIn(@Nullable Hashtable extensions) throws IOException {
		return TlsUtils.hasExpectedEmptyExtensionData(extensions, RRC, AlertDescription.illegal_parameter);
	}

}
