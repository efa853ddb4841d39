package io.dtls.internal.handshake.dtls13.cookie;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.dtls13.key.KeyGroup;
import io.dtls.internal.handshake.dtls13.key.Suite;
import io.dtls.internal.handshake.dtls13.message.ClientHello;
import io.dtls.internal.handshake.dtls13.message.ExtensionType;
import io.dtls.internal.handshake.dtls13.message.Extensions;
import io.dtls.internal.handshake.dtls13.message.Refused;
import io.dtls.internal.handshake.dtls13.message.ServerHello;
import io.dtls.internal.handshake.dtls13.message.WireReader;
import io.dtls.internal.handshake.dtls13.message.WireWriter;

/**
 * What a server would have to remember of the first hello, in the hands of the client
 * (RFC 8446, section 4.2.2): 53 or 69 bytes, so that HelloRetryRequest is shorter than
 * any hello of DTLS 1.3.
 *
 * @param suite that was chosen
 * @param group that a share was asked of; null if there was one already
 * @param helloHash of the first hello
 */
@SuppressWarnings("ArrayRecordComponent")
record RetryCookie(Suite suite, @Nullable KeyGroup group, byte[] helloHash) {

	private static final int FORMAT = 1;

	private static final int FIXED_SIZE = 5;

	private static final int MAC_SIZE = 16;

	/** The cookie for a client at an address. */
	byte[] seal(RetrySecrets secrets, InetSocketAddress peer, long now) {
		byte[] content = content();
		byte[] mac = secrets.current(covered(content, peer), now);
		return new WireWriter().bytes(content).bytes(Arrays.copyOf(mac, MAC_SIZE)).toBytes();
	}

	private byte[] content() {
		return new WireWriter().uint8(FORMAT)
			.uint16(this.suite.code())
			.uint16((this.group != null) ? this.group.code() : 0)
			.bytes(this.helloHash)
			.toBytes();
	}

	// A cookie of DTLS 1.2 may be made with the same secret: there the version, which is
	// not 1, follows the address.
	private static byte[] covered(byte[] content, InetSocketAddress peer) {
		return new WireWriter().vector8(peer.getAddress().getAddress()).uint16(peer.getPort()).bytes(content).toBytes();
	}

	/** Reads a cookie; null if it is none of ours for a client at this address. */
	static @Nullable RetryCookie open(byte[] cookie, RetrySecrets secrets, InetSocketAddress peer, long now) {
		if (cookie.length <= FIXED_SIZE + MAC_SIZE) {
			return null;
		}
		int end = cookie.length - MAC_SIZE;
		byte[] content = Arrays.copyOf(cookie, end);
		byte[] mac = Arrays.copyOfRange(cookie, end, cookie.length);
		byte[] covered = covered(content, peer);
		byte[] previous = secrets.previous(covered, now);
		boolean genuine = MessageDigest.isEqual(mac, Arrays.copyOf(secrets.current(covered, now), MAC_SIZE))
				|| (previous != null && MessageDigest.isEqual(mac, Arrays.copyOf(previous, MAC_SIZE)));
		return genuine ? read(content) : null;
	}

	private static @Nullable RetryCookie read(byte[] content) {
		try {
			WireReader in = new WireReader(content);
			boolean known = in.uint8() == FORMAT;
			Suite suite = Suite.ofCode(in.uint16());
			KeyGroup group = KeyGroup.ofCode(in.uint16());
			if (!known || suite == null || content.length != FIXED_SIZE + suite.hkdf().hashSize()) {
				return null;
			}
			return new RetryCookie(suite, group, in.bytes(suite.hkdf().hashSize()));
		}
		catch (Refused ex) {
			return null;
		}
	}

	/** The body of the HelloRetryRequest that carries this cookie; always the same. */
	byte[] retryBody(byte[] sealed) {
		Extensions extensions = new Extensions().with(ExtensionType.SUPPORTED_VERSIONS,
				new WireWriter().uint16(ClientHello.DTLS_1_3).toBytes());
		if (this.group != null) {
			extensions.with(ExtensionType.KEY_SHARE, new WireWriter().uint16(this.group.code()).toBytes());
		}
		extensions.with(ExtensionType.COOKIE, new WireWriter().vector16(sealed).toBytes());
		return ServerHello.retry(this.suite.code(), extensions).encode();
	}

	@Override
	public String toString() {
		return "RetryCookie[" + this.suite + "]";
	}

}
