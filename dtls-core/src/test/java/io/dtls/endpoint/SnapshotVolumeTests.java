package io.dtls.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dtls.CipherSuite;
import io.dtls.NegotiatedParameters;
import io.dtls.PeerIdentity;
import io.dtls.SessionTraffic;
import io.dtls.credentials.Credentials;
import io.dtls.internal.record.ConnectionIds;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;
import io.dtls.internal.record.dtls12.RecordLayer;
import io.dtls.internal.record.dtls12.RecordProtection;
import io.dtls.internal.record.dtls12.TrafficKeys;
import io.dtls.internal.session.SessionSnapshot;
import io.dtls.internal.store.SnapshotVault;
import io.dtls.settings.SnapshotSettings;
import io.dtls.store.FileSnapshotStore;
import io.dtls.store.Secrets;
import io.dtls.testing.FaultyNetwork;

class SnapshotVolumeTests {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotVolumeTests.class);

	private static final int SESSIONS = 10_000;

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 5684);

	private static SessionSnapshot snapshot(int number) throws Exception {
		CipherSuite suite = CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256;
		byte[] block = new byte[TrafficKeys.keyBlockSize(suite.aead())];
		RecordLayer records = new RecordLayer(RecordProtection.of(TrafficKeys.ofKeyBlock(suite.aead(), block, true)),
				new ConnectionIds(ByteBuffer.allocate(8).putInt(4, number).array(), new byte[0]), RecordFormat.DTLS_1_2,
				1, new ReplayWindow(0, 1));
		byte[] address = ByteBuffer.allocate(4).putInt(0x0a000000 + number).array();
		return new SessionSnapshot(number, records.state(),
				new NegotiatedParameters("DTLSv1.2", suite, null, true, false, null, null, false),
				PeerIdentity.ofPsk("sensor-" + number), new byte[32],
				new InetSocketAddress(InetAddress.getByAddress(address), 4000), System.currentTimeMillis(),
				System.currentTimeMillis(), new SessionTraffic(0, 0, 0, 0));
	}

	@Test
	void tenThousandSessionsAreSavedAndRestoredWithinSeconds(@TempDir Path folder) throws Exception {
		SnapshotSettings settings = SnapshotSettings.of(new FileSnapshotStore(folder), Secrets.of(new byte[16], null));
		List<SessionSnapshot> snapshots = new ArrayList<>();
		for (int i = 0; i < SESSIONS; i++) {
			snapshots.add(snapshot(i));
		}
		new SnapshotVault(settings, "test").save(snapshots);
		FaultyNetwork network = new FaultyNetwork();
		DtlsServer server = DtlsServer.builder()
			.credentials(Credentials.ofPsk((identity) -> ServerFixture.PSK))
			.handler((session, message) -> {
			})
			.snapshots(settings)
			.transports((configuration) -> network.bind(SERVER))
			.build();
		long start = System.nanoTime();
		server.start();
		long restored = System.nanoTime();
		Assertions.assertThat(server.sessionCount()).isEqualTo(SESSIONS);
		server.close();
		long saved = System.nanoTime();
		logger.info("{} sessions: restored in {} ms, saved in {} ms, {} bytes each", SESSIONS,
				(restored - start) / 1_000_000, (saved - restored) / 1_000_000,
				Files.size(folder.resolve("sessions")) / SESSIONS);
		Assertions.assertThat(saved - start).isLessThan(60_000_000_000L);
	}

}
