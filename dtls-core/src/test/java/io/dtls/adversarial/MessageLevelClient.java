package io.dtls.adversarial;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import javax.crypto.KeyAgreement;

import io.dtls.CipherSuite;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.testing.TestCertificates;

/**
 * A client that says what the test wants in the order the test wants. It knows enough
 * cryptography to do it right: ECDHE_ECDSA with P-256 and plain PSK, both with
 * AES-128-GCM and without extended_master_secret, so that keys exist before the
 * transcript does.
 */
final class MessageLevelClient {

	static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final int POINT_SIZE = 65;

	// Groups: P-256; schemes: ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256.
	private static final byte[] EXTENSIONS = { 0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 6, 0, 4, 4, 3, 8, 4 };

	final PeerFlight server = new PeerFlight();

	private final DatagramTransport wire;

	private final InetSocketAddress to;

	private final CipherSuite suite;

	private final byte[] random = new byte[32];

	private byte[] cookie = new byte[0];

	private byte[] extensions = EXTENSIONS;

	private byte[] transcript = new byte[0];

	private int nextSeq;

	private long nextRecord;

	private KeyPair ephemeral;

	private RecordLayer records;

	MessageLevelClient(DatagramTransport wire, InetSocketAddress to, CipherSuite suite) {
		this.wire = wire;
		this.to = to;
		this.suite = suite;
		new SecureRandom().nextBytes(this.random);
	}

	MessageLevelClient extensions(byte[] value) {
		this.extensions = value;
		return this;
	}

	void useCookie(byte[] value) {
		this.cookie = value;
	}

	/** Gets a cookie, says hello with it, and waits for the server's whole flight. */
	MessageLevelClient sayHello() throws Exception {
		hello();
		this.cookie = awaitCookie();
		Message second = hello();
		awaitFlight();
		this.transcript = Prf.concat(second.bytes(), this.server.transcript());
		return this;
	}

	/** Sends a ClientHello with the cookie there is. */
	Message hello() throws IOException {
		Message hello = new Message(Message.CLIENT_HELLO, (this.cookie.length == 0) ? 0 : 1, helloBody());
		this.nextSeq = hello.seq() + 1;
		plaintext(RecordFormat.HANDSHAKE, hello.bytes());
		return hello;
	}

	byte[] helloBody() {
		ByteBuffer out = ByteBuffer.allocate(512 + this.extensions.length);
		out.putShort((short) RecordFormat.DTLS_1_2).put(this.random).put((byte) 0);
		out.put((byte) this.cookie.length).put(this.cookie);
		out.putShort((short) 4).putShort((short) this.suite.code()).putShort((short) 0xff);
		out.put((byte) 1).put((byte) 0).putShort((short) this.extensions.length).put(this.extensions);
		return Arrays.copyOf(out.array(), out.position());
	}

	byte[] awaitCookie() throws IOException {
		await("HelloVerifyRequest", Message.HELLO_VERIFY_REQUEST);
		byte[] body = this.server.find(Message.HELLO_VERIFY_REQUEST).body();
		this.cookie = Arrays.copyOfRange(body, 3, body.length);
		return this.cookie;
	}

	void awaitFlight() throws IOException {
		await("ServerHelloDone", Message.SERVER_HELLO_DONE);
	}

	private void await(String what, int type) throws IOException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (this.server.find(type) == null) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("No " + what + " came");
			}
			receive(100);
		}
	}

	/** Takes what arrives within a time. Returns whether anything did. */
	boolean receive(int millis) throws IOException {
		return this.wire.receive(
				(buffer, off, len, from) -> this.server.take(Arrays.copyOfRange(buffer, off, off + len)),
				TimeUnit.MILLISECONDS.toNanos(millis)) > 0;
	}

	/** Whether the server answers under its keys: it believes the handshake is over. */
	boolean hearsFinished() throws IOException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!this.server.sawProtectedRecord() && System.nanoTime() < deadline) {
			receive(100);
		}
		return this.server.sawProtectedRecord();
	}

	void plaintext(int contentType, byte[] content) throws IOException {
		datagram(Message.record(contentType, this.nextRecord++, content));
	}

	void datagram(byte[] bytes) throws IOException {
		this.wire.send(bytes, 0, bytes.length, this.to);
	}

	/** A message under the next number, which the transcript has from now on. */
	Message next(int type, byte[] body) {
		Message message = new Message(type, this.nextSeq++, body);
		this.transcript = Prf.concat(this.transcript, message.bytes());
		return message;
	}

	void send(Message message) throws IOException {
		plaintext(RecordFormat.HANDSHAKE, message.bytes());
	}

	void say(int type, byte[] body) throws IOException {
		send(next(type, body));
	}

	void skipNumber() {
		this.nextSeq++;
	}

	void certificate(X509Certificate... chain) throws Exception {
		say(Message.CERTIFICATE, certificateBody(chain));
	}

	static byte[] certificateBody(X509Certificate... chain) throws GeneralSecurityException {
		byte[] list = new byte[0];
		for (X509Certificate one : chain) {
			byte[] encoded = one.getEncoded();
			list = Prf.concat(list, uint24(encoded.length), encoded);
		}
		return Prf.concat(uint24(list.length), list);
	}

	private static byte[] uint24(int value) {
		return new byte[] { (byte) (value >>> 16), (byte) (value >>> 8), (byte) value };
	}

	/** The right ClientKeyExchange; the keys exist from then on. */
	void clientKeyExchange() throws Exception {
		say(Message.CLIENT_KEY_EXCHANGE, keyExchangeBody());
	}

	byte[] keyExchangeBody() throws Exception {
		if (this.suite.keyExchange() == CipherSuite.KeyExchange.PSK) {
			agree(pskPremaster(PSK));
			byte[] identity = "sensor-1".getBytes(StandardCharsets.US_ASCII);
			return Prf.concat(new byte[] { 0, (byte) identity.length }, identity);
		}
		this.ephemeral = TestCertificates.keyPair(TestCertificates.P256);
		agree(ecdh());
		return point(this.ephemeral);
	}

	/** A point with its size before it. */
	static byte[] point(KeyPair keys) {
		ECPoint point = ((ECPublicKey) keys.getPublic()).getW();
		return Prf.concat(new byte[] { POINT_SIZE, 4 }, fixed(point.getAffineX()), fixed(point.getAffineY()));
	}

	static byte[] pskPremaster(byte[] psk) {
		byte[] size = { 0, (byte) psk.length };
		return Prf.concat(size, new byte[psk.length], size, psk);
	}

	private byte[] ecdh() throws GeneralSecurityException {
		// curve_type, named_curve, size, form of the point
		return ecdh(this.ephemeral, this.server.find(Message.SERVER_KEY_EXCHANGE).body(), 5);
	}

	/** Agrees with the P-256 point of the peer, which starts in a message. */
	static byte[] ecdh(KeyPair own, byte[] message, int off) throws GeneralSecurityException {
		BigInteger x = new BigInteger(1, Arrays.copyOfRange(message, off, off + 32));
		BigInteger y = new BigInteger(1, Arrays.copyOfRange(message, off + 32, off + 64));
		ECPublicKeySpec spec = new ECPublicKeySpec(new ECPoint(x, y), ((ECPublicKey) own.getPublic()).getParams());
		KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
		agreement.init(own.getPrivate());
		agreement.doPhase(KeyFactory.getInstance("EC").generatePublic(spec), true);
		return agreement.generateSecret();
	}

	private static byte[] fixed(BigInteger value) {
		byte[] bytes = value.toByteArray();
		byte[] out = new byte[32];
		int size = Math.min(bytes.length, out.length);
		System.arraycopy(bytes, bytes.length - size, out, out.length - size, size);
		return out;
	}

	private byte[] master;

	/** Takes keys from any premaster secret. */
	void agree(byte[] premaster) throws GeneralSecurityException {
		byte[] serverRandom = this.server.random(Message.SERVER_HELLO);
		useMaster(Prf.expand(premaster, "master secret", Prf.concat(this.random, serverRandom), 48));
	}

	/** Takes keys from any master secret. */
	void useMaster(byte[] secret) throws GeneralSecurityException {
		this.master = secret;
		byte[] seed = Prf.concat(this.server.random(Message.SERVER_HELLO), this.random);
		byte[] block = Prf.expand(secret, "key expansion", seed, TrafficKeys.keyBlockSize(this.suite.aead()));
		this.records = new RecordLayer(RecordProtection.of(TrafficKeys.ofKeyBlock(this.suite.aead(), block, false)),
				ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0, new ReplayWindow());
	}

	void certificateVerify(PrivateKey key) throws Exception {
		Signature signature = Signature.getInstance("SHA256withECDSA");
		signature.initSign(key);
		signature.update(this.transcript);
		byte[] signed = signature.sign();
		say(Message.CERTIFICATE_VERIFY, Prf.concat(new byte[] { 4, 3, 0, (byte) signed.length }, signed));
	}

	void changeCipherSpec() throws IOException {
		plaintext(RecordFormat.CHANGE_CIPHER_SPEC, new byte[] { 1 });
	}

	/** The right Finished for what was said. */
	Message finishedMessage() throws GeneralSecurityException {
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(this.transcript);
		return new Message(Message.FINISHED, this.nextSeq, Prf.expand(this.master, "client finished", hash, 12));
	}

	void finished() throws Exception {
		sealed(RecordFormat.HANDSHAKE, finishedMessage().bytes());
	}

	void sealed(int contentType, byte[] content) throws IOException {
		byte[] out = new byte[content.length + this.records.overhead()];
		int size = this.records.protect(contentType, content, 0, content.length, out, 0);
		datagram(Arrays.copyOf(out, size));
	}

	/** ChangeCipherSpec, Finished and data, as after any handshake. */
	void finishAndTalk() throws Exception {
		changeCipherSpec();
		finished();
		sealed(RecordFormat.APPLICATION_DATA, "let me in".getBytes(StandardCharsets.US_ASCII));
	}

}
