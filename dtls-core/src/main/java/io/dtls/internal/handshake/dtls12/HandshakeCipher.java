package io.dtls.internal.handshake.dtls12;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.jspecify.annotations.Nullable;

import io.dtls.internal.handshake.EarlyRecord;
import io.dtls.internal.handshake.message.HandshakeFormat;
import io.dtls.internal.handshake.protocol.Version;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.InnerPlaintext;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.AdditionalData;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;

/**
 * The cipher of epoch 1 as Bouncy Castle uses it until the handshake ends. It protects
 * and opens with our own keys, and remembers what the record layer needs to go on: the
 * numbers written and read, the Finished, and what arrived early. Everything that Bouncy
 * Castle has no business with is a bad_record_mac to it, which it drops.
 */
final class HandshakeCipher implements TlsCipher {

	private static final int MAX_EARLY = 8;

	private final RecordProtection protection;

	private final ConnectionIds ids;

	private final Version version;

	private final int maxPlaintext;

	private final AdditionalData writeData = new AdditionalData();

	private final AdditionalData readData = new AdditionalData();

	// Moves from the peer's Finished on: data that overtakes it by more than the window
	// is
	// wide would make it a replay.
	private final ReplayWindow window = new ReplayWindow();

	private final SortedSet<Long> readBeforeFinished = new TreeSet<>();

	private boolean finishedRead;

	private final List<EarlyRecord> early = new ArrayList<>();

	private final Runnable onUndecryptable;

	private long newestWritten = -1;

	private byte @Nullable [] finished;

	private boolean handedOver;

	/**
	 * Creates the cipher.
	 * @param maxPlaintext most bytes of a record's plaintext
	 */
	HandshakeCipher(RecordProtection protection, ConnectionIds ids, Version version, int maxPlaintext,
			Runnable onUndecryptable) {
		this.protection = protection;
		this.ids = ids;
		this.version = version;
		this.maxPlaintext = maxPlaintext;
		this.onUndecryptable = onUndecryptable;
	}

	@Override
	public TlsEncodeResult encodePlaintext(long number, short contentType, ProtocolVersion version,
			int headerAllocation, byte[] plaintext, int offset, int len) {
		takeWriteNumber(number);
		if (contentType == RecordFormat.HANDSHAKE && len > 0
				&& HandshakeFormat.type(plaintext, offset) == HandshakeFormat.FINISHED) {
			this.finished = Arrays.copyOfRange(plaintext, offset, offset + len);
		}
		byte[] plain = plaintext;
		int from = offset;
		int size = len;
		int type = contentType;
		if (this.ids.writeSize() > 0) {
			plain = new byte[len + InnerPlaintext.EXPANSION];
			from = 0;
			size = InnerPlaintext.write(contentType, plaintext, offset, len, plain, 0);
			type = RecordFormat.TLS12_CID;
		}
		this.writeData.set(number, type, version.getFullVersion(), this.ids.write());
		byte[] out = new byte[headerAllocation + size + this.protection.expansion()];
		int sealed = this.protection.seal(this.writeData, plain, from, size, out, headerAllocation);
		return new TlsEncodeResult(out, 0, headerAllocation + sealed, (short) type);
	}

	private void takeWriteNumber(long number) {
		long sequence = number & RecordFormat.MAX_SEQUENCE;
		if (this.handedOver || sequence <= this.newestWritten) {
			throw new IllegalStateException("Record " + sequence + " may not be written here any more");
		}
		this.newestWritten = sequence;
	}

	@Override
	public TlsDecodeResult decodeCiphertext(long number, short recordType, ProtocolVersion version, byte[] ciphertext,
			int offset, int len) throws TlsFatalAlert {
		if (this.handedOver) {
			throw new IllegalStateException("The session has taken over");
		}
		long sequence = number & RecordFormat.MAX_SEQUENCE;
		if (isReplay(sequence)) {
			throw drop();
		}
		byte[] plain = new byte[len];
		this.readData.set(number, recordType, version.getFullVersion(),
				(recordType == RecordFormat.TLS12_CID) ? this.ids.read() : ConnectionIds.NONE.read());
		int size = this.protection.open(this.readData, ciphertext, offset, len, plain, 0);
		if (size < 0) {
			this.onUndecryptable.run();
			throw drop();
		}
		int type = recordType;
		if (recordType == RecordFormat.TLS12_CID) {
			size = InnerPlaintext.contentLength(plain, 0, size);
			if (size < 0) {
				throw drop();
			}
			type = plain[size] & 0xff;
		}
		return accept(sequence, type, plain, size);
	}

	private boolean isReplay(long sequence) {
		return this.finishedRead ? this.window.isReplay(sequence) : this.readBeforeFinished.contains(sequence);
	}

	private TlsDecodeResult accept(long sequence, int type, byte[] plain, int size) throws TlsFatalAlert {
		if (isForHandshake(type, plain, size)) {
			if (type == RecordFormat.HANDSHAKE) {
				finishedRead();
			}
			markRead(sequence);
			return new TlsDecodeResult(plain, 0, size, (short) type);
		}
		if (isForSession(type, size) && this.early.size() < MAX_EARLY) {
			markRead(sequence);
			this.early.add(new EarlyRecord(type, Arrays.copyOf(plain, size)));
		}
		throw drop();
	}

	private void finishedRead() {
		this.finishedRead = true;
		this.readBeforeFinished.forEach(this.window::accept);
		this.readBeforeFinished.clear();
	}

	// As many as there may be early records, and an alert, wait for the Finished.
	private void markRead(long sequence) {
		if (this.finishedRead) {
			this.window.accept(sequence);
		}
		else {
			this.readBeforeFinished.add(sequence);
		}
	}

	// The Finished in one piece, as Bouncy Castle would believe any length it declares;
	// or
	// the peer giving up.
	private static boolean isForHandshake(int type, byte[] plain, int size) {
		if (type == RecordFormat.ALERT) {
			return size == 2 && plain[0] == AlertLevel.fatal;
		}
		return type == RecordFormat.HANDSHAKE && size == HandshakeFormat.HEADER_SIZE + HandshakeFormat.VERIFY_DATA_SIZE
				&& HandshakeFormat.type(plain, 0) == HandshakeFormat.FINISHED
				&& HandshakeFormat.length(plain, 0) == HandshakeFormat.VERIFY_DATA_SIZE
				&& HandshakeFormat.fragmentSize(plain, 0, size) == size;
	}

	private static boolean isForSession(int type, int size) {
		return (type == RecordFormat.APPLICATION_DATA && size <= RecordFormat.MAX_FRAGMENT)
				|| (type == RecordFormat.ALERT && size == 2);
	}

	private static TlsFatalAlert drop() {
		return new TlsFatalAlert(AlertDescription.bad_record_mac);
	}

	/**
	 * Gives keys and numbers to the record layer; this cipher can do nothing afterwards.
	 */
	RecordLayer handOver() {
		this.handedOver = true;
		return new RecordLayer(this.protection, this.ids, this.version.word(), this.newestWritten + 1, this.window)
			.limitedTo(this.maxPlaintext);
	}

	/** Our Finished as sent, with its header. */
	byte @Nullable [] finished() {
		return this.finished;
	}

	List<EarlyRecord> early() {
		return this.early;
	}

	void destroy() {
		this.handedOver = true;
		this.protection.destroy();
	}

	private int readExpansion() {
		return this.protection.expansion() + ((this.ids.readSize() > 0) ? InnerPlaintext.EXPANSION : 0);
	}

	private int writeExpansion() {
		return this.protection.expansion() + ((this.ids.writeSize() > 0) ? InnerPlaintext.EXPANSION : 0);
	}

	@Override
	public int getCiphertextDecodeLimit(int plaintextLimit) {
		return plaintextLimit + readExpansion();
	}

	@Override
	public int getCiphertextEncodeLimit(int plaintextLimit) {
		return plaintextLimit + writeExpansion();
	}

	@Override
	public int getPlaintextDecodeLimit(int ciphertextLimit) {
		return ciphertextLimit - readExpansion();
	}

	@Override
	public int getPlaintextEncodeLimit(int ciphertextLimit) {
		return ciphertextLimit - writeExpansion();
	}

	@Override
	public void rekeyDecoder() {
		throw new UnsupportedOperationException("DTLS 1.2 has no key update");
	}

	@Override
	public void rekeyEncoder() {
		throw new UnsupportedOperationException("DTLS 1.2 has no key update");
	}

	@Override
	public boolean usesOpaqueRecordTypeDecode() {
		return this.ids.readSize() > 0;
	}

	@Override
	public boolean usesOpaqueRecordTypeEncode() {
		return this.ids.writeSize() > 0;
	}

}
