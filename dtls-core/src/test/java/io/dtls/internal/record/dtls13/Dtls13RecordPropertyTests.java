package io.dtls.internal.record.dtls13;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.SequenceExhaustedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for any record, in any order, under any cipher. Each seed is another run.
 */
class Dtls13RecordPropertyTests {

	private final Dtls13OpenedRecord into = new Dtls13OpenedRecord();

	private static Aead aead(Random random) {
		return Aead.values()[random.nextInt(Aead.values().length)];
	}

	private static byte[] bytes(Random random, int size) {
		byte[] bytes = new byte[size];
		random.nextBytes(bytes);
		return bytes;
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void whateverIsProtectedOpensOnceInAnyOrderAcrossKeyUpdates(long seed) throws Exception {
		Random random = new Random(seed);
		Aead aead = aead(random);
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		if (random.nextBoolean()) {
			byte[] id = bytes(random, 1 + random.nextInt(20));
			sender.writeWithId(id);
			receiver.addReadId(id);
		}
		for (int round = 0; round < 10; round++) {
			List<byte[]> messages = new ArrayList<>();
			List<byte[]> records = new ArrayList<>();
			List<Integer> order = new ArrayList<>();
			int update = random.nextInt(60);
			receiver.updateRead();
			for (int i = 0; i < 60; i++) {
				if (i == update) {
					sender.updateWrite();
				}
				messages.add(bytes(random, random.nextInt(1_300)));
				records.add(TestEpochs.protect(sender, messages.get(i)));
				order.addAll(List.of(i, i));
			}
			Collections.shuffle(order, random);
			Set<Integer> seen = new HashSet<>();
			for (int i : order) {
				assertThat(TestEpochs.open(receiver, records.get(i), this.into)).as("record %d of round %d", i, round)
					.isEqualTo(seen.add(i));
				if (this.into.length() > 0) {
					assertThat(this.into.copyPayload()).isEqualTo(messages.get(i));
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void anyWrongBitMakesARecordVoidAndMovesNothing(long seed) throws Exception {
		Random random = new Random(seed);
		Aead aead = Aead.values()[(int) seed % Aead.values().length];
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		byte[] id = bytes(random, 1 + random.nextInt(8));
		sender.writeWithId(id);
		receiver.addReadId(id);
		for (int i = 0; i < 500; i++) {
			byte[] record = TestEpochs.protect(sender, bytes(random, random.nextInt(60)));
			int bit = random.nextInt(8 * record.length);
			record[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(receiver.open(record, 0, record.length, random.nextBoolean(), 0, this.into))
				.as("bit %d of record %d", bit, i)
				.isFalse();
			record[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
			assertThat(this.into.sequence()).isEqualTo(i);
			assertThat(this.into.newest()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void everyBitOfARecordMatters(long seed) throws Exception {
		Aead aead = Aead.values()[(int) seed - 1];
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		byte[] record = TestEpochs.protect(TestEpochs.client(aead), TestEpochs.MESSAGE);
		for (int bit = 0; bit < 8 * record.length; bit++) {
			record[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(TestEpochs.open(receiver, record, this.into)).as("bit %d", bit).isFalse();
			record[bit / 8] ^= (byte) (1 << bit % 8);
		}
		assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void junkIsDroppedWithoutAnException(long seed) throws Exception {
		Random random = new Random(seed);
		Aead aead = aead(random);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		receiver.updateRead();
		int idSize = random.nextInt(4);
		if (idSize > 0) {
			receiver.addReadId(new byte[idSize]);
		}
		for (int i = 0; i < 5_000; i++) {
			byte[] junk = bytes(random, random.nextInt(80));
			if (junk.length > 0 && random.nextInt(10) > 0) {
				junk[0] = (byte) (0x20 | junk[0] & 0x1f);
			}
			int end = Math.min(junk.length, 1 + idSize);
			for (int j = 1; j < end; j++) {
				junk[j] = 0;
			}
			int size = UnifiedHeader.recordSize(junk, 0, junk.length, idSize);
			int told = (size < 0 || random.nextInt(10) == 0) ? junk.length : size;
			assertThat(receiver.open(junk, 0, told, random.nextBoolean(), 0, this.into)).isFalse();
		}
		assertThat(receiver.readEpoch()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void noNumberIsWrittenTwiceByAnyNumberOfHolders(long seed) throws Exception {
		Random random = new Random(seed);
		Set<RecordNumber> written = new HashSet<>();
		List<Dtls13RecordLayer> holders = new ArrayList<>(List.of(TestEpochs.client(Aead.AES_128_GCM)));
		// Snapshots stay takeable for ever, as if a store rolled back.
		List<Dtls13RecordState> store = new ArrayList<>();
		Set<Long> claimedEpochs = new HashSet<>();
		long generation = 0;
		for (int step = 0; step < 400 && !holders.isEmpty(); step++) {
			Dtls13RecordLayer holder = holders.get(random.nextInt(holders.size()));
			switch (random.nextInt(8)) {
				case 0 -> store.add(holder.state());
				case 1, 2 -> {
					generation += 1 + random.nextInt(2);
					if (!store.isEmpty()) {
						Dtls13RecordState state = store.get(random.nextInt(store.size()));
						if (state.reaches(generation)) {
							holders.add(Dtls13RecordLayer.resume(state, generation));
						}
					}
				}
				case 3 -> holder.useGeneration(++generation);
				case 4 -> {
					if (random.nextInt(4) == 0) {
						claim(holder, claimedEpochs, holders);
					}
				}
				default -> write(holder, random.nextInt(1_200), written);
			}
		}
		assertThat(written).hasSizeGreaterThan(1_000);
	}

	// The first claimant of an epoch owns it; the session of a second one ends.
	private static void claim(Dtls13RecordLayer holder, Set<Long> claimedEpochs, List<Dtls13RecordLayer> holders) {
		if (claimedEpochs.add(holder.writeEpoch() + 1)) {
			assertThat(holder.updateWrite()).isTrue();
			return;
		}
		holders.remove(holder);
	}

	private static void write(Dtls13RecordLayer holder, int records, Set<RecordNumber> written) throws Exception {
		byte[] record = new byte[100];
		try {
			for (int i = 0; i < records; i++) {
				holder.protect(23, record, 0, 1, record, 50);
				assertThat(written.add(holder.lastProtected())).as("%s twice", holder.lastProtected()).isTrue();
			}
		}
		catch (SequenceExhaustedException ex) {
			assertThat(holder.recordsLeft()).isZero();
		}
	}

}
