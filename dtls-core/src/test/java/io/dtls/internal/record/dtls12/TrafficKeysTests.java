package io.dtls.internal.record.dtls12;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite.Aead;
import io.dtls.internal.record.RecordKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How keys are cut from the key block, kept and wiped.
 */
class TrafficKeysTests {

	private static final String CLIENT_KEY = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";

	private static final String SERVER_KEY = "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf";

	private static final String CLIENT_IV = "ca1ca2ca";

	private static final String SERVER_IV = "5e15e25e";

	private static final byte[] KEY_BLOCK = HexFormat.of().parseHex(CLIENT_KEY + SERVER_KEY + CLIENT_IV + SERVER_IV);

	@Test
	void serverWritesWithWhatBelongsToTheServer() {
		TrafficKeys keys = TrafficKeys.ofKeyBlock(Aead.AES_128_GCM, KEY_BLOCK, true);
		assertThat(keys.writeKey().getEncoded()).asHexString().isEqualToIgnoringCase(SERVER_KEY);
		assertThat(keys.writeIv()).asHexString().isEqualToIgnoringCase(SERVER_IV);
		assertThat(keys.readKey().getEncoded()).asHexString().isEqualToIgnoringCase(CLIENT_KEY);
		assertThat(keys.readIv()).asHexString().isEqualToIgnoringCase(CLIENT_IV);
	}

	@Test
	void clientWritesWithWhatBelongsToTheClient() {
		TrafficKeys keys = TrafficKeys.ofKeyBlock(Aead.AES_128_CCM_8, KEY_BLOCK, false);
		assertThat(keys.writeKey().getEncoded()).asHexString().isEqualToIgnoringCase(CLIENT_KEY);
		assertThat(keys.writeIv()).asHexString().isEqualToIgnoringCase(CLIENT_IV);
		assertThat(keys.readKey().getEncoded()).asHexString().isEqualToIgnoringCase(SERVER_KEY);
		assertThat(keys.readIv()).asHexString().isEqualToIgnoringCase(SERVER_IV);
	}

	@Test
	void keyBlockHasTheSizeOfTheSuite() {
		assertThat(TrafficKeys.keyBlockSize(Aead.AES_128_GCM)).isEqualTo(40);
		assertThat(TrafficKeys.keyBlockSize(Aead.AES_256_GCM)).isEqualTo(72);
		assertThat(TrafficKeys.keyBlockSize(Aead.CHACHA20_POLY1305)).isEqualTo(88);
		assertThat(TrafficKeys.keyBlockSize(Aead.AES_128_CCM)).isEqualTo(40);
		assertThat(TrafficKeys.keyBlockSize(Aead.AES_128_CCM_8)).isEqualTo(40);
	}

	@Test
	void wrongSizesAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TrafficKeys.ofKeyBlock(Aead.AES_256_GCM, KEY_BLOCK, true));
		byte[] key = new byte[16];
		byte[] iv = new byte[4];
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TrafficKeys(Aead.AES_128_GCM, new byte[32], iv, key, iv));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TrafficKeys(Aead.AES_128_GCM, key, iv, key, new byte[12]));
	}

	@Test
	void keysAreCopied() {
		byte[] keyBlock = KEY_BLOCK.clone();
		TrafficKeys keys = TrafficKeys.ofKeyBlock(Aead.AES_128_GCM, keyBlock, true);
		Arrays.fill(keyBlock, (byte) 0);
		assertThat(keys.writeKey().getEncoded()).asHexString().isEqualToIgnoringCase(SERVER_KEY);
		keys.writeKey().getEncoded()[0] = 0;
		assertThat(keys.writeKey().getEncoded()).asHexString().isEqualToIgnoringCase(SERVER_KEY);
	}

	@Test
	void destroyedKeysRefuseToBeUsed() {
		TrafficKeys keys = TrafficKeys.ofKeyBlock(Aead.AES_128_GCM, KEY_BLOCK, true);
		keys.destroy();
		assertThatIllegalStateException().isThrownBy(() -> keys.writeKey().getEncoded());
		assertThatIllegalStateException().isThrownBy(() -> keys.readKey().getEncoded());
		assertThat(keys.writeKey().isDestroyed()).isTrue();
		assertThat(keys.writeIv()).containsOnly(0);
		assertThat(keys.readIv()).containsOnly(0);
	}

	@Test
	void destroyedKeyIsOverwritten() {
		RecordKey key = new RecordKey("AES", HexFormat.of().parseHex(CLIENT_KEY));
		key.destroy();
		assertThat(key).extracting("key").asInstanceOf(InstanceOfAssertFactories.BYTE_ARRAY).containsOnly(0);
	}

	@Test
	void keysAreNotPrinted() {
		TrafficKeys keys = TrafficKeys.ofKeyBlock(Aead.AES_128_GCM, KEY_BLOCK, true);
		assertThat(keys).hasToString("TrafficKeys[AES_128_GCM]");
		assertThat(keys.writeKey().toString()).doesNotContainIgnoringCase(SERVER_KEY.substring(0, 8))
			.doesNotContain("-48, -47");
	}

	@Test
	void keysAreNotSerialized() throws Exception {
		RecordKey key = new RecordKey("AES", new byte[16]);
		try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
			assertThatExceptionOfType(NotSerializableException.class).isThrownBy(() -> out.writeObject(key));
		}
	}

}
