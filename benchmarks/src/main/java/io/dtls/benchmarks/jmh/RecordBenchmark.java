package io.dtls.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.dtls.CipherSuite.Aead;
import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.SequenceExhaustedException;
import io.dtls.internal.record.dtls12.OpenedRecord;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;

/**
 * Protects a record, and protects and opens one, over as many sessions in turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBenchmark {

	@Param({ "AES_128_GCM", "AES_128_CCM_8", "CHACHA20_POLY1305" })
	private Aead aead = Aead.AES_128_GCM;

	@Param({ "64", "1200" })
	private int size = 64;

	@Param({ "1", "1000", "10000" })
	private int sessions = 1;

	private RecordLayer[] writers = new RecordLayer[0];

	private RecordLayer[] readers = new RecordLayer[0];

	private byte[] message = new byte[0];

	private byte[] record = new byte[0];

	private final OpenedRecord opened = new OpenedRecord();

	private int next;

	@Setup
	public void makeSessions() {
		this.message = new byte[this.size];
		this.writers = new RecordLayer[this.sessions];
		this.readers = new RecordLayer[this.sessions];
		byte[] block = new byte[TrafficKeys.keyBlockSize(this.aead)];
		for (int i = 0; i < this.sessions; i++) {
			block[0] = (byte) i;
			block[1] = (byte) (i >> 8);
			this.writers[i] = layer(block, true);
			this.readers[i] = layer(block, false);
		}
		this.record = new byte[this.size + this.writers[0].overhead()];
	}

	private RecordLayer layer(byte[] block, boolean server) {
		return new RecordLayer(RecordProtection.of(TrafficKeys.ofKeyBlock(this.aead, block, server)),
				ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0, new ReplayWindow());
	}

	@Benchmark
	public int protect() throws MessageTooLargeException, SequenceExhaustedException {
		return protect(turn());
	}

	@Benchmark
	public boolean protectAndOpen() throws MessageTooLargeException, SequenceExhaustedException {
		int session = turn();
		return this.readers[session].open(this.record, 0, protect(session), this.opened);
	}

	private int protect(int session) throws MessageTooLargeException, SequenceExhaustedException {
		return this.writers[session].protect(RecordFormat.APPLICATION_DATA, this.message, 0, this.size, this.record, 0);
	}

	private int turn() {
		this.next = (this.next + 1) % this.sessions;
		return this.next;
	}

}
