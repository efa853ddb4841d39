package io.dtls.spring.store;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.dtls.Credentials;
import io.dtls.HandshakeSettings;
import io.dtls.ResumptionSettings;
import io.dtls.Secrets;
import io.dtls.SnapshotSettings;
import io.dtls.StoreCipher;
import io.dtls.endpoint.DtlsServer;
import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.testing.PeerProcess;

/**
 * Two nodes that echo, behind nginx and with one Redis, each a process of its own.
 */
final class Cluster implements AutoCloseable {

	static final byte[] PSK = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final Secrets SECRETS = Secrets.of("the secret of this test cluster".getBytes(StandardCharsets.US_ASCII), null);

	final DtlsServer[] nodes = new DtlsServer[2];

	final int balancerPort = freePort();

	private final int redisPort = freePort();

	private final int[] nodePorts = { freePort(), freePort() };

	private final Path folder;

	private final List<LettuceConnectionFactory> connections = new ArrayList<>();

	private boolean snapshots = true;

	private PeerProcess redis;

	private PeerProcess nginx;

	Cluster(Path folder) throws IOException {
		this.folder = folder;
	}

	private static int freePort() throws IOException {
		try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
			return socket.getLocalPort();
		}
	}

	/** A node that stops takes its sessions with it, as if it were killed. */
	Cluster withoutSnapshots() {
		this.snapshots = false;
		return this;
	}

	void start() throws IOException {
		startRedis();
		startNode(0);
		startNode(1);
		startNginx();
	}

	void startRedis() throws IOException {
		this.redis = PeerProcess.start("redis-server", "--port", "" + this.redisPort, "--bind", "127.0.0.1", "--save",
				"", "--appendonly", "no", "--dir", this.folder.toString());
		this.redis.expect("Ready to accept connections");
	}

	void stopRedis() {
		this.redis.close();
	}

	private void startNginx() throws IOException {
		Path configuration = Files.writeString(this.folder.resolve("nginx.conf"), """
				load_module /usr/lib/nginx/modules/ngx_stream_module.so;
				daemon off;
				master_process off;
				pid %s/nginx.pid;
				error_log stderr notice;
				events { worker_connections 4096; }
				stream {
					upstream nodes {
						hash $remote_addr consistent;
						server 127.0.0.1:%d max_fails=1 fail_timeout=1s;
						server 127.0.0.1:%d max_fails=1 fail_timeout=1s;
					}
					server {
						listen 127.0.0.1:%d udp;
						proxy_pass nodes;
						proxy_timeout 60s;
					}
				}
				""".formatted(this.folder, this.nodePorts[0], this.nodePorts[1], this.balancerPort));
		this.nginx = PeerProcess.start("nginx", "-e", "stderr", "-p", this.folder.toString(), "-c",
				configuration.toString());
		this.nginx.expect("getrlimit");
	}

	void startNode(int number) throws IOException {
		StoreCipher cipher = new StoreCipher(SECRETS, "resumption");
		RedisConnectionFactory factory = redisConnections();
		DtlsServerBuilder builder = DtlsServer.builder()
			.name("node-" + number)
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.nodePorts[number]))
			.credentials(Credentials.ofPsk((identity) -> PSK))
			.handshakes(HandshakeSettings.defaults().withSourceLimits(1000, 1000, 10_000))
			.secrets(SECRETS)
			.resumption(ResumptionSettings.defaults()
				.withStore(new RedisResumptionStore(factory, "test:resumption:", cipher, Duration.ofHours(1), false)))
			.handler((session, message) -> session.send(message));
		if (this.snapshots) {
			builder.snapshots(SnapshotSettings.of(new RedisSnapshotStore(factory, "test:"), SECRETS));
		}
		DtlsServer server = builder.build();
		server.start();
		this.nodes[number] = server;
	}

	RedisConnectionFactory redisConnections() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", this.redisPort),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofMillis(500))
					.shutdownTimeout(Duration.ZERO)
					.build());
		factory.afterPropertiesSet();
		factory.start();
		this.connections.add(factory);
		return factory;
	}

	int sessions() {
		return this.nodes[0].sessionCount() + this.nodes[1].sessionCount();
	}

	long handshakes() {
		return this.nodes[0].statistics().handshakesStarted() + this.nodes[1].statistics().handshakesStarted();
	}

	@Override
	public void close() {
		for (DtlsServer node : this.nodes) {
			if (node != null) {
				node.stop(Duration.ofMillis(100));
			}
		}
		this.connections.forEach(LettuceConnectionFactory::destroy);
		if (this.nginx != null) {
			this.nginx.close();
		}
		if (this.redis != null) {
			this.redis.close();
		}
	}

}
