package io.dtls.internal.record.dtls12;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for any record: of any type, size, number, cipher and connection id, in any
 * order. Each seed is another run.
 */
class RecordPropertyTests {

	private static final int ROUNDS = 1_000;

	private final OpenedRecord into = new OpenedRecord();

	private static byte[] bytes(Random random, int size) {
		byte[] bytes = new byte[size];
		random.nextBytes(bytes);
		return bytes;
	}

	private static TestKeys keys(Random random) {
		return new TestKeys(Aead.values()[random.nextInt(Aead.values().length)]);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void anyHeaderIsReadAsItWasWritten(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < ROUNDS; i++) {
			byte[] id = bytes(random, (random.nextInt(10) == 0) ? 255 : random.nextInt(21));
			int type = (id.length > 0) ? RecordFormat.TLS12_CID : random.nextInt(256);
			int readIdSize = (type == RecordFormat.TLS12_CID) ? id.length : random.nextInt(20);
			long number = random.nextLong();
			int length = random.nextInt(RecordFormat.MAX_PROTECTED_FRAGMENT + 1);
			int off = random.nextInt(50);
			byte[] datagram = bytes(random, off + RecordFormat.HEADER_SIZE + id.length + length + random.nextInt(50));
			if (id.length > 0) {
				RecordFormat.writeConnectionIdHeader(datagram, off, RecordFormat.DTLS_1_2, number, id, length);
			}
			else {
				RecordFormat.writeHeader(datagram, off, type, RecordFormat.DTLS_1_2, number, length);
			}
			int header = RecordFormat.HEADER_SIZE + id.length;
			assertThat(RecordFormat.contentType(datagram, off)).isEqualTo(type);
			assertThat(RecordFormat.epochAndSequence(datagram, off)).isEqualTo(number);
			assertThat(RecordFormat.epoch(datagram, off)).isEqualTo((int) (number >>> 48));
			assertThat(RecordFormat.sequence(datagram, off)).isEqualTo(number & RecordFormat.MAX_SEQUENCE);
			assertThat(RecordFormat.recordSize(datagram, off, datagram.length, readIdSize)).isEqualTo(header + length);
			int cut = off + random.nextInt(header + length);
			assertThat(RecordFormat.recordSize(datagram, off, cut, readIdSize)).isEqualTo(-1);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void aWalkThroughAnyBytesStaysWithinThem(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 20 * ROUNDS; i++) {
			byte[] datagram = bytes(random, random.nextInt(200));
			int idSize = random.nextInt(30);
			int at = random.nextInt(datagram.length + 1);
			// Small lengths, so that the walk goes on for a while.
			for (int j = at; j + 12 < datagram.length; j += 13 + random.nextInt(3)) {
				datagram[j + 11] = 0;
				datagram[j + 12] = (byte) random.nextInt(4);
			}
			int size = RecordFormat.recordSize(datagram, at, datagram.length, idSize);
			while (size > 0) {
				at += size;
				assertThat(at).isLessThanOrEqualTo(datagram.length);
				size = RecordFormat.recordSize(datagram, at, datagram.length, idSize);
			}
			assertThat(size).isEqualTo(-1);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void whateverIsProtectedOpensOnceInAnyOrder(long seed) throws Exception {
		Random random = new Random(seed);
		TestKeys keys = keys(random);
		byte[] clientId = bytes(random, random.nextInt(10));
		byte[] serverId = bytes(random, random.nextInt(10));
		RecordLayer sender = keys.clientLayer(new ConnectionIds(clientId, serverId));
		RecordLayer receiver = keys.serverLayer(new ConnectionIds(serverId, clientId));
		for (int round = 0; round < 20; round++) {
			List<byte[]> messages = new ArrayList<>();
			List<Integer> order = new ArrayList<>();
			List<byte[]> records = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				messages.add(bytes(random, random.nextInt(1300)));
				records.add(protect(sender, messages.get(i), random.nextInt(20)));
				order.add(i);
				order.add(i);
			}
			Collections.shuffle(order, random);
			Set<Integer> seen = new HashSet<>();
			for (int i : order) {
				boolean opened = open(receiver, records.get(i));
				assertThat(opened).as("record %d of round %d", i, round).isEqualTo(seen.add(i));
				if (opened) {
					assertThat(this.into.copyPayload()).isEqualTo(messages.get(i));
					assertThat(this.into.contentType()).isEqualTo(RecordFormat.APPLICATION_DATA);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void anyWrongBitMakesARecordVoidAndMovesNothing(long seed) throws Exception {
		Random random = new Random(seed);
		TestKeys keys = keys(random);
		byte[] id = bytes(random, random.nextInt(9));
		RecordLayer sender = keys.clientLayer(new ConnectionIds(id, id));
		RecordLayer receiver = keys.serverLayer(new ConnectionIds(id, id));
		for (int i = 0; i < ROUNDS; i++) {
			byte[] record = protect(sender, bytes(random, random.nextInt(100)), 0);
			long newest = receiver.window().newest();
			long bitmap = receiver.window().bitmap();
			int bit = random.nextInt(8 * record.length);
			record[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(open(receiver, record)).as("bit %d of record %d", bit, i).isFalse();
			assertThat(receiver.window().newest()).isEqualTo(newest);
			assertThat(receiver.window().bitmap()).isEqualTo(bitmap);
			record[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(open(receiver, record)).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void numbersGrowByOneWhateverIsSentOrRefused(long seed) throws Exception {
		Random random = new Random(seed);
		RecordLayer sender = keys(random).clientLayer(ConnectionIds.NONE);
		for (long expected = 0; expected < ROUNDS; expected++) {
			if (random.nextInt(5) == 0) {
				byte[] tooLong = new byte[RecordFormat.MAX_FRAGMENT + 1 + random.nextInt(100)];
				assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> protect(sender, tooLong, 0));
			}
			byte[] record = protect(sender, bytes(random, random.nextInt(40)), 0);
			assertThat(RecordFormat.epoch(record, 0)).isOne();
			assertThat(RecordFormat.sequence(record, 0)).isEqualTo(expected);
			assertThat(sender.nextWriteSequence()).isEqualTo(expected + 1);
		}
	}

	private boolean open(RecordLayer layer, byte[] record) {
		return layer.open(record, 0, record.length, this.into);
	}

	private static byte[] protect(RecordLayer layer, byte[] data, int off) throws Exception {
		byte[] out = new byte[off + data.length + layer.overhead()];
		int size = layer.protect(RecordFormat.APPLICATION_DATA, data, 0, data.length, out, off);
		return Arrays.copyOfRange(out, off, off + size);
	}

}
