package io.dtls.internal.handshake.dtls13.message;

/**
 * The numbers of the extensions that are known here (IANA, TLS ExtensionType Values).
 */
public final class ExtensionType {

	public static final int SERVER_NAME = 0;

	public static final int STATUS_REQUEST = 5;

	public static final int SUPPORTED_GROUPS = 10;

	public static final int SIGNATURE_ALGORITHMS = 13;

	public static final int APPLICATION_PROTOCOLS = 16;

	public static final int CLIENT_CERTIFICATE_TYPE = 19;

	public static final int SERVER_CERTIFICATE_TYPE = 20;

	public static final int PADDING = 21;

	public static final int RECORD_SIZE_LIMIT = 28;

	public static final int PRE_SHARED_KEY = 41;

	public static final int SUPPORTED_VERSIONS = 43;

	public static final int COOKIE = 44;

	public static final int PSK_KEY_EXCHANGE_MODES = 45;

	public static final int CERTIFICATE_AUTHORITIES = 47;

	public static final int KEY_SHARE = 51;

	public static final int CONNECTION_ID = 54;

	public static final int RETURN_ROUTABILITY_CHECK = 61;

	private ExtensionType() {
	}

}
