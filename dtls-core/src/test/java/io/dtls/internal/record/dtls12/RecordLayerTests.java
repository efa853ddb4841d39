package io.dtls.internal.record.dtls12;

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

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.MessageTooLargeException;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Records of an established session without connection ids.
 */
class RecordLayerTests {

	private static final byte[] MESSAGE = "21.5 degrees".getBytes();

	private static final TestKeys KEYS = new TestKeys(Aead.AES_128_GCM);

	private final RecordLayer client = KEYS.clientLayer(ConnectionIds.NONE);

	private final RecordLayer server = KEYS.serverLayer(ConnectionIds.NONE);

	private final OpenedRecord into = new OpenedRecord();

	@ParameterizedTest
	@EnumSource
	void recordArrivesAsItWasSent(Aead aead) throws Exception {
		TestKeys keys = new TestKeys(aead);
		byte[] record = protect(keys.clientLayer(ConnectionIds.NONE), MESSAGE);
		assertThat(open(keys.serverLayer(ConnectionIds.NONE), record)).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(MESSAGE);
		assertThat(this.into.contentType()).isEqualTo(RecordFormat.APPLICATION_DATA);
		assertThat(this.into.sequence()).isZero();
		assertThat(this.into.newest()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void recordIsTheOneBouncyCastleMakes(Aead aead) throws Exception {
		TestKeys keys = new TestKeys(aead);
		RecordLayer layer = new RecordLayer(keys.client(), ConnectionIds.NONE, RecordFormat.DTLS_1_2, 0x1234,
				new ReplayWindow());
		byte[] record = protect(layer, MESSAGE);
		long number = 0x0001_0000_0000_1234L;
		byte[] fragment = new BouncyCastleAead(aead, keys.clientKey(), keys.clientIv()).seal(number,
				BouncyCastleAead.bigEndian(number), HexFormat.of().parseHex("0001000000001234" + "17fefd000c"),
				MESSAGE);
		String header = "17fefd" + "0001000000001234" + "%04x".formatted(fragment.length);
		assertThat(HexFormat.of().formatHex(record)).isEqualTo(header + HexFormat.of().formatHex(fragment));
	}

	@Test
	void recordCanLieAnywhereInADatagram() throws Exception {
		byte[] datagram = new byte[300];
		int first = this.client.protect(RecordFormat.APPLICATION_DATA, MESSAGE, 3, 4, datagram, 11);
		int second = this.client.protect(RecordFormat.ALERT, new byte[] { 1, 0 }, 0, 2, datagram, 11 + first);
		assertThat(first).isEqualTo(4 + this.client.overhead());
		assertThat(RecordFormat.recordSize(datagram, 11, 300, 0)).isEqualTo(first);
		assertThat(this.server.open(datagram, 11, first, this.into)).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(Arrays.copyOfRange(MESSAGE, 3, 7));
		assertThat(this.server.open(datagram, 11 + first, second, this.into)).isTrue();
		assertThat(this.into.contentType()).isEqualTo(RecordFormat.ALERT);
		assertThat(this.into.copyPayload()).containsExactly(1, 0);
	}

	@ParameterizedTest
	@EnumSource
	void emptyAndLargestMessagesArrive(Aead aead) throws Exception {
		TestKeys keys = new TestKeys(aead);
		RecordLayer sender = keys.clientLayer(ConnectionIds.NONE);
		RecordLayer receiver = keys.serverLayer(ConnectionIds.NONE);
		assertThat(open(receiver, protect(sender, new byte[0]))).isTrue();
		assertThat(this.into.length()).isZero();
		byte[] largest = new byte[RecordFormat.MAX_FRAGMENT];
		new Random(1).nextBytes(largest);
		assertThat(open(receiver, protect(sender, largest))).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(largest);
	}

	@Test
	void messageLongerThanARecordIsRefusedAndTakesNoNumber() {
		byte[] tooLong = new byte[RecordFormat.MAX_FRAGMENT + 1];
		assertThatExceptionOfType(MessageTooLargeException.class).isThrownBy(() -> protect(this.client, tooLong))
			.satisfies((ex) -> assertThat(ex.maxMessageSize()).isEqualTo(RecordFormat.MAX_FRAGMENT));
		assertThat(this.client.nextWriteSequence()).isZero();
	}

	@Test
	void recordArrivesOnceHoweverOftenItIsSent() throws Exception {
		byte[] record = protect(this.client, MESSAGE);
		assertThat(open(this.server, record)).isTrue();
		assertDropped(this.server, record, DropReason.REPLAY);
		assertDropped(this.server, record, DropReason.REPLAY);
	}

	@Test
	void overtakenRecordsArriveOnceButAreNotTheNewest() throws Exception {
		List<byte[]> records = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			records.add(protect(this.client, new byte[] { (byte) i }));
		}
		Collections.reverse(records);
		for (byte[] record : records) {
			assertThat(open(this.server, record)).isTrue();
			assertThat(this.into.newest()).isEqualTo(this.into.sequence() == 63);
			assertThat(this.into.copyPayload()).containsExactly((byte) this.into.sequence());
		}
		for (byte[] record : records) {
			assertDropped(this.server, record, DropReason.REPLAY);
		}
	}

	@Test
	void recordOlderThanTheWindowIsAReplay() throws Exception {
		byte[] old = protect(this.client, MESSAGE);
		byte[] atTheEdge = protect(this.client, MESSAGE);
		for (int i = 0; i < 62; i++) {
			protect(this.client, MESSAGE);
		}
		assertThat(open(this.server, protect(this.client, MESSAGE))).isTrue();
		assertThat(this.into.sequence()).isEqualTo(64);
		assertDropped(this.server, old, DropReason.REPLAY);
		assertThat(open(this.server, atTheEdge)).isTrue();
	}

	@Test
	void forgedRecordFromTheFutureMovesNothing() throws Exception {
		byte[] genuine = protect(this.client, MESSAGE);
		byte[] forged = genuine.clone();
		RecordFormat.putUint64(forged, 3, 0x0001_ffff_ffff_ffffL);
		assertDropped(this.server, forged, DropReason.BAD_RECORD);
		assertThat(this.server.window().newest()).isEqualTo(-1);
		assertThat(open(this.server, genuine)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void sessionIsUnhurtByForgeries(Aead aead) throws Exception {
		TestKeys keys = new TestKeys(aead);
		RecordLayer sender = keys.clientLayer(ConnectionIds.NONE);
		RecordLayer receiver = keys.serverLayer(ConnectionIds.NONE);
		for (int i = 0; i < 200; i++) {
			byte[] genuine = protect(sender, MESSAGE);
			byte[] forged = genuine.clone();
			forged[13 + i % (forged.length - 13)] ^= 0x10;
			assertDropped(receiver, forged, DropReason.BAD_RECORD);
			assertThat(open(receiver, genuine)).isTrue();
		}
	}

	@Test
	void recordCutShortByAnyLengthIsDropped() throws Exception {
		byte[] record = protect(this.client, MESSAGE);
		for (int size = 0; size < record.length; size++) {
			assertDropped(this.server, Arrays.copyOf(record, size), DropReason.MALFORMED);
		}
		assertThat(open(this.server, record)).isTrue();
	}

	@Test
	void recordTooShortForItsTagIsDropped() throws Exception {
		byte[] record = protect(this.client, new byte[0]);
		for (int fragment = 0; fragment < record.length - 13; fragment++) {
			byte[] shorter = Arrays.copyOf(record, 13 + fragment);
			RecordFormat.putUint16(shorter, 11, fragment);
			assertDropped(this.server, shorter, DropReason.BAD_RECORD);
		}
		assertThat(open(this.server, record)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({
			// type, version, epoch, error of the length, reason
			"23, 0xfefd, 0, 0, WRONG_EPOCH", "22, 0xfefd, 0, 0, WRONG_EPOCH", "21, 0xfefd, 0, 0, WRONG_EPOCH",
			"23, 0xfefd, 2, 0, WRONG_EPOCH", "23, 0xfefd, 0xffff, 0, WRONG_EPOCH", "23, 0xfeff, 1, 0, MALFORMED",
			"23, 0xfefc, 1, 0, MALFORMED", "23, 0x0303, 1, 0, MALFORMED", "0, 0xfefd, 1, 0, MALFORMED",
			"19, 0xfefd, 1, 0, MALFORMED", "26, 0xfefd, 1, 0, MALFORMED", "255, 0xfefd, 1, 0, MALFORMED",
			"25, 0xfefd, 1, 0, UNKNOWN_CONNECTION_ID", "23, 0xfefd, 1, 1, MALFORMED", "23, 0xfefd, 1, -1, MALFORMED",
			"23, 0xfefd, 1, 65000, MALFORMED", "22, 0xfefd, 1, 0, BAD_RECORD" })
	void headerThatDoesNotFitIsDropped(int type, String version, String epoch, int lengthError, DropReason reason)
			throws Exception {
		byte[] record = protect(this.client, MESSAGE);
		byte[] wrong = record.clone();
		wrong[0] = (byte) type;
		RecordFormat.putUint16(wrong, 1, Integer.decode(version));
		RecordFormat.putUint16(wrong, 3, Integer.decode(epoch));
		RecordFormat.putUint16(wrong, 11, record.length - 13 + lengthError);
		assertDropped(this.server, wrong, reason);
		assertThat(open(this.server, record)).isTrue();
	}

	@Test
	void oversizeRecordIsDropped() {
		byte[] datagram = new byte[65_000];
		int fragment = RecordFormat.MAX_PROTECTED_FRAGMENT + 1;
		RecordFormat.writeHeader(datagram, 0, 23, RecordFormat.DTLS_1_2, 0x0001_0000_0000_0000L, fragment);
		assertThat(this.server.open(datagram, 0, 13 + fragment, this.into)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.MALFORMED);
		RecordFormat.writeHeader(datagram, 0, 23, RecordFormat.DTLS_1_2, 0x0001_0000_0000_0000L, fragment - 1);
		assertThat(this.server.open(datagram, 0, 13 + fragment - 1, this.into)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.BAD_RECORD);
	}

	@Test
	void authenticRecordWithMorePlaintextThanAllowedIsDropped() {
		AdditionalData header = new AdditionalData().set(0x0001_0000_0000_0007L, 23, RecordFormat.DTLS_1_2,
				new byte[0]);
		byte[] tooLong = new byte[RecordFormat.MAX_FRAGMENT + 1];
		byte[] record = new byte[13 + tooLong.length + 24];
		int size = KEYS.client().seal(header, tooLong, 0, tooLong.length, record, 13);
		RecordFormat.writeHeader(record, 0, 23, RecordFormat.DTLS_1_2, 0x0001_0000_0000_0007L, size);
		assertDropped(this.server, record, DropReason.UNEXPECTED);
	}

	@Test
	void randomChangesNeverThrowAndNeverPass() throws Exception {
		Random random = new Random(42);
		byte[] genuine = protect(this.client, MESSAGE);
		for (int i = 0; i < 20_000; i++) {
			byte[] datagram = Arrays.copyOf(genuine, random.nextInt(genuine.length + 20));
			for (int change = random.nextInt(4); change >= 0 && datagram.length > 0; change--) {
				datagram[random.nextInt(datagram.length)] ^= (byte) (1 + random.nextInt(255));
			}
			boolean same = Arrays.equals(datagram, genuine);
			assertThat(!same && open(this.server, datagram)).isFalse();
		}
		assertThat(open(this.server, genuine)).isTrue();
	}

	@Test
	void resultOfADroppedRecordHoldsNoEarlierPayload() throws Exception {
		byte[] record = protect(this.client, MESSAGE);
		assertThat(open(this.server, record)).isTrue();
		assertDropped(this.server, record, DropReason.REPLAY);
		assertThat(this.into.length()).isZero();
		assertThat(this.into.copyPayload()).isEmpty();
		assertThat(this.into.newest()).isFalse();
	}

	@Test
	void sessionOfDtls10UsesItsVersion() throws Exception {
		RecordLayer sender = new RecordLayer(KEYS.client(), ConnectionIds.NONE, RecordFormat.DTLS_1_0, 0,
				new ReplayWindow());
		RecordLayer receiver = new RecordLayer(KEYS.server(), ConnectionIds.NONE, RecordFormat.DTLS_1_0, 0,
				new ReplayWindow());
		byte[] record = protect(sender, MESSAGE);
		assertThat(RecordFormat.version(record, 0)).isEqualTo(RecordFormat.DTLS_1_0);
		assertThat(open(receiver, record)).isTrue();
	}

	@Test
	void destroyedLayerRefusesToProtect() {
		this.client.destroy();
		assertThatIllegalStateException().isThrownBy(() -> protect(this.client, MESSAGE));
	}

	private void assertDropped(RecordLayer layer, byte[] record, DropReason reason) {
		assertThat(open(layer, record)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(reason);
	}

	private boolean open(RecordLayer layer, byte[] record) {
		return layer.open(record, 0, record.length, this.into);
	}

	private static byte[] protect(RecordLayer layer, byte[] data) throws Exception {
		byte[] out = new byte[data.length + layer.overhead()];
		int size = layer.protect(RecordFormat.APPLICATION_DATA, data, 0, data.length, out, 0);
		assertThat(size).isEqualTo(out.length);
		return out;
	}

}
