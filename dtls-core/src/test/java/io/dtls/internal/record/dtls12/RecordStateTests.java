package io.dtls.internal.record.dtls12;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.KeyUsageLimits;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.SequenceExhaustedException;
import io.dtls.internal.record.WriteNumbers;

class RecordStateTests {

	private static final ConnectionIds CLIENT_IDS = new ConnectionIds(new byte[] { 7 }, new byte[] { 1, 2, 3 });

	private static final ConnectionIds SERVER_IDS = new ConnectionIds(new byte[] { 1, 2, 3 }, new byte[] { 7 });

	private static RecordState stored(RecordLayer layer, Aead aead) {
		RecordState state = layer.state();
		ByteBuffer bytes = ByteBuffer.allocate(state.size());
		state.writeTo(bytes);
		Assertions.assertThat(bytes.hasRemaining()).isFalse();
		return RecordState.read(aead, bytes.flip());
	}

	private static byte[] protect(RecordLayer layer, byte[] data) throws Exception {
		byte[] record = new byte[data.length + layer.overhead()];
		int size = layer.protect(RecordFormat.APPLICATION_DATA, data, 0, data.length, record, 0);
		return Arrays.copyOf(record, size);
	}

	private static long numberOf(byte[] record) {
		return RecordFormat.sequence(record, 0);
	}

	@ParameterizedTest
	@EnumSource(Aead.class)
	void aSessionGoesOnFromItsStateInBothDirections(Aead aead) throws Exception {
		RecordLayer client = new TestKeys(aead).clientLayer(CLIENT_IDS);
		RecordLayer server = new TestKeys(aead).serverLayer(SERVER_IDS);
		OpenedRecord opened = new OpenedRecord();
		byte[] first = protect(client, new byte[] { 1 });
		Assertions.assertThat(server.open(first, 0, first.length, opened)).isTrue();
		protect(server, new byte[] { 2 });
		RecordState state = stored(server, aead);
		server.destroy();
		RecordLayer resumed = state.resume(1);
		Assertions.assertThat(resumed.open(first, 0, first.length, opened)).as("a replay").isFalse();
		byte[] second = protect(client, new byte[] { 3 });
		Assertions.assertThat(resumed.open(second, 0, second.length, opened)).isTrue();
		Assertions.assertThat(opened.copyPayload()).containsExactly(3);
		byte[] answer = protect(resumed, new byte[] { 4 });
		Assertions.assertThat(numberOf(answer)).isEqualTo(1L << 32);
		Assertions.assertThat(client.open(answer, 0, answer.length, opened)).isTrue();
		Assertions.assertThat(opened.copyPayload()).containsExactly(4);
	}

	@Test
	void noTwoHoldersEverShareANumberWhateverTheyDo() throws Exception {
		for (int seed = 0; seed < 50; seed++) {
			new Holders(new Random(seed)).run(400);
		}
	}

	@Test
	void anOlderGenerationIsRefused() {
		RecordState state = stored(new TestKeys(Aead.AES_128_GCM).serverLayer(SERVER_IDS), Aead.AES_128_GCM);
		RecordState second = stored(state.resume(5), Aead.AES_128_GCM);
		Assertions.assertThat(second.nextGeneration()).isEqualTo(6);
		Assertions.assertThatIllegalArgumentException().isThrownBy(() -> second.resume(5));
		Assertions.assertThatIllegalArgumentException().isThrownBy(() -> state.resume(0));
		Assertions.assertThatIllegalArgumentException().isThrownBy(() -> state.resume(WriteNumbers.GENERATIONS));
	}

	@Test
	void theLimitOfTheKeysCountsRecordsNotNumbers() throws Exception {
		Aead aead = Aead.AES_128_CCM;
		long limit = KeyUsageLimits.of(aead).confidentiality();
		RecordLayer almostUsedUp = new RecordLayer(new TestKeys(aead).server(), SERVER_IDS, RecordFormat.DTLS_1_2,
				limit - 2, new ReplayWindow());
		RecordLayer resumed = stored(almostUsedUp, aead).resume(40_000);
		Assertions.assertThat(numberOf(protect(resumed, new byte[1]))).isEqualTo(40_000L << 32);
		Assertions.assertThat(resumed.limitReached()).isFalse();
		protect(resumed, new byte[1]);
		Assertions.assertThat(resumed.limitReached()).isTrue();
		Assertions.assertThatExceptionOfType(SequenceExhaustedException.class)
			.isThrownBy(() -> protect(resumed, new byte[1]));
	}

	@Test
	void atTheEndOfAGenerationASessionStopsUntilItHasAnother() throws Exception {
		RecordLayer layer = new RecordLayer(new TestKeys(Aead.CHACHA20_POLY1305).server(), SERVER_IDS,
				RecordFormat.DTLS_1_2, (1L << 32) - 1, new ReplayWindow());
		layer.useGeneration(0);
		Assertions.assertThat(layer.generationLeft()).isEqualTo(1);
		protect(layer, new byte[1]);
		Assertions.assertThatExceptionOfType(SequenceExhaustedException.class)
			.isThrownBy(() -> protect(layer, new byte[1]));
		layer.useGeneration(3);
		Assertions.assertThat(numberOf(protect(layer, new byte[1]))).isEqualTo(3L << 32);
		layer.useGeneration(2);
		Assertions.assertThat(numberOf(protect(layer, new byte[1]))).isEqualTo((3L << 32) + 1);
	}

	@Test
	void theStateOfASessionSaysNothingAboutItsKeys() {
		RecordState state = stored(new TestKeys(Aead.AES_128_GCM).serverLayer(SERVER_IDS), Aead.AES_128_GCM);
		Assertions.assertThat(state).hasToString("RecordState[AES_128_GCM]");
	}

	/**
	 * A store that hands out generations, and nodes that save, load, crash, keep on
	 * writing when they should not, and load copies of what was loaded before.
	 */
	private static final class Holders {

		private static final Aead AEAD = Aead.AES_128_GCM;

		private final Random random;

		private final List<RecordLayer> writers = new ArrayList<>();

		private final List<RecordState> copies = new ArrayList<>();

		private final Map<RecordLayer, Long> written = new HashMap<>();

		private final Set<Long> numbers = new HashSet<>();

		private long generation;

		Holders(Random random) {
			this.random = random;
			RecordLayer first = new TestKeys(AEAD).serverLayer(SERVER_IDS);
			first.useGeneration(0);
			this.writers.add(first);
		}

		void run(int steps) throws Exception {
			for (int i = 0; i < steps; i++) {
				RecordLayer writer = this.writers.get(this.random.nextInt(this.writers.size()));
				switch (this.random.nextInt(6)) {
					case 0 -> this.copies.add(stored(writer, AEAD));
					case 1 -> load();
					case 2 -> renew(writer);
					case 3 -> crash(writer);
					default -> write(writer);
				}
			}
		}

		// Also of a copy that somebody else has loaded: the store made a mistake.
		private void load() {
			if (!this.copies.isEmpty()) {
				RecordState copy = this.copies.get(this.random.nextInt(this.copies.size()));
				this.generation = Math.max(this.generation + 1, copy.nextGeneration());
				this.writers.add(copy.resume(this.generation));
			}
		}

		private void renew(RecordLayer writer) {
			writer.useGeneration(++this.generation);
		}

		private void crash(RecordLayer writer) {
			if (this.writers.size() > 1) {
				this.writers.remove(writer);
			}
		}

		private void write(RecordLayer writer) throws Exception {
			long number = numberOf(protect(writer, new byte[1]));
			Assertions.assertThat(this.numbers.add(number)).as("number " + number + " is new").isTrue();
			Long before = this.written.put(writer, number);
			Assertions.assertThat((before != null) ? before : -1).isLessThan(number);
		}

	}

}
