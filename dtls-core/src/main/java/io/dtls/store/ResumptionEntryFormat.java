package io.dtls.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.dtls.CipherSuite;
import io.dtls.PeerIdentity;

/**
 * A {@link ResumptionEntry} in bytes. The first one is the version of the format: nodes
 * of different releases may share a store, and do not understand what is newer than they.
 */
final class ResumptionEntryFormat {

	private static final int VERSION = 1;

	// After the version and the id's own length.
	private static final int SESSION_ID_AT = 2;

	private static final int MAX_SESSION_ID_SIZE = 32;

	private static final int MASTER_SECRET_SIZE = 48;

	private ResumptionEntryFormat() {
	}

	static byte[] encode(ResumptionEntry entry) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeByte(entry.sessionId().length);
			out.write(entry.sessionId());
			out.writeShort(entry.cipherSuite().code());
			// Not the secret: it would stay behind in buffers that nobody can wipe.
			out.write(new byte[entry.masterSecret().length]);
			out.writeBoolean(entry.extendedMasterSecret());
			write(out, entry.protocol().getBytes(StandardCharsets.UTF_8));
			write(out, bytesOf(entry.serverName()));
			out.writeByte(entry.maxFragmentLength());
			out.writeLong(entry.created().toEpochMilli());
			write(out, entry.peer());
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalArgumentException("The peer's identity cannot be encoded", ex);
		}
		byte[] encoded = bytes.toByteArray();
		System.arraycopy(entry.masterSecret(), 0, encoded, SESSION_ID_AT + entry.sessionId().length + Short.BYTES,
				entry.masterSecret().length);
		return encoded;
	}

	private static void write(DataOutputStream out, PeerIdentity peer) throws IOException, GeneralSecurityException {
		write(out, bytesOf(peer.pskIdentity()));
		PublicKey key = peer.rawPublicKey();
		write(out, (key != null) ? bytesOf(key.getAlgorithm()) : null);
		write(out, (key != null) ? key.getEncoded() : null);
		out.writeByte(peer.certificates().size());
		for (X509Certificate certificate : peer.certificates()) {
			write(out, certificate.getEncoded());
		}
	}

	private static byte @Nullable [] bytesOf(@Nullable String text) {
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : null;
	}

	private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
		// Nothing is told apart from something empty.
		out.writeShort((bytes != null) ? bytes.length + 1 : 0);
		if (bytes != null) {
			out.write(bytes);
		}
	}

	static ResumptionEntry decode(byte[] encoded) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
			int version = in.readUnsignedByte();
			if (version != VERSION) {
				throw new IllegalArgumentException("Resumption entries of format " + version + " are not known here");
			}
			return decode(in);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalArgumentException("Not a resumption entry", ex);
		}
	}

	private static ResumptionEntry decode(DataInputStream in) throws IOException, GeneralSecurityException {
		byte[] sessionId = exactly(in, Math.min(in.readUnsignedByte(), MAX_SESSION_ID_SIZE));
		CipherSuite suite = CipherSuite.ofCode(in.readUnsignedShort())
			.orElseThrow(() -> new IOException("Unknown cipher suite"));
		byte[] masterSecret = exactly(in, MASTER_SECRET_SIZE);
		try {
			return decode(in, sessionId, suite, masterSecret);
		}
		catch (IOException | GeneralSecurityException | RuntimeException ex) {
			Arrays.fill(masterSecret, (byte) 0);
			throw ex;
		}
	}

	private static ResumptionEntry decode(DataInputStream in, byte[] sessionId, CipherSuite suite, byte[] masterSecret)
			throws IOException, GeneralSecurityException {
		boolean extendedMasterSecret = in.readBoolean();
		String protocol = text(in);
		String serverName = text(in);
		int maxFragmentLength = in.readUnsignedByte();
		Instant created = Instant.ofEpochMilli(in.readLong());
		PeerIdentity peer = peer(in);
		if (protocol == null || in.read() >= 0) {
			throw new IOException("Too short or too long");
		}
		return new ResumptionEntry(sessionId, suite, masterSecret, extendedMasterSecret, protocol, peer, serverName,
				maxFragmentLength, created);
	}

	private static PeerIdentity peer(DataInputStream in) throws IOException, GeneralSecurityException {
		String pskIdentity = text(in);
		String algorithm = text(in);
		byte[] encodedKey = bytes(in);
		PublicKey key = (algorithm != null && encodedKey != null)
				? KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encodedKey)) : null;
		List<X509Certificate> certificates = new ArrayList<>();
		for (int left = in.readUnsignedByte(); left > 0; left--) {
			byte[] certificate = bytes(in);
			if (certificate == null) {
				throw new IOException("A certificate is missing");
			}
			certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(certificate)));
		}
		return new PeerIdentity(certificates, key, pskIdentity);
	}

	private static @Nullable String text(DataInputStream in) throws IOException {
		byte[] bytes = bytes(in);
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
		int size = in.readUnsignedShort();
		return (size > 0) ? exactly(in, size - 1) : null;
	}

	private static byte[] exactly(DataInputStream in, int size) throws IOException {
		byte[] bytes = new byte[size];
		in.readFully(bytes);
		return bytes;
	}

}
