package io.dtls.internal.handshake.dtls13.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The short messages after the handshake: KeyUpdate (RFC 8446, section 4.6.3),
 * RequestConnectionId and NewConnectionId (RFC 9147, section 9).
 */
public final class PostHandshakeMessages {

	private static final int CID_IMMEDIATE = 0;

	private static final int CID_SPARE = 1;

	private PostHandshakeMessages() {
	}

	/** Whether a KeyUpdate asks for one of this side. */
	public static boolean keyUpdateIsRequested(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		int value = in.uint8();
		in.requireEnd();
		if (value > 1) {
			throw Refused.illegal("KeyUpdate has an impossible value");
		}
		return value == 1;
	}

	public static byte[] keyUpdate(boolean requested) {
		return new byte[] { (byte) (requested ? 1 : 0) };
	}

	/** How many connection ids a RequestConnectionId asks for. */
	public static int requestedIds(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		int count = in.uint8();
		in.requireEnd();
		return count;
	}

	/** Reads a NewConnectionId. */
	public static NewIds newIds(byte[] body) throws Refused {
		WireReader in = new WireReader(body);
		WireReader list = in.inside16();
		int usage = in.uint8();
		in.requireEnd();
		List<byte[]> ids = new ArrayList<>();
		while (list.hasMore()) {
			ids.add(list.vector8(0));
		}
		if (usage != CID_IMMEDIATE && usage != CID_SPARE) {
			throw Refused.illegal("NewConnectionId has an impossible usage");
		}
		return new NewIds(ids, usage == CID_IMMEDIATE);
	}

	/** Writes a NewConnectionId with ids to be used at will. */
	public static byte[] spareIds(List<byte[]> ids) {
		WireWriter list = new WireWriter();
		ids.forEach(list::vector8);
		return new WireWriter().vector16(list.toBytes()).uint8(CID_SPARE).toBytes();
	}

	/**
	 * The content of a NewConnectionId.
	 *
	 * @param ids to put into records
	 * @param immediate whether the first of them has to be used from now on
	 */
	public record NewIds(List<byte[]> ids, boolean immediate) {

		public NewIds {
			ids = List.copyOf(ids);
		}

	}

}
