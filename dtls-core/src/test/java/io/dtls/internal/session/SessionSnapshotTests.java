package io.dtls.internal.session;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.dtls.CipherSuite;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionTraffic;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.testing.TestCertificates;

class SessionSnapshotTests {

	private static final TestCertificates.Identity authority = TestCertificates.authority("authority");

	private static final TestCertificates.Identity device = TestCertificates.leaf(authority, "device",
			TestCertificates.P256);

	private static SessionSnapshot snapshot(CipherSuite suite, PeerIdentity peer, String serverName) {
		byte[] block = new byte[TrafficKeys.keyBlockSize(suite.aead())];
		new Random(1).nextBytes(block);
		RecordLayer records = new RecordLayer(RecordProtection.of(TrafficKeys.ofKeyBlock(suite.aead(), block, true)),
				new ConnectionIds(new byte[8], new byte[8]), RecordFormat.DTLS_1_2, 1000, new ReplayWindow(7, 0x55));
		return new SessionSnapshot(0x0123456789abcdefL, records.state(),
				new NegotiatedParameters("DTLSv1.2", suite, "x25519", true, true, "coap", serverName, true), peer,
				new byte[32], new InetSocketAddress("2001:db8::1", 5684), 1_700_000_000_000L, 1_700_000_100_000L,
				new SessionTraffic(1_000_000, 100_000_000, 1, 127));
	}

	static Stream<PeerIdentity> peers() {
		return Stream.of(PeerIdentity.ANONYMOUS, PeerIdentity.ofPsk("sensor-ü"),
				new PeerIdentity(List.of(device.chain()), null, null),
				new PeerIdentity(List.of(), device.chain()[0].getPublicKey(), null));
	}

	@ParameterizedTest
	@MethodSource("peers")
	void everyKindOfPeerIsTheSameAfterwards(PeerIdentity peer) {
		SessionSnapshot before = snapshot(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, peer, "example.org");
		SessionSnapshot after = SessionSnapshot.decode(before.encode());
		Assertions.assertThat(after.peer()).isEqualTo(peer);
		Assertions.assertThat(after).usingRecursiveComparison().ignoringFields("records", "peer").isEqualTo(before);
		Assertions.assertThat(after.encode()).isEqualTo(before.encode());
	}

	@Test
	void aLinkLocalAddressKeepsItsInterface() throws Exception {
		SessionSnapshot some = snapshot(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, PeerIdentity.ofPsk("s"), null);
		byte[] linkLocal = new byte[16];
		linkLocal[0] = (byte) 0xfe;
		linkLocal[1] = (byte) 0x80;
		InetSocketAddress address = new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 3), 5684);
		SessionSnapshot before = new SessionSnapshot(some.id(), some.records(), some.negotiated(), some.peer(),
				some.resumptionId(), address, some.openedAtMillis(), some.lastActivityMillis(), some.traffic());
		InetSocketAddress after = SessionSnapshot.decode(before.encode()).address();
		Assertions.assertThat(after).isEqualTo(address);
		Assertions.assertThat(((Inet6Address) after.getAddress()).getScopeId()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(value = CipherSuite.class, names = ".*PSK_WITH_.*(GCM|CCM|POLY).*", mode = EnumSource.Mode.MATCH_ALL)
	void aPskSessionTakesAtMost300Bytes(CipherSuite suite) {
		SessionSnapshot snapshot = snapshot(suite, PeerIdentity.ofPsk("urn:imei:350457123456789"), null);
		Assertions.assertThat(snapshot.encode()).hasSizeLessThanOrEqualTo(300);
	}

	@Test
	void whatIsDamagedCutOrNewerIsRefused() {
		byte[] encoded = snapshot(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, PeerIdentity.ofPsk("s"), null).encode();
		for (int i = 0; i < encoded.length; i++) {
			byte[] cut = Arrays.copyOf(encoded, i);
			Assertions.assertThatThrownBy(() -> SessionSnapshot.decode(cut)).isInstanceOf(RuntimeException.class);
		}
		Assertions.assertThatIllegalArgumentException()
			.isThrownBy(() -> SessionSnapshot.decode(Arrays.copyOf(encoded, encoded.length + 1)));
		byte[] newer = encoded.clone();
		newer[0]++;
		Assertions.assertThatIllegalArgumentException().isThrownBy(() -> SessionSnapshot.decode(newer));
	}

	@Test
	void nothingOfItIsPrinted() {
		Assertions
			.assertThat(snapshot(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, PeerIdentity.ofPsk("s"), null).toString())
			.doesNotContain("sensor")
			.contains("PeerIdentity[psk]");
	}

}
