package io.dtls.adversarial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.dtls.CipherSuite;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.internal.transport.DatagramTransport;
import io.dtls.testing.TestCertificates;

/**
 * A server that says what the test wants in the order the test wants, to one client. It
 * knows enough cryptography to do it right: ECDHE_ECDSA with P-256 and plain PSK, both
 * with AES-128-GCM and without extended_master_secret, so that keys exist before the
 * transcript does.
 */
final class MessageLevelServer {

	/** renegotiation_info, empty. */
	static final byte[] EXTENSIONS = { (byte) 0xff, 1, 0, 1, 0 };

	/** Asks for an ECDSA certificate of anybody. */
	static final byte[] CERTIFICATE_REQUEST = { 1, 64, 0, 2, 4, 3, 0, 0 };

	private static final int RANDOM_SIZE = 32;

	final PeerFlight client = new PeerFlight();

	final CipherSuite suite;

	private final DatagramTransport wire;

	private final byte[] random = new byte[RANDOM_SIZE];

	private final KeyPair ephemeral = TestCertificates.keyPair(TestCertificates.P256);

	private final List<byte[]> held = new ArrayList<>();

	private InetSocketAddress to;

	private byte[] transcript = new byte[0];

	// The number of the client's first message after its hello.
	private int secondFlight = 1;

	private int nextSeq;

	private long nextRecord;

	private boolean holding;

	private byte[] master;

	private RecordLayer records;

	MessageLevelServer(DatagramTransport wire, CipherSuite suite) {
		this.wire = wire;
		this.suite = suite;
		new SecureRandom().nextBytes(this.random);
	}

	/** Waits for the client's hello and asks for nothing. */
	void awaitHello() throws IOException {
		await("ClientHello", () -> this.client.find(Message.CLIENT_HELLO) != null);
		this.transcript = this.client.find(Message.CLIENT_HELLO).bytes();
	}

	/** Waits for the client's hello, and for its second one with a cookie. */
	void awaitHelloWithCookie() throws IOException {
		awaitHello();
		verifyRequest(0, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
		await("ClientHello with the cookie", () -> this.client.transcript(1).length > 0);
		this.transcript = this.client.transcript(1);
		this.secondFlight = 2;
		this.nextSeq = 1;
		this.nextRecord = 1;
	}

	/** A HelloVerifyRequest, in a record with the number of the hello it answers. */
	void verifyRequest(long record, byte[] cookie) throws IOException {
		byte[] body = Prf.concat(new byte[] { (byte) 0xfe, (byte) 0xff, (byte) cookie.length }, cookie);
		Message message = new Message(Message.HELLO_VERIFY_REQUEST, 0, body);
		datagram(Message.record(RecordFormat.HANDSHAKE, record, message.bytes()));
	}

	private void await(String what, BooleanSupplier condition) throws IOException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("No " + what + " came");
			}
			receive(100);
		}
	}

	/** Takes what arrives within a time. Returns whether anything did. */
	boolean receive(int millis) throws IOException {
		return this.wire.receive((buffer, off, len, from) -> {
			this.to = from;
			this.client.take(Arrays.copyOfRange(buffer, off, off + len));
		}, TimeUnit.MILLISECONDS.toNanos(millis)) > 0;
	}

	void datagram(byte[] bytes) throws IOException {
		this.wire.send(bytes, 0, bytes.length, this.to);
	}

	void plaintext(int contentType, byte[] content) throws IOException {
		byte[] record = Message.record(contentType, this.nextRecord++, content);
		if (this.holding) {
			this.held.add(record);
		}
		else {
			datagram(record);
		}
	}

	/** Holds back what is said from now on. */
	void hold() {
		this.holding = true;
	}

	/** What was held back, in order; nothing is held any more. */
	List<byte[]> release() {
		List<byte[]> all = new ArrayList<>(this.held);
		this.holding = false;
		this.held.clear();
		return all;
	}

	/** A message under the next number, which the transcript has from now on. */
	Message next(int type, byte[] body) {
		Message message = new Message(type, this.nextSeq++, body);
		this.transcript = Prf.concat(this.transcript, message.bytes());
		return message;
	}

	int nextSeq() {
		return this.nextSeq;
	}

	void skipNumber() {
		this.nextSeq++;
	}

	void send(Message message) throws IOException {
		plaintext(RecordFormat.HANDSHAKE, message.bytes());
	}

	void say(int type, byte... body) throws IOException {
		send(next(type, body));
	}

	void serverHello() throws IOException {
		serverHello(this.suite.code(), 0, EXTENSIONS);
	}

	void serverHello(int code, int compression, byte[] extensions) throws IOException {
		say(Message.SERVER_HELLO, helloBody(RecordFormat.DTLS_1_2, new byte[0], code, compression, extensions));
	}

	byte[] helloBody(int version, byte[] sessionId, int code, int compression, byte[] extensions) {
		ByteBuffer out = ByteBuffer.allocate(128 + sessionId.length + extensions.length);
		out.putShort((short) version).put(this.random).put((byte) sessionId.length).put(sessionId);
		out.putShort((short) code).put((byte) compression);
		out.putShort((short) extensions.length).put(extensions);
		return Arrays.copyOf(out.array(), out.position());
	}

	void certificate(X509Certificate... chain) throws Exception {
		say(Message.CERTIFICATE, MessageLevelClient.certificateBody(chain));
	}

	/** The right parameters: named curve P-256 and a point. */
	byte[] parameters() {
		return Prf.concat(new byte[] { 3, 0, 23 }, MessageLevelClient.point(this.ephemeral));
	}

	void serverKeyExchange(PrivateKey key) throws Exception {
		serverKeyExchange(parameters(), key);
	}

	/** Any parameters with the signature that is right for them. */
	void serverKeyExchange(byte[] parameters, PrivateKey key) throws Exception {
		byte[] signed = sign(key, this.client.random(Message.CLIENT_HELLO), parameters);
		serverKeyExchange(parameters, new byte[] { 4, 3 }, signed);
	}

	void serverKeyExchange(byte[] parameters, byte[] scheme, byte[] signature) throws IOException {
		byte[] size = { 0, (byte) signature.length };
		say(Message.SERVER_KEY_EXCHANGE, Prf.concat(parameters, scheme, size, signature));
	}

	byte[] sign(PrivateKey key, byte[] clientRandom, byte[] parameters) throws GeneralSecurityException {
		Signature signature = Signature.getInstance("SHA256withECDSA");
		signature.initSign(key);
		signature.update(clientRandom);
		signature.update(this.random);
		signature.update(parameters);
		return signature.sign();
	}

	void done() throws IOException {
		say(Message.SERVER_HELLO_DONE);
	}

	/**
	 * Waits for the client's key exchange; the keys exist from then on. Returns false if
	 * the client has ended the handshake, or says nothing more.
	 */
	boolean awaitKeyExchange() throws Exception {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (this.client.find(Message.CLIENT_KEY_EXCHANGE) == null) {
			if (this.client.alert() >= 0 || System.nanoTime() > deadline) {
				return false;
			}
			receive(100);
		}
		Message exchange = this.client.find(Message.CLIENT_KEY_EXCHANGE);
		agree(premaster(exchange.body()));
		return true;
	}

	private byte[] premaster(byte[] exchange) throws GeneralSecurityException {
		if (this.suite.keyExchange() == CipherSuite.KeyExchange.PSK) {
			return MessageLevelClient.pskPremaster(MessageLevelClient.PSK);
		}
		// What an evil point makes of any other.
		boolean x25519 = exchange[0] == 32;
		return x25519 ? new byte[32] : MessageLevelClient.ecdh(this.ephemeral, exchange, 2);
	}

	/** Takes keys from any premaster secret. */
	void agree(byte[] premaster) throws GeneralSecurityException {
		byte[] clientRandom = this.client.random(Message.CLIENT_HELLO);
		useMaster(Prf.expand(premaster, "master secret", Prf.concat(clientRandom, this.random), 48));
	}

	/** Takes keys from any master secret. */
	void useMaster(byte[] secret) throws GeneralSecurityException {
		this.master = secret;
		byte[] seed = Prf.concat(this.random, this.client.random(Message.CLIENT_HELLO));
		byte[] block = Prf.expand(secret, "key expansion", seed, TrafficKeys.keyBlockSize(this.suite.aead()));
		this.records = new RecordLayer(RecordProtection.of(TrafficKeys.ofKeyBlock(this.suite.aead(), block, true)),
				ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0, new ReplayWindow());
	}

	// With some keys, a client notices only now.
	private boolean goesOn() throws IOException {
		await("Finished or alert", () -> this.client.sawProtectedRecord() || this.client.alert() >= 0);
		return this.client.sawProtectedRecord();
	}

	/** Waits for the client's Finished, which the transcript has from then on. */
	byte[] awaitFinished() throws IOException {
		await("Finished", this.client::sawProtectedRecord);
		byte[] record = this.client.protectedRecords().get(0);
		OpenedRecord opened = new OpenedRecord();
		if (!this.records.open(record, 0, record.length, opened)) {
			throw new AssertionError("The client's Finished does not open: " + opened.dropReason());
		}
		byte[] finished = opened.copyPayload();
		this.transcript = Prf.concat(this.transcript, this.client.transcript(this.secondFlight), finished);
		return Arrays.copyOfRange(finished, Message.HEADER_SIZE, finished.length);
	}

	void changeCipherSpec() throws IOException {
		plaintext(RecordFormat.CHANGE_CIPHER_SPEC, new byte[] { 1 });
	}

	/** The right Finished for what was said. */
	Message finishedMessage() throws GeneralSecurityException {
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(this.transcript);
		return new Message(Message.FINISHED, this.nextSeq, Prf.expand(this.master, "server finished", hash, 12));
	}

	void finished() throws Exception {
		sealed(RecordFormat.HANDSHAKE, finishedMessage().bytes());
	}

	void sealed(int contentType, byte[] content) throws IOException {
		datagram(record(contentType, content));
	}

	/** A record under the keys. */
	byte[] record(int contentType, byte[] content) throws IOException {
		byte[] out = new byte[content.length + this.records.overhead()];
		int size = this.records.protect(contentType, content, 0, content.length, out, 0);
		return Arrays.copyOf(out, size);
	}

	/**
	 * Ends the handshake as well as it can: ChangeCipherSpec, Finished and data, unless
	 * the client has given up.
	 */
	void finishAndTalk() throws Exception {
		if (awaitKeyExchange() && goesOn()) {
			awaitFinished();
			changeCipherSpec();
			finished();
			talk();
		}
	}

	void talk() throws IOException {
		sealed(RecordFormat.APPLICATION_DATA, "believe me".getBytes(StandardCharsets.US_ASCII));
	}

}
