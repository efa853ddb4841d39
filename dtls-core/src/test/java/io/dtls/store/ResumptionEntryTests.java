package io.dtls.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.dtls.CipherSuite;
import io.dtls.PeerIdentity;
import io.dtls.testing.TestCertificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a store keeps: the bytes of an entry, and their encryption.
 */
class ResumptionEntryTests {

	private static final byte[] NAME = { 1, 2, 3 };

	private static final byte[] SECRET = "sixteen bytes or more".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NEXT_SECRET = "sixteen bytes or other".getBytes(StandardCharsets.US_ASCII);

	private static ResumptionEntry entry(PeerIdentity peer, String serverName) {
		byte[] masterSecret = new byte[48];
		Arrays.fill(masterSecret, (byte) 0x5a);
		return new ResumptionEntry(NAME, CipherSuite.TLS_PSK_WITH_AES_128_CCM_8, masterSecret, true, "DTLSv1.2", peer,
				serverName, 2, Instant.ofEpochMilli(1_700_000_000_123L));
	}

	private static void assertSame(ResumptionEntry decoded, ResumptionEntry entry) {
		assertThat(decoded).usingRecursiveComparison().ignoringFields("peer.rawPublicKey").isEqualTo(entry);
		assertThat(decoded.peer().rawPublicKey()).isEqualTo(entry.peer().rawPublicKey());
	}

	@Test
	void everyKindOfPeerSurvivesTheBytes() {
		TestCertificates.Identity client = TestCertificates.leaf(TestCertificates.authority("authority"), "client",
				TestCertificates.P256);
		for (PeerIdentity peer : List.of(PeerIdentity.ANONYMOUS, PeerIdentity.ofPsk("sensor-ä"), PeerIdentity.ofPsk(""),
				new PeerIdentity(List.of(client.chain()), null, null),
				new PeerIdentity(List.of(), client.chain()[0].getPublicKey(), null))) {
			assertSame(ResumptionEntry.decode(entry(peer, "host.example").encode()), entry(peer, "host.example"));
			assertSame(ResumptionEntry.decode(entry(peer, null).encode()), entry(peer, null));
		}
	}

	@Test
	void anEntryOfAPskSessionIsSmall() {
		assertThat(entry(PeerIdentity.ofPsk("sensor-1"), null).encode()).hasSizeLessThan(120);
	}

	@Test
	void whatIsNoEntryIsRefused() {
		byte[] encoded = entry(PeerIdentity.ofPsk("sensor-1"), null).encode();
		for (int size = 0; size < encoded.length; size++) {
			byte[] cut = Arrays.copyOf(encoded, size);
			assertThatIllegalArgumentException().isThrownBy(() -> ResumptionEntry.decode(cut));
		}
		byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
		assertThatIllegalArgumentException().isThrownBy(() -> ResumptionEntry.decode(longer));
		encoded[0] = 2;
		assertThatIllegalArgumentException().isThrownBy(() -> ResumptionEntry.decode(encoded))
			.withMessageContaining("format 2");
	}

	@Test
	void nothingPrintsTheSecret() {
		assertThat(entry(PeerIdentity.ofPsk("sensor-1"), null).toString()).doesNotContain("90", "5a", "sensor");
		assertThat(Secrets.of(SECRET, null).toString()).doesNotContain("115", "73");
	}

	@Test
	void aDestroyedEntryHasNoSecret() {
		ResumptionEntry entry = entry(PeerIdentity.ANONYMOUS, null);
		entry.destroy();
		assertThat(entry.masterSecret()).containsOnly(0);
	}

	@Test
	void whatIsSealedOpensUnderItsOwnNameAndKeyOnly() {
		byte[] plain = "plain".getBytes(StandardCharsets.US_ASCII);
		StoreCipher cipher = new StoreCipher(Secrets.of(SECRET, null), "resumption");
		byte[] sealed = cipher.seal(plain, NAME);
		assertThat(sealed).hasSize(plain.length + 28).isNotEqualTo(cipher.seal(plain, NAME));
		assertThat(cipher.open(sealed, NAME)).isEqualTo(plain);
		assertThat(cipher.open(sealed, new byte[] { 1, 2 })).isNull();
		assertThat(new StoreCipher(Secrets.of(SECRET, null), "snapshots").open(sealed, NAME)).isNull();
		assertThat(new StoreCipher(Secrets.of(NEXT_SECRET, null), "resumption").open(sealed, NAME)).isNull();
		sealed[20] ^= 1;
		assertThat(cipher.open(sealed, NAME)).isNull();
		assertThat(cipher.open(new byte[10], NAME)).isNull();
	}

	@Test
	void thePreviousSecretStillOpens() {
		byte[] plain = "plain".getBytes(StandardCharsets.US_ASCII);
		byte[] sealed = new StoreCipher(Secrets.of(SECRET, null), "resumption").seal(plain, NAME);
		StoreCipher rotated = new StoreCipher(Secrets.of(NEXT_SECRET, SECRET), "resumption");
		assertThat(rotated.open(sealed, NAME)).isEqualTo(plain);
		assertThat(new StoreCipher(Secrets.of(SECRET, null), "resumption").open(rotated.seal(plain, NAME), NAME))
			.isNull();
	}

	@Test
	void shortSecretsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Secrets.of(new byte[15], null))
			.withMessageContaining("16");
	}

}
