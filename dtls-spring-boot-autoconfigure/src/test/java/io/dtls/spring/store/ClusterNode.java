package io.dtls.spring.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.dtls.credentials.Credentials;
import io.dtls.endpoint.DtlsServer;
import io.dtls.settings.HandshakeSettings;
import io.dtls.settings.ResumptionSettings;
import io.dtls.settings.SnapshotSettings;
import io.dtls.store.Secrets;
import io.dtls.store.StoreCipher;
import io.dtls.testing.PeerProcess;

/**
 * A node that echoes, in this process or in one of its own that can be killed.
 */
public final class ClusterNode {

	private static final Logger logger = LoggerFactory.getLogger(ClusterNode.class);

	static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	static final String PSK_HEX = "30313233343536373839616263646566";

	private static final Secrets SECRETS = Secrets
		.of("the secret of this test cluster".getBytes(StandardCharsets.US_ASCII), null);

	private static final String READY = "The node is ready";

	private ClusterNode() {
	}

	static DtlsServer create(int port, LettuceConnectionFactory redis) {
		StoreCipher cipher = new StoreCipher(SECRETS, "resumption");
		return DtlsServer.builder()
			.name("node-" + port)
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
			.credentials(Credentials.ofPsk((identity) -> PSK))
			.handshakes(HandshakeSettings.defaults().withSourceLimits(1000, 1000, 10_000))
			.secrets(SECRETS)
			.resumption(ResumptionSettings.defaults()
				.withStoreTimeout(Duration.ofSeconds(2))
				.withStore(new RedisResumptionStore(redis, "test:resumption:", cipher, Duration.ofHours(1), false)))
			.snapshots(SnapshotSettings.of(new RedisSnapshotStore(redis, "test:"), SECRETS))
			.handler((session, message) -> session.send(message))
			.build();
	}

	static LettuceConnectionFactory redis(int port) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", port),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(1))
					.shutdownTimeout(Duration.ZERO)
					.build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	/** Starts a node in a process of its own. */
	static PeerProcess startProcess(int port, int redisPort) throws IOException {
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ClusterNode.class.getName(), String.valueOf(port),
				String.valueOf(redisPort));
		return PeerProcess.start(command).expect(READY);
	}

	public static void main(String[] arguments) throws Exception {
		create(Integer.parseInt(arguments[0]), redis(Integer.parseInt(arguments[1]))).start();
		// The process that started this one waits for it.
		logger.warn(READY);
		while (System.in.read() >= 0) {
			// Lives as long as that process.
		}
		System.exit(0);
	}

}
