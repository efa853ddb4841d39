package io.dtls.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.dtls.DtlsSession;
import io.dtls.endpoint.SnapshotFixture;
import io.dtls.settings.SessionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.testing.TestDtlsClient;

/**
 * Sessions that go on after a restart with a file.
 */
class FileSnapshotStoreTests extends SnapshotFixture {

	@Test
	void aRestartWithAFileKeepsAllSessionsAlsoThoseWithoutConnectionIds(@TempDir Path folder) throws Exception {
		SnapshotStore file = new FileSnapshotStore(folder.resolve("sessions"));
		this.a.start(file);
		TestDtlsClient withId = client((byte) 1);
		DtlsSession before = this.a.connect(withId, this.abroad);
		TestDtlsClient plain = client();
		plain.connectionId = null;
		this.a.connect(plain, this.home);
		for (int restart = 0; restart < 3; restart++) {
			this.a.close();
			this.a.start(file);
			Assertions.assertThat(this.a.server.sessionCount()).isEqualTo(2);
			this.a.server.session(before.id()).orElseThrow().send("hello".getBytes(StandardCharsets.UTF_8));
			Assertions.assertThat(receive(withId, this.abroad)).isEqualTo("hello");
			echo(plain, this.home, this.a, "plain " + restart);
			echo(withId, this.abroad, this.a, "with id " + restart);
		}
		Assertions.assertThat(this.a.server.statistics().handshakesStarted()).isZero();
		Assertions.assertThat(Files.exists(folder.resolve("sessions/sessions"))).isFalse();
	}

	@Test
	void aFileUnderAnotherSecretStopsNoStart(@TempDir Path folder) throws Exception {
		SnapshotStore file = new FileSnapshotStore(folder);
		this.a.start(file);
		this.a.connect(client((byte) 1), this.home);
		this.a.close();
		this.a.start(
				SnapshotSettings.of(file,
						Secrets.of("another cluster's secret".getBytes(StandardCharsets.US_ASCII), null)),
				SessionSettings.defaults());
		Assertions.assertThat(this.a.server.sessionCount()).isZero();
		this.a.connect(client((byte) 2), this.abroad);
	}

}
