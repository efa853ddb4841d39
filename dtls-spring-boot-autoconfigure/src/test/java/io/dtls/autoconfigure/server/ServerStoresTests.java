package io.dtls.autoconfigure.server;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.dtls.autoconfigure.DtlsStoresAutoConfiguration;
import io.dtls.autoconfigure.TestContexts;
import io.dtls.endpoint.DtlsServer;

class ServerStoresTests {

	private final ApplicationContextRunner runner = TestContexts.server()
		.withConfiguration(AutoConfigurations.of(DtlsStoresAutoConfiguration.class));

	private void failsNaming(String property, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> Assertions.assertThat(context.getStartupFailure()).hasStackTraceContaining(property));
	}

	@Test
	void aFileStoreNeedsAFolderAndASecret(@TempDir Path folder) {
		failsNaming("dtls.server.snapshot.location", "dtls.server.snapshot.store=file");
		failsNaming("dtls.secrets.current", "dtls.server.snapshot.store=file",
				"dtls.server.snapshot.location=" + folder);
		this.runner
			.withPropertyValues("dtls.server.snapshot.store=file", "dtls.server.snapshot.location=" + folder,
					"dtls.secrets.current=0123456789abcdef")
			.run((context) -> Assertions.assertThat(context.getBean(DtlsServer.class).isRunning()).isTrue());
	}

	@Test
	void redisNeedsAConnection() {
		failsNaming("dtls.server.snapshot.store is redis", "dtls.server.snapshot.store=redis",
				"dtls.secrets.current=0123456789abcdef");
	}

	@Test
	void aShortSecretAnUnknownCacheAndAVoidTimeoutFailTheStart() {
		failsNaming("dtls.secrets.current", "dtls.secrets.current=short");
		failsNaming("dtls.server.resumption.store is sessions", "dtls.server.resumption.store=sessions",
				"dtls.secrets.current=0123456789abcdef");
		failsNaming("dtls.server.resumption.timeout", "dtls.server.resumption.timeout=0s");
	}

	@Test
	void limitsOfStoresThatLeaveNothingFailTheStart(@TempDir Path folder) {
		failsNaming("dtls.server.resumption.max-entries is 0", "dtls.server.resumption.max-entries=0");
		failsNaming("dtls.server.resumption.store-timeout is PT0S", "dtls.server.resumption.store-timeout=0s");
		String[] stored = { "dtls.server.snapshot.store=file", "dtls.server.snapshot.location=" + folder,
				"dtls.secrets.current=0123456789abcdef" };
		for (String wrong : List.of("keep=0s", "lookups-per-second=0")) {
			String[] properties = Arrays.copyOf(stored, stored.length + 1);
			properties[stored.length] = "dtls.server.snapshot." + wrong;
			failsNaming("dtls.server.snapshot." + wrong.substring(0, wrong.indexOf('=')) + " is ", properties);
		}
	}

	@Test
	void resumptionCanBeSwitchedOff() {
		this.runner.withPropertyValues("dtls.server.resumption.enabled=false")
			.run((context) -> Assertions.assertThat(context.getBean(DtlsServer.class).isRunning()).isTrue());
	}

}
