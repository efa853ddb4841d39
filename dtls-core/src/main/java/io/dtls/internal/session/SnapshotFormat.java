package io.dtls.internal.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionTraffic;
import io.dtls.internal.record.dtls12.RecordState;

/**
 * A {@link SessionSnapshot} in bytes: version of the format, cipher suite, what is
 * secret, what is not. Nodes of different releases may share a store and do not
 * understand what is newer than they.
 */
final class SnapshotFormat {

	// Nodes of older releases take over all sessions but those whose peers expect the
	// return routability check of them.
	private static final int VERSION = 1;

	private static final int VERSION_WITH_RETURN_ROUTABILITY = 2;

	private static final int IPV6_SIZE = 16;

	private SnapshotFormat() {
	}

	static byte[] encode(SessionSnapshot snapshot) {
		byte[] facts = facts(snapshot);
		ByteBuffer out = ByteBuffer.allocate(1 + Short.BYTES + snapshot.records().size() + facts.length);
		int version = snapshot.negotiated().returnRoutability() ? VERSION_WITH_RETURN_ROUTABILITY : VERSION;
		out.put((byte) version).putShort((short) snapshot.negotiated().cipherSuite().code());
		snapshot.records().writeTo(out);
		return out.put(facts).array();
	}

	private static byte[] facts(SessionSnapshot snapshot) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeLong(snapshot.id());
			writeAddress(out, snapshot.address());
			out.writeLong(snapshot.openedAtMillis());
			out.writeLong(snapshot.lastActivityMillis());
			writeTraffic(out, snapshot.traffic());
			writeNegotiated(out, snapshot.negotiated());
			writePeer(out, snapshot.peer());
			writeBytes(out, snapshot.resumptionId());
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalArgumentException("The session cannot be encoded", ex);
		}
		return bytes.toByteArray();
	}

	private static void writeAddress(DataOutputStream out, InetSocketAddress address) throws IOException {
		byte[] bytes = address.getAddress().getAddress();
		int scope = (address.getAddress() instanceof Inet6Address v6) ? v6.getScopeId() : 0;
		writeBytes(out,
				(scope == 0) ? bytes : ByteBuffer.allocate(IPV6_SIZE + Integer.BYTES).put(bytes).putInt(scope).array());
		out.writeShort(address.getPort());
	}

	// A link-local address of IPv6 is followed by the interface that it belongs to.
	private static InetSocketAddress readAddress(DataInputStream in) throws IOException {
		byte[] bytes = readBytes(in);
		InetAddress address = (bytes.length == IPV6_SIZE + Integer.BYTES) ? Inet6Address.getByAddress(null,
				Arrays.copyOf(bytes, IPV6_SIZE), ByteBuffer.wrap(bytes).getInt(IPV6_SIZE))
				: InetAddress.getByAddress(bytes);
		return new InetSocketAddress(address, in.readUnsignedShort());
	}

	private static void writeTraffic(DataOutputStream out, SessionTraffic traffic) throws IOException {
		writeCount(out, traffic.messagesReceived());
		writeCount(out, traffic.bytesReceived());
		writeCount(out, traffic.messagesSent());
		writeCount(out, traffic.bytesSent());
	}

	// Seven bits a byte, lowest first: most counts are small.
	private static void writeCount(DataOutputStream out, long count) throws IOException {
		long left = count;
		while (left > 0x7f) {
			out.writeByte((int) (left | 0x80));
			left >>>= 7;
		}
		out.writeByte((int) left);
	}

	private static void writeNegotiated(DataOutputStream out, NegotiatedParameters negotiated) throws IOException {
		// Its minor version is enough.
		out.writeByte(negotiated.protocol().charAt(negotiated.protocol().length() - 1) - '0');
		out.writeBoolean(negotiated.extendedMasterSecret());
		out.writeBoolean(negotiated.resumed());
		writeText(out, negotiated.group());
		writeText(out, negotiated.applicationProtocol());
		writeText(out, negotiated.serverName());
	}

	private static void writePeer(DataOutputStream out, PeerIdentity peer)
			throws IOException, GeneralSecurityException {
		writeText(out, peer.pskIdentity());
		PublicKey key = peer.rawPublicKey();
		writeText(out, (key != null) ? key.getAlgorithm() : null);
		if (key != null) {
			writeBytes(out, key.getEncoded());
		}
		out.writeByte(peer.certificates().size());
		for (X509Certificate certificate : peer.certificates()) {
			writeBytes(out, certificate.getEncoded());
		}
	}

	private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
		out.writeBoolean(text != null);
		if (text != null) {
			out.writeUTF(text);
		}
	}

	private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeShort(bytes.length);
		out.write(bytes);
	}

	static SessionSnapshot decode(byte[] encoded) {
		try {
			ByteBuffer in = ByteBuffer.wrap(encoded);
			int version = in.get();
			if (version != VERSION && version != VERSION_WITH_RETURN_ROUTABILITY) {
				throw new IllegalArgumentException("Snapshots of format " + version + " are not known here");
			}
			CipherSuite suite = CipherSuite.ofCode(in.getShort() & 0xffff)
				.orElseThrow(() -> new IllegalArgumentException("A snapshot with an unknown cipher suite"));
			RecordState records = RecordState.read(suite.aead(), in);
			return decode(suite, version == VERSION_WITH_RETURN_ROUTABILITY, records,
					new DataInputStream(new ByteArrayInputStream(encoded, in.position(), in.remaining())));
		}
		catch (IOException | GeneralSecurityException | BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a snapshot of a session", ex);
		}
	}

	private static SessionSnapshot decode(CipherSuite suite, boolean routable, RecordState records, DataInputStream in)
			throws IOException, GeneralSecurityException {
		long id = in.readLong();
		InetSocketAddress address = readAddress(in);
		long openedAt = in.readLong();
		long lastActivity = in.readLong();
		SessionTraffic traffic = new SessionTraffic(readCount(in), readCount(in), readCount(in), readCount(in));
		NegotiatedParameters negotiated = readNegotiated(suite, routable, in);
		PeerIdentity peer = readPeer(in);
		byte[] resumptionId = readBytes(in);
		if (in.read() >= 0) {
			throw new IOException("Too long");
		}
		return new SessionSnapshot(id, records, negotiated, peer, resumptionId, address, openedAt, lastActivity,
				traffic);
	}

	private static long readCount(DataInputStream in) throws IOException {
		long count = 0;
		for (int shift = 0; shift < Long.SIZE; shift += 7) {
			int next = in.readUnsignedByte();
			count |= (next & 0x7fL) << shift;
			if (next < 0x80) {
				return count;
			}
		}
		throw new IOException("A count is too long");
	}

	private static NegotiatedParameters readNegotiated(CipherSuite suite, boolean routable, DataInputStream in)
			throws IOException {
		String protocol = "DTLSv1." + in.readUnsignedByte();
		boolean extendedMasterSecret = in.readBoolean();
		boolean resumed = in.readBoolean();
		return new NegotiatedParameters(protocol, suite, readText(in), extendedMasterSecret, resumed, readText(in),
				readText(in), routable);
	}

	private static PeerIdentity readPeer(DataInputStream in) throws IOException, GeneralSecurityException {
		String pskIdentity = readText(in);
		String algorithm = readText(in);
		PublicKey key = (algorithm != null)
				? KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(readBytes(in))) : null;
		List<X509Certificate> certificates = new ArrayList<>();
		for (int left = in.readUnsignedByte(); left > 0; left--) {
			certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(readBytes(in))));
		}
		return new PeerIdentity(certificates, key, pskIdentity);
	}

	private static @Nullable String readText(DataInputStream in) throws IOException {
		return in.readBoolean() ? in.readUTF() : null;
	}

	private static byte[] readBytes(DataInputStream in) throws IOException {
		byte[] bytes = new byte[in.readUnsignedShort()];
		in.readFully(bytes);
		return bytes;
	}

}
