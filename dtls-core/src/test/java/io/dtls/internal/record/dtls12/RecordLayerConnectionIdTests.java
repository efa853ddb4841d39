package io.dtls.internal.record.dtls12;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.DropReason;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Records of a session with connection ids (RFC 9146).
 */
class RecordLayerConnectionIdTests {

	private static final byte[] MESSAGE = "21.5 degrees".getBytes();

	private static final byte[] NO_ID = {};

	private static final byte[] SERVER_ID = HexFormat.of().parseHex("5e5e5e5e00000001");

	private static final byte[] CLIENT_ID = HexFormat.of().parseHex("c1c2c3");

	private static final ConnectionIds OF_CLIENT = new ConnectionIds(CLIENT_ID, SERVER_ID);

	private static final ConnectionIds OF_SERVER = new ConnectionIds(SERVER_ID, CLIENT_ID);

	private static final TestKeys KEYS = new TestKeys(Aead.AES_128_CCM_8);

	private final RecordLayer client = KEYS.clientLayer(OF_CLIENT);

	private final RecordLayer server = KEYS.serverLayer(OF_SERVER);

	private final OpenedRecord into = new OpenedRecord();

	@ParameterizedTest
	@EnumSource
	void recordArrivesInBothDirections(Aead aead) throws Exception {
		RecordLayer left = new TestKeys(aead).clientLayer(OF_CLIENT);
		RecordLayer right = new TestKeys(aead).serverLayer(OF_SERVER);
		byte[] request = protect(left, RecordFormat.APPLICATION_DATA, MESSAGE);
		assertThat(open(right, request)).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(MESSAGE);
		assertThat(this.into.contentType()).isEqualTo(RecordFormat.APPLICATION_DATA);
		assertThat(open(left, protect(right, RecordFormat.ALERT, new byte[] { 1, 0 }))).isTrue();
		assertThat(this.into.contentType()).isEqualTo(RecordFormat.ALERT);
		assertThat(this.into.copyPayload()).containsExactly(1, 0);
	}

	@ParameterizedTest
	@EnumSource
	void recordIsTheOneBouncyCastleMakes(Aead aead) throws Exception {
		TestKeys keys = new TestKeys(aead);
		byte[] record = protect(keys.clientLayer(OF_CLIENT), RecordFormat.APPLICATION_DATA, MESSAGE);
		byte[] inner = Arrays.copyOf(MESSAGE, MESSAGE.length + 1);
		inner[MESSAGE.length] = 23;
		long number = 0x0001_0000_0000_0000L;
		byte[] additional = HexFormat.of()
			.parseHex("ffffffffffffffff" + "19" + "08" + "19" + "fefd" + "0001000000000000" + "5e5e5e5e00000001"
					+ "000d");
		byte[] fragment = new BouncyCastleAead(aead, keys.clientKey(), keys.clientIv()).seal(number,
				BouncyCastleAead.bigEndian(number), additional, inner);
		String header = "19fefd" + "0001000000000000" + "5e5e5e5e00000001" + "%04x".formatted(fragment.length);
		assertThat(HexFormat.of().formatHex(record)).isEqualTo(header + HexFormat.of().formatHex(fragment));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 32, 255 })
	void idsMayHaveAnySize(int size) throws Exception {
		byte[] id = new byte[size];
		Arrays.fill(id, (byte) 0xab);
		RecordLayer receiver = KEYS.serverLayer(new ConnectionIds(id, NO_ID));
		RecordLayer sender = KEYS.clientLayer(new ConnectionIds(NO_ID, id));
		byte[] record = protect(sender, RecordFormat.APPLICATION_DATA, MESSAGE);
		assertThat(RecordFormat.recordSize(record, 0, record.length, size)).isEqualTo(record.length);
		assertThat(open(receiver, record)).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(MESSAGE);
	}

	@Test
	void oneDirectionMayHaveAnIdWithoutTheOther() throws Exception {
		RecordLayer left = KEYS.clientLayer(new ConnectionIds(NO_ID, SERVER_ID));
		RecordLayer right = KEYS.serverLayer(new ConnectionIds(SERVER_ID, NO_ID));
		byte[] request = protect(left, RecordFormat.APPLICATION_DATA, MESSAGE);
		byte[] response = protect(right, RecordFormat.APPLICATION_DATA, MESSAGE);
		assertThat(RecordFormat.contentType(request, 0)).isEqualTo(RecordFormat.TLS12_CID);
		assertThat(RecordFormat.contentType(response, 0)).isEqualTo(RecordFormat.APPLICATION_DATA);
		assertThat(open(right, request)).isTrue();
		assertThat(open(left, response)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 15, 16, 17, 1000 })
	void paddingOfZerosIsTakenOff(int padding) {
		byte[] inner = Arrays.copyOf(MESSAGE, MESSAGE.length + 1 + padding);
		inner[MESSAGE.length] = RecordFormat.APPLICATION_DATA;
		assertThat(open(this.server, sealed(7, inner))).isTrue();
		assertThat(this.into.copyPayload()).isEqualTo(MESSAGE);
		assertThat(this.into.contentType()).isEqualTo(RecordFormat.APPLICATION_DATA);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 40 })
	void authenticRecordOfNothingButZerosIsDropped(int size) throws Exception {
		byte[] record = sealed(7, new byte[size]);
		assertDropped(record, DropReason.UNEXPECTED);
		assertDropped(record, DropReason.REPLAY);
		assertThat(open(this.server, protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE))).isTrue();
	}

	@Test
	void innerTypeIsToldAsItIs() {
		byte[] inner = { 1, 2, (byte) 0xfe };
		assertThat(open(this.server, sealed(7, inner))).isTrue();
		assertThat(this.into.contentType()).isEqualTo(0xfe);
	}

	@Test
	void contentLongerThanAllowedIsDroppedWhilePaddingMayBe() {
		byte[] padded = new byte[RecordFormat.MAX_FRAGMENT + 500];
		padded[RecordFormat.MAX_FRAGMENT] = RecordFormat.APPLICATION_DATA;
		assertThat(open(this.server, sealed(1, padded))).isTrue();
		assertThat(this.into.length()).isEqualTo(RecordFormat.MAX_FRAGMENT);
		padded[RecordFormat.MAX_FRAGMENT + 1] = RecordFormat.APPLICATION_DATA;
		assertDropped(sealed(2, padded), DropReason.UNEXPECTED);
	}

	@Test
	void recordWithAnotherIdIsDropped() throws Exception {
		byte[] record = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		for (int i = 0; i < SERVER_ID.length; i++) {
			byte[] other = record.clone();
			other[11 + i] ^= 1;
			assertDropped(other, DropReason.UNKNOWN_CONNECTION_ID);
		}
		assertThat(open(this.server, record)).isTrue();
	}

	@Test
	void recordSealedForAnotherIdIsRefused() throws Exception {
		byte[] otherId = HexFormat.of().parseHex("5e5e5e5e00000002");
		byte[] record = protect(KEYS.clientLayer(new ConnectionIds(NO_ID, otherId)), RecordFormat.APPLICATION_DATA,
				MESSAGE);
		System.arraycopy(SERVER_ID, 0, record, 11, SERVER_ID.length);
		assertDropped(record, DropReason.BAD_RECORD);
	}

	@Test
	void plainRecordIsDroppedInASessionWithIds() throws Exception {
		byte[] plain = protect(KEYS.clientLayer(ConnectionIds.NONE), RecordFormat.APPLICATION_DATA, MESSAGE);
		assertDropped(plain, DropReason.UNKNOWN_CONNECTION_ID);
		assertThat(open(this.server, protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE))).isTrue();
	}

	@Test
	void recordWithIdIsDroppedInAPlainSession() throws Exception {
		RecordLayer plain = KEYS.serverLayer(ConnectionIds.NONE);
		byte[] record = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		assertThat(open(plain, record)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(DropReason.UNKNOWN_CONNECTION_ID);
	}

	@Test
	void recordWithIdOfEpochZeroIsDropped() throws Exception {
		byte[] record = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		record[4] = 0;
		assertDropped(record, DropReason.WRONG_EPOCH);
	}

	@Test
	void recordCutShortByAnyLengthIsDropped() throws Exception {
		byte[] record = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		for (int size = 0; size < record.length; size++) {
			assertDropped(Arrays.copyOf(record, size), DropReason.MALFORMED);
		}
		assertThat(open(this.server, record)).isTrue();
	}

	@Test
	void everyFlippedBitIsRefused() throws Exception {
		byte[] record = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		for (int bit = 0; bit < 8 * record.length; bit++) {
			byte[] forged = record.clone();
			forged[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(open(this.server, forged)).as("bit %d", bit).isFalse();
		}
		assertThat(open(this.server, record)).isTrue();
	}

	@Test
	void onlyTheNewestRecordIsToldToBe() throws Exception {
		byte[] first = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		byte[] second = protect(this.client, RecordFormat.APPLICATION_DATA, MESSAGE);
		assertThat(open(this.server, second)).isTrue();
		assertThat(this.into.newest()).isTrue();
		assertThat(open(this.server, first)).isTrue();
		assertThat(this.into.newest()).isFalse();
	}

	@Test
	void idsAreCopiedAndBounded() {
		byte[] id = { 1, 2, 3 };
		ConnectionIds ids = new ConnectionIds(id, id);
		id[0] = 9;
		ids.read()[1] = 9;
		ids.write()[1] = 9;
		assertThat(ids.read()).containsExactly(1, 2, 3);
		assertThat(ids.write()).containsExactly(1, 2, 3);
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionIds(new byte[256], NO_ID));
		assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionIds(NO_ID, new byte[256]));
	}

	/** A record with an inner plaintext of the test's making. */
	private static byte[] sealed(long sequence, byte[] inner) {
		long number = 1L << 48 | sequence;
		RecordProtection protection = KEYS.client();
		AdditionalData header = new AdditionalData().set(number, RecordFormat.TLS12_CID, RecordFormat.DTLS_1_2,
				SERVER_ID);
		byte[] record = new byte[13 + SERVER_ID.length + inner.length + protection.expansion()];
		int size = protection.seal(header, inner, 0, inner.length, record, 13 + SERVER_ID.length);
		RecordFormat.writeConnectionIdHeader(record, 0, RecordFormat.DTLS_1_2, number, SERVER_ID, size);
		return record;
	}

	private void assertDropped(byte[] record, DropReason reason) {
		assertThat(open(this.server, record)).isFalse();
		assertThat(this.into.dropReason()).isEqualTo(reason);
	}

	private boolean open(RecordLayer layer, byte[] record) {
		return layer.open(record, 0, record.length, this.into);
	}

	private static byte[] protect(RecordLayer layer, int type, byte[] data) throws Exception {
		byte[] out = new byte[data.length + layer.overhead()];
		int size = layer.protect(type, data, 0, data.length, out, 0);
		assertThat(size).isEqualTo(out.length);
		return out;
	}

}
