package io.dtls;

/**
 * Keying material that an application wants of each session, besides the keys of DTLS
 * itself (RFC 5705).
 *
 * @param label names the use; the peer has to use the same one
 * @param length bytes wanted
 */
public record KeyExport(String label, int length) {

	private static final int MAX_LENGTH = 1024;

	public KeyExport {
		if (label.isEmpty() || length < 1 || length > MAX_LENGTH) {
			throw new IllegalArgumentException(
					"Exported keying material needs a label and a length of 1 to " + MAX_LENGTH + " bytes");
		}
	}

}
