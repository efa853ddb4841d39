package io.dtls.internal.record.dtls12;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.RecordFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Each cipher against Bouncy Castle's, and against forgers.
 */
class RecordProtectionTests {

	private static final long NUMBER = 0x0001_0000_0bad_cafeL;

	private static final byte[] PLAIN = "The quick brown fox jumps over the lazy dog".getBytes();

	private final AdditionalData header = new AdditionalData();

	static Stream<Arguments> ciphersAndSizes() {
		int[] sizes = { 0, 1, 15, 16, 17, 31, 32, 33, 64, 255, 256, 257, 512, 1200, 16_383, 16_384 };
		return Arrays.stream(Aead.values())
			.flatMap((aead) -> Arrays.stream(sizes).mapToObj((size) -> Arguments.of(aead, size)));
	}

	@ParameterizedTest
	@MethodSource("ciphersAndSizes")
	void fragmentIsTheOneBouncyCastleMakes(Aead aead, int size) {
		RecordProtection client = new TestKeys(aead).client();
		byte[] plain = random(size);
		// Twice, as a cipher that is used again must not remember.
		for (long number = NUMBER; number < NUMBER + 2; number++) {
			byte[] fragment = seal(client, number, plain);
			assertThat(fragment).isEqualTo(byBouncyCastle(aead, number, BouncyCastleAead.bigEndian(number), plain));
			assertThat(fragment).hasSize(size + client.expansion());
		}
	}

	@ParameterizedTest
	@MethodSource("ciphersAndSizes")
	void fragmentThatBouncyCastleMadeIsOpened(Aead aead, int size) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] plain = random(size);
		for (long number = NUMBER; number < NUMBER + 2; number++) {
			byte[] fragment = byBouncyCastle(aead, number, BouncyCastleAead.bigEndian(number), plain);
			assertThat(open(server, number, fragment)).isEqualTo(plain);
		}
	}

	@ParameterizedTest
	@EnumSource
	void explicitNonceIsThePeersChoice(Aead aead) {
		byte[] explicit = HexFormat.of().parseHex("f1f2f3f4f5f6f7f8");
		byte[] fragment = byBouncyCastle(aead, NUMBER, explicit, PLAIN);
		assertThat(open(new TestKeys(aead).server(), NUMBER, fragment)).isEqualTo(PLAIN);
	}

	@ParameterizedTest
	@EnumSource
	void recordWithLongConnectionIdIsTheOneBouncyCastleMakes(Aead aead) {
		byte[] id = random(255);
		this.header.set(NUMBER, RecordFormat.TLS12_CID, RecordFormat.DTLS_1_2, id);
		byte[] out = new byte[PLAIN.length + 24];
		int size = new TestKeys(aead).client().seal(this.header, PLAIN, 0, PLAIN.length, out, 0);
		byte[] additional = HexFormat.of()
			.parseHex("ffffffffffffffff19ff19fefd" + "000100000badcafe" + HexFormat.of().formatHex(id) + "002b");
		assertThat(Arrays.copyOf(out, size))
			.isEqualTo(bouncyCastle(aead).seal(NUMBER, BouncyCastleAead.bigEndian(NUMBER), additional, PLAIN));
	}

	@ParameterizedTest
	@EnumSource
	void genuineRecordIsOpenedAfterAForgedOneOfItsNumber(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		RecordProtection server = new TestKeys(aead).server();
		for (long number = NUMBER; number < NUMBER + 50; number++) {
			byte[] fragment = seal(client, number, PLAIN);
			byte[] forged = fragment.clone();
			forged[forged.length - 1] ^= 1;
			assertThat(open(server, number, forged)).isNull();
			assertThat(open(server, number, fragment)).isEqualTo(PLAIN);
		}
	}

	@ParameterizedTest
	@EnumSource
	void genuineRecordsAreOpenedAfterManyForgedOnesOfTheirNumbers(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		RecordProtection server = new TestKeys(aead).server();
		for (long number = NUMBER; number < NUMBER + 20; number++) {
			assertThat(open(server, number, random(60))).isNull();
			assertThat(open(server, number, random(61))).isNull();
		}
		for (long number = NUMBER; number < NUMBER + 20; number++) {
			assertThat(open(server, number, seal(client, number, PLAIN))).isEqualTo(PLAIN);
		}
	}

	@ParameterizedTest
	@EnumSource
	void sealingGoesOnWhileForgeriesFail(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		RecordProtection server = new TestKeys(aead).server();
		for (long number = 0; number < 20; number++) {
			byte[] fragment = seal(server, number, PLAIN);
			assertThat(open(server, number, random(70))).isNull();
			assertThat(open(client, number, fragment)).isEqualTo(PLAIN);
		}
	}

	@ParameterizedTest
	@EnumSource
	void openingIsAPureFunction(Aead aead) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] fragment = seal(new TestKeys(aead).client(), NUMBER, PLAIN);
		assertThat(open(server, NUMBER, fragment)).isEqualTo(PLAIN);
		assertThat(open(server, NUMBER, fragment)).isEqualTo(PLAIN);
	}

	@ParameterizedTest
	@EnumSource
	void everyFlippedBitOfTheFragmentIsRefused(Aead aead) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] fragment = seal(new TestKeys(aead).client(), NUMBER, PLAIN);
		for (int bit = 0; bit < 8 * fragment.length; bit++) {
			byte[] forged = fragment.clone();
			forged[bit / 8] ^= (byte) (1 << bit % 8);
			assertThat(open(server, NUMBER, forged)).as("bit %d", bit).isNull();
		}
		assertThat(open(server, NUMBER, fragment)).isEqualTo(PLAIN);
	}

	@ParameterizedTest
	@EnumSource
	void everyFlippedBitOfNumberTypeAndVersionIsRefused(Aead aead) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] fragment = seal(new TestKeys(aead).client(), NUMBER, PLAIN);
		byte[] out = new byte[fragment.length];
		for (int bit = 0; bit < 88; bit++) {
			long number = NUMBER ^ ((bit < 64) ? 1L << bit : 0);
			int type = 23 ^ ((bit >= 64 && bit < 72) ? 1 << (bit - 64) : 0);
			int version = RecordFormat.DTLS_1_2 ^ ((bit >= 72) ? 1 << (bit - 72) : 0);
			this.header.set(number, type, version, new byte[0]);
			assertThat(server.open(this.header, fragment, 0, fragment.length, out, 0)).as("bit %d", bit).isEqualTo(-1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void fragmentCutShortByAnyLengthIsRefused(Aead aead) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] fragment = seal(new TestKeys(aead).client(), NUMBER, PLAIN);
		for (int size = 0; size < fragment.length; size++) {
			assertThat(open(server, NUMBER, Arrays.copyOf(fragment, size))).as("size %d", size).isNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void fragmentTooShortForItsTagIsRefusedAtTheEndOfAnArrayToo(Aead aead) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] out = new byte[64];
		for (int size = 0; size < server.expansion(); size++) {
			plainHeader(NUMBER);
			assertThat(server.open(this.header, new byte[size], 0, size, out, 0)).as("size %d", size).isEqualTo(-1);
			assertThat(server.open(this.header, new byte[size + 5], 5, size, out, 0)).isEqualTo(-1);
		}
		assertThat(open(server, NUMBER, new byte[server.expansion()])).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void nothingOfARefusedRecordIsLeftInTheOutput(Aead aead) {
		RecordProtection server = new TestKeys(aead).server();
		byte[] fragment = seal(new TestKeys(aead).client(), NUMBER, PLAIN);
		fragment[fragment.length - 1] ^= 1;
		byte[] out = new byte[100];
		plainHeader(NUMBER);
		assertThat(server.open(this.header, fragment, 0, fragment.length, out, 7)).isEqualTo(-1);
		assertThat(out).containsOnly(0);
	}

	@ParameterizedTest
	@EnumSource
	void onlyTheBytesOfTheRecordAreWritten(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		byte[] out = new byte[100];
		Arrays.fill(out, (byte) 0x55);
		byte[] plain = new byte[PLAIN.length + 8];
		System.arraycopy(PLAIN, 0, plain, 5, PLAIN.length);
		plainHeader(NUMBER);
		int size = client.seal(this.header, plain, 5, PLAIN.length, out, 9);
		assertThat(Arrays.copyOfRange(out, 9, 9 + size)).isEqualTo(seal(new TestKeys(aead).client(), NUMBER, PLAIN));
		assertThat(Arrays.copyOf(out, 9)).containsOnly(0x55);
		assertThat(Arrays.copyOfRange(out, 9 + size, 100)).containsOnly(0x55);
	}

	@ParameterizedTest
	@MethodSource("ciphersAndSizes")
	void plaintextMayLieWhereItsCiphertextGoes(Aead aead, int size) {
		RecordProtection client = new TestKeys(aead).client();
		byte[] plain = random(size);
		byte[] out = new byte[3 + size + client.expansion()];
		System.arraycopy(plain, 0, out, 3 + client.ciphertextOffset(), size);
		plainHeader(NUMBER);
		int sealed = client.seal(this.header, out, 3 + client.ciphertextOffset(), size, out, 3);
		assertThat(sealed).isEqualTo(size + client.expansion());
		assertThat(Arrays.copyOfRange(out, 3, 3 + sealed)).isEqualTo(seal(new TestKeys(aead).client(), NUMBER, plain));
	}

	@ParameterizedTest
	@EnumSource
	void ownRecordSentBackIsRefused(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		assertThat(open(client, NUMBER, seal(client, NUMBER, PLAIN))).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void mistakeOfTheCallerSpoilsNoLaterRecord(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		plainHeader(NUMBER);
		byte[] small = new byte[PLAIN.length + client.expansion() - 1];
		assertThatException().isThrownBy(() -> client.seal(this.header, PLAIN, 0, PLAIN.length, small, 0));
		plainHeader(NUMBER + 1);
		byte[] out = new byte[100];
		assertThatException().isThrownBy(() -> client.seal(this.header, PLAIN, 30, PLAIN.length, out, 0));
		assertThat(seal(client, NUMBER + 2, PLAIN))
			.isEqualTo(byBouncyCastle(aead, NUMBER + 2, BouncyCastleAead.bigEndian(NUMBER + 2), PLAIN));
	}

	@ParameterizedTest
	@EnumSource
	void destroyedProtectionRefusesToSealAndOpen(Aead aead) {
		RecordProtection fresh = new TestKeys(aead).client();
		RecordProtection used = new TestKeys(aead).client();
		byte[] fragment = seal(new TestKeys(aead).server(), NUMBER, PLAIN);
		assertThat(open(used, NUMBER, fragment)).isEqualTo(PLAIN);
		seal(used, NUMBER, PLAIN);
		for (RecordProtection protection : new RecordProtection[] { fresh, used }) {
			protection.destroy();
			assertThatIllegalStateException().isThrownBy(() -> seal(protection, NUMBER + 1, PLAIN));
			assertThatIllegalStateException().isThrownBy(() -> open(protection, NUMBER, fragment));
		}
	}

	@ParameterizedTest
	@EnumSource
	void protectionPrintsNoKey(Aead aead) {
		RecordProtection client = new TestKeys(aead).client();
		assertThat(client.toString()).matches("io\\.dtls\\.internal\\.record\\.dtls12\\.\\w+@[0-9a-f]{1,8}");
	}

	private void plainHeader(long number) {
		this.header.set(number, RecordFormat.APPLICATION_DATA, RecordFormat.DTLS_1_2, new byte[0]);
	}

	private byte[] seal(RecordProtection protection, long number, byte[] plain) {
		byte[] out = new byte[plain.length + protection.expansion()];
		plainHeader(number);
		int size = protection.seal(this.header, plain, 0, plain.length, out, 0);
		return Arrays.copyOf(out, size);
	}

	private byte[] open(RecordProtection protection, long number, byte[] fragment) {
		byte[] out = new byte[fragment.length];
		plainHeader(number);
		int size = protection.open(this.header, fragment, 0, fragment.length, out, 0);
		return (size >= 0) ? Arrays.copyOf(out, size) : null;
	}

	private static BouncyCastleAead bouncyCastle(Aead aead) {
		TestKeys keys = new TestKeys(aead);
		return new BouncyCastleAead(aead, keys.clientKey(), keys.clientIv());
	}

	/** What a client sends, its additional data written out by hand. */
	private static byte[] byBouncyCastle(Aead aead, long number, byte[] explicitNonce, byte[] plain) {
		byte[] additional = HexFormat.of().parseHex("%016x17fefd%04x".formatted(number, plain.length));
		return bouncyCastle(aead).seal(number, explicitNonce, additional, plain);
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

}
