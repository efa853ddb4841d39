package io.dtls.internal.handshake.dtls13.cookie;

import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.message.WireReader;

/**
 * Looks into the first fragment of a ClientHello for the versions that the client offers.
 */
final class FirstFragment {

	private static final int VERSION_AND_RANDOM = 34;

	private FirstFragment() {
	}

	/**
	 * Whether it is certain that DTLS 1.3 is not offered.
	 * @param fragment the beginning of the message's body
	 * @return false if it is offered, or may be in what follows
	 */
	static boolean rulesOut(byte[] fragment) {
		try {
			WireReader in = new WireReader(fragment);
			in.bytes(VERSION_AND_RANDOM);
			in.vector8(0);
			in.vector8(0);
			in.vector16(0);
			in.vector8(0);
			in.uint16();
			while (true) {
				int type = in.uint16();
				byte[] data = in.vector16(0);
				if (type == ExtensionType.SUPPORTED_VERSIONS) {
					return !new WireReader(data).uint16sOfShortVector().contains(ClientHello.DTLS_1_3);
				}
			}
		}
		catch (Refused ex) {
			// The fragment ends before.
			return false;
		}
	}

}
