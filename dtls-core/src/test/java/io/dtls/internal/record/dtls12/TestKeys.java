package io.dtls.internal.record.dtls12;

import java.util.Arrays;
import java.util.Random;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;

/**
 * Keys that are the same in every run, for both ends of a session.
 */
public record TestKeys(Aead aead) {

	byte[] keyBlock() {
		byte[] keyBlock = new byte[TrafficKeys.keyBlockSize(this.aead)];
		new Random(1 + this.aead.ordinal()).nextBytes(keyBlock);
		return keyBlock;
	}

	byte[] clientKey() {
		return Arrays.copyOfRange(keyBlock(), 0, this.aead.keySize());
	}

	byte[] clientIv() {
		int start = 2 * this.aead.keySize();
		return Arrays.copyOfRange(keyBlock(), start, start + this.aead.fixedIvSize());
	}

	TrafficKeys ofClient() {
		return TrafficKeys.ofKeyBlock(this.aead, keyBlock(), false);
	}

	TrafficKeys ofServer() {
		return TrafficKeys.ofKeyBlock(this.aead, keyBlock(), true);
	}

	public RecordProtection client() {
		return RecordProtection.of(ofClient());
	}

	public RecordProtection server() {
		return RecordProtection.of(ofServer());
	}

	public RecordLayer clientLayer(ConnectionIds ids) {
		return new RecordLayer(client(), ids, RecordFormat.DTLS_1_2, 0, new ReplayWindow());
	}

	RecordLayer serverLayer(ConnectionIds ids) {
		return new RecordLayer(server(), ids, RecordFormat.DTLS_1_2, 0, new ReplayWindow());
	}

}
