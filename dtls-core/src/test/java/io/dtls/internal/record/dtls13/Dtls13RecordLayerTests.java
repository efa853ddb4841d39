package io.dtls.internal.record.dtls13;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Records of one epoch: bytes, connection ids, sizes, replays, forgeries.
 */
class Dtls13RecordLayerTests {

	private static final Aead GCM = Aead.AES_128_GCM;

	private final Dtls13RecordLayer client = TestEpochs.client(GCM);

	private final Dtls13RecordLayer server = TestEpochs.server(GCM);

	private final Dtls13OpenedRecord into = new Dtls13OpenedRecord();

	private void assertDropped(Dtls13RecordLayer layer, byte[] record, DropReason reason) {
		byte[] before = record.clone();
		assertThat(TestEpochs.open(layer, record, this.into)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(reason);
		assertThat(this.into.length()).isZero();
		assertThat(record).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	void recordIsTheOneAnotherProgramMakes(Aead aead) throws Exception {
		Dtls13RecordLayer writer = TestEpochs.clientAt(aead, 0x12345);
		writer.writeWithId(TestEpochs.ID);
		assertThat(HexFormat.of().formatHex(TestEpochs.protect(writer, TestEpochs.MESSAGE)))
			.isEqualTo(HexFormat.of().formatHex(TestEpochs.vector(aead + ".written")));
		assertThat(writer.lastProtected()).isEqualTo(new RecordNumber(3, 0x12345));
		assertThat(TestEpochs.protect(writer, new byte[0])).isEqualTo(TestEpochs.vector(aead + ".empty"));
		assertThat(writer.updateWrite()).isTrue();
		assertThat(TestEpochs.protect(writer, TestEpochs.MESSAGE)).isEqualTo(TestEpochs.vector(aead + ".updated"));
		assertThat(writer.lastProtected()).isEqualTo(new RecordNumber(4, 0));
	}

	@ParameterizedTest
	@EnumSource
	void allEightFormsOfAnotherProgramOpen(Aead aead) {
		for (int form = 0; form < 8; form++) {
			Dtls13RecordLayer reader = TestEpochs.server(aead);
			if (form >= 4) {
				reader.addReadId(TestEpochs.ID);
			}
			assertThat(TestEpochs.open(reader, TestEpochs.vector(aead + ".form" + form), this.into)).as("form %d", form)
				.isTrue();
			assertThat(this.into.copyPayload()).isEqualTo(TestEpochs.MESSAGE);
			assertThat(this.into.number()).isEqualTo(new RecordNumber(3, form));
		}
	}

	@ParameterizedTest
	@EnumSource
	void recordCanLieAnywhereInADatagram(Aead aead) throws Exception {
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		byte[] datagram = new byte[300];
		Arrays.fill(datagram, (byte) 0x5a);
		int first = sender.protect(RecordFormat.APPLICATION_DATA, TestEpochs.MESSAGE, 3, 4, datagram, 11);
		int second = sender.protect(RecordFormat.ALERT, new byte[] { 1, 0 }, 0, 2, datagram, 11 + first);
		assertThat(datagram[10]).isEqualTo((byte) 0x5a);
		assertThat(datagram[11 + first + second]).isEqualTo((byte) 0x5a);
		assertThat(UnifiedHeader.recordSize(datagram, 11, 300, 0)).isEqualTo(first);
		assertThat(receiver.open(datagram, 11, first, false, 0, this.into)).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(Arrays.copyOfRange(TestEpochs.MESSAGE, 3, 7));
		assertThat(receiver.open(datagram, 11 + first, second, false, 0, this.into)).isTrue();
		assertThat(this.into.contentType()).isEqualTo(RecordFormat.ALERT);
		assertThat(this.into.copyPayload()).containsExactly(1, 0);
	}

	@ParameterizedTest
	@EnumSource
	void noRecordIsLongerThanOverheadTells(Aead aead) throws Exception {
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		for (int size : new int[] { 0, 1, 5, 6, 7, 8, 15, 16, 17, 1_200, RecordFormat.MAX_FRAGMENT }) {
			byte[] data = new byte[size];
			new Random(size).nextBytes(data);
			byte[] record = TestEpochs.protect(sender, data);
			assertThat(record.length).isLessThanOrEqualTo(size + sender.overhead());
			assertThat(record.length).isGreaterThanOrEqualTo(UnifiedHeader.WRITE_SIZE + 16);
			assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
			assertThat(this.into.copyPayload()).isEqualTo(data);
		}
	}

	@Test
	void dataLongerThanARecordIsRefusedAndTakesNoNumber() throws Exception {
		byte[] tooLong = new byte[RecordFormat.MAX_FRAGMENT + 1];
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> TestEpochs.protect(this.client, tooLong))
			.satisfies((ex) -> assertThat(ex.maxMessageSize()).isEqualTo(RecordFormat.MAX_FRAGMENT));
		TestEpochs.protect(this.client, new byte[0]);
		assertThat(this.client.lastProtected().sequence()).isZero();
	}

	@Test
	void recordSizeLimitCountsTheContentTypeToo() throws Exception {
		this.client.limitWritten(512);
		assertThat(this.client.maxPlaintext()).isEqualTo(511);
		assertThatExceptionOfType(MessageTooLargeException.class)
			.isThrownBy(() -> TestEpochs.protect(this.client, new byte[512]));
		this.server.limitRead(512);
		assertThat(TestEpochs.open(this.server, TestEpochs.protect(this.client, new byte[511]), this.into)).isTrue();
		this.client.limitWritten(513);
		assertDropped(this.server, TestEpochs.protect(this.client, new byte[512]), DropReason.UNEXPECTED);
	}

	@ParameterizedTest
	@EnumSource
	void fragmentTooShortForAMaskIsBad(Aead aead) {
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		for (int size = 0; size < 16; size++) {
			byte[] record = new byte[UnifiedHeader.WRITE_SIZE + size];
			UnifiedHeader.write(record, 0, 3, new byte[0], 0, size);
			assertDropped(receiver, record, DropReason.BAD_RECORD);
		}
	}

	@Test
	void sizeHasToBeTheOneOfTheHeader() throws Exception {
		byte[] record = TestEpochs.protect(this.client, TestEpochs.MESSAGE);
		assertDropped(this.server, Arrays.copyOf(record, record.length + 1), DropReason.MALFORMED);
		for (int size = 1; size < record.length; size++) {
			assertDropped(this.server, Arrays.copyOf(record, size), DropReason.MALFORMED);
		}
		assertDropped(this.server, new byte[0], DropReason.MALFORMED);
		assertDropped(this.server, new byte[] { 23, 1, 2, 3 }, DropReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(ints = { RecordFormat.ALERT, RecordFormat.HANDSHAKE, RecordFormat.APPLICATION_DATA,
			AckFormat.CONTENT_TYPE, RecordFormat.RETURN_ROUTABILITY_CHECK })
	void typeArrives(int type) throws Exception {
		assertThat(TestEpochs.open(this.server, TestEpochs.protect(this.client, type, new byte[3]), this.into))
			.isTrue();
		assertThat(this.into.contentType()).isEqualTo(type);
		assertThat(this.into.copyPayload()).containsExactly(0, 0, 0);
	}

	@ParameterizedTest
	@ValueSource(
			ints = { 0, 1, RecordFormat.CHANGE_CIPHER_SPEC, RecordFormat.HEARTBEAT, RecordFormat.TLS12_CID, 28, 255 })
	void typeWithoutAPlaceIsUnexpected(int type) throws Exception {
		assertDropped(this.server, TestEpochs.protect(this.client, type, new byte[3]), DropReason.UNEXPECTED);
	}

	@ParameterizedTest
	@CsvSource({ "21, UNEXPECTED", "22, UNEXPECTED", "0, UNEXPECTED" })
	void emptyAlertOrHandshakeOrNothingAtAllIsUnexpected(int type, DropReason reason) throws Exception {
		byte[] record = TestEpochs.protect(this.client, type, new byte[0]);
		assertDropped(this.server, record, reason);
		assertDropped(this.server, record, DropReason.REPLAY);
	}

	@ParameterizedTest
	@EnumSource
	void recordArrivesOnceHoweverOftenItIsSent(Aead aead) throws Exception {
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		byte[] record = TestEpochs.protect(TestEpochs.client(aead), TestEpochs.MESSAGE);
		assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
		assertDropped(receiver, record, DropReason.REPLAY);
		assertDropped(receiver, record, DropReason.REPLAY);
	}

	@ParameterizedTest
	@EnumSource
	void genuineRecordArrivesAfterForgedOnesOfItsNumber(Aead aead) throws Exception {
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		byte[] record = TestEpochs.protect(TestEpochs.client(aead), TestEpochs.MESSAGE);
		byte[] forged = record.clone();
		// The mask is made of the first 16 bytes: the number stays as it is.
		forged[forged.length - 1] ^= 1;
		assertDropped(receiver, forged, DropReason.BAD_RECORD);
		assertDropped(receiver, forged, DropReason.BAD_RECORD);
		assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(TestEpochs.MESSAGE);
		assertDropped(receiver, forged, DropReason.BAD_RECORD);
		assertDropped(receiver, record, DropReason.REPLAY);
	}

	@Test
	void overtakenRecordsArriveOnceButAreNotTheNewest() throws Exception {
		List<byte[]> records = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			records.add(TestEpochs.protect(this.client, new byte[] { (byte) i }));
		}
		Collections.reverse(records);
		for (byte[] record : records) {
			assertThat(TestEpochs.open(this.server, record, this.into)).isTrue();
			assertThat(this.into.newest()).isEqualTo(this.into.sequence() == 63);
			assertThat(this.into.copyPayload()).containsExactly((byte) this.into.sequence());
		}
		for (byte[] record : records) {
			assertDropped(this.server, record, DropReason.REPLAY);
		}
	}

	@Test
	void recordOlderThanTheWindowIsAReplay() throws Exception {
		byte[] old = TestEpochs.protect(this.client, TestEpochs.MESSAGE);
		for (int i = 0; i < 63; i++) {
			TestEpochs.protect(this.client, TestEpochs.MESSAGE);
		}
		assertThat(TestEpochs.open(this.server, TestEpochs.protect(this.client, TestEpochs.MESSAGE), this.into))
			.isTrue();
		assertDropped(this.server, old, DropReason.REPLAY);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 250, 0xfff0, 0x1_fff0, 0xffff_fff0L })
	void numbersAreFoundAcrossTheirBorders(long start) throws Exception {
		// The only cipher whose limit is as high as the numbers are.
		Dtls13RecordLayer sender = TestEpochs.clientAt(Aead.CHACHA20_POLY1305, start);
		ReadEpoch receiver = TestEpochs.readerAt(Aead.CHACHA20_POLY1305, start - 1);
		for (int i = 0; i < 100; i++) {
			byte[] record = TestEpochs.protect(sender, TestEpochs.MESSAGE);
			assertThat(receiver.open(record, 0, record.length, 0, this.into)).isTrue();
			assertThat(this.into.sequence()).isEqualTo(start + i);
		}
	}

	@Test
	void jumpOfAlmostHalfACycleIsUnderstoodAndAFurtherOneIsNot() throws Exception {
		for (long jump : new long[] { 32_760, 32_768, 33_000 }) {
			ReadEpoch receiver = TestEpochs.readerAt(GCM, 99_999);
			byte[] record = TestEpochs.protect(TestEpochs.clientAt(GCM, 100_000 + jump), TestEpochs.MESSAGE);
			assertThat(receiver.open(record, 0, record.length, 0, this.into)).as("jump of %d", jump)
				.isEqualTo(jump <= 32_768);
		}
	}

	@Test
	void eachDatagramHasToCarryAKnownConnectionId() throws Exception {
		this.server.addReadId(TestEpochs.ID);
		byte[] without = TestEpochs.protect(this.client, TestEpochs.MESSAGE);
		assertDropped(this.server, without, DropReason.UNKNOWN_CONNECTION_ID);
		assertThat(this.server.open(without, 0, without.length, true, 0, this.into)).isTrue();
		this.client.writeWithId(new byte[] { 1, 2, 3 });
		assertDropped(this.server, TestEpochs.protect(this.client, TestEpochs.MESSAGE),
				DropReason.UNKNOWN_CONNECTION_ID);
		this.client.writeWithId(TestEpochs.ID);
		assertThat(TestEpochs.open(this.server, TestEpochs.protect(this.client, TestEpochs.MESSAGE), this.into))
			.isTrue();
	}

	@Test
	void connectionIdThatWasNeverAgreedOnIsUnknown() throws Exception {
		this.client.writeWithId(TestEpochs.ID);
		assertDropped(this.server, TestEpochs.protect(this.client, TestEpochs.MESSAGE),
				DropReason.UNKNOWN_CONNECTION_ID);
		for (int size = 1; size < 5; size++) {
			assertDropped(this.server, Arrays.copyOf(new byte[] { 0x3f, 1, 2, 3, 4 }, size),
					DropReason.UNKNOWN_CONNECTION_ID);
		}
	}

	@Test
	void furtherConnectionIdsAreAcceptedBesidesTheFirst() throws Exception {
		byte[] second = { 7, 7, 7 };
		this.server.addReadId(TestEpochs.ID);
		this.server.addReadId(second);
		for (byte[] id : List.of(TestEpochs.ID, second, TestEpochs.ID)) {
			this.client.writeWithId(id);
			assertThat(TestEpochs.open(this.server, TestEpochs.protect(this.client, TestEpochs.MESSAGE), this.into))
				.isTrue();
		}
		assertThat(this.server.readIds()).containsExactly(TestEpochs.ID, second);
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.addReadId(new byte[2]));
		for (int i = 2; i < Dtls13RecordLayer.MAX_READ_IDS; i++) {
			this.server.addReadId(new byte[3]);
		}
		assertThatIllegalStateException().isThrownBy(() -> this.server.addReadId(new byte[3]));
	}

	@ParameterizedTest
	@EnumSource
	void longestConnectionIdWorks(Aead aead) throws Exception {
		byte[] id = new byte[255];
		new Random(5).nextBytes(id);
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		sender.writeWithId(id);
		receiver.addReadId(id);
		byte[] record = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		assertThat(UnifiedHeader.recordSize(record, 0, record.length, 255)).isEqualTo(record.length);
		assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void layerGoesOnAfterItsCiphersWereReleased(Aead aead) throws Exception {
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		for (int i = 0; i < 3; i++) {
			assertThat(TestEpochs.open(receiver, TestEpochs.protect(sender, TestEpochs.MESSAGE), this.into)).isTrue();
			sender.releaseCiphers();
			receiver.releaseCiphers();
		}
	}

	@ParameterizedTest
	@EnumSource
	void layerThatWasDestroyedProtectsAndOpensNothing(Aead aead) throws Exception {
		Dtls13RecordLayer sender = TestEpochs.client(aead);
		Dtls13RecordLayer receiver = TestEpochs.server(aead);
		byte[] record = TestEpochs.protect(sender, TestEpochs.MESSAGE);
		assertThat(TestEpochs.open(receiver, record, this.into)).isTrue();
		sender.destroy();
		receiver.destroy();
		assertThatIllegalStateException().isThrownBy(() -> TestEpochs.protect(sender, TestEpochs.MESSAGE));
		assertThatIllegalStateException().isThrownBy(() -> TestEpochs.open(receiver, record, this.into));
		assertThatIllegalStateException().isThrownBy(sender::updateWrite);
	}

	@Test
	void recordThatComesBeforeTheKeysIsOfAWrongEpoch() throws Exception {
		byte[] record = TestEpochs.protect(this.client, TestEpochs.MESSAGE);
		assertDropped(new Dtls13RecordLayer(), record, DropReason.WRONG_EPOCH);
	}

}
