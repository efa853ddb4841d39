package io.dtls.spring.store;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.dtls.EndpointStatistics;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.PeerProcess;

/**
 * Two nodes that echo, behind nginx and with one Redis: each of these a process of its
 * own, and the first node too where it has to be killed.
 */
final class Cluster implements AutoCloseable {

	static final Path RECIPES = Path.of("..", "deploy", "nginx");

	/** Null where the node is another process. */
	final DtlsServer[] nodes = new DtlsServer[2];

	final int[] nodePorts = { freePort(), freePort() };

	final int balancerPort = freePort();

	private final int redisPort = freePort();

	private final Path folder;

	private final List<LettuceConnectionFactory> connections = new ArrayList<>();

	private PeerProcess firstNode;

	private PeerProcess redis;

	private PeerProcess nginx;

	Cluster(Path folder) throws IOException {
		this.folder = folder;
	}

	// Not one that the system gives to others while a node is away.
	private static int freePort() throws IOException {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
			try (DatagramSocket udp = new DatagramSocket(null); ServerSocket tcp = new ServerSocket()) {
				udp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				return port;
			}
			catch (BindException ex) {
				// The next one.
			}
		}
	}

	/**
	 * Starts everything.
	 * @param recipe a configuration of nginx that this project recommends
	 */
	Cluster start(String recipe) throws IOException {
		startRedis();
		startNode(0);
		startNode(1);
		startNginx(recipe);
		return this;
	}

	Cluster startWithAProcess(String recipe) throws IOException {
		startRedis();
		this.firstNode = ClusterNode.startProcess(this.nodePorts[0], this.redisPort);
		startNode(1);
		startNginx(recipe);
		return this;
	}

	void startRedis() throws IOException {
		this.redis = PeerProcess.start("redis-server", "--port", "" + this.redisPort, "--bind", "127.0.0.1", "--save",
				"", "--appendonly", "no", "--dir", this.folder.toString());
		this.redis.expect("Ready to accept connections");
	}

	void stopRedis() {
		this.redis.close();
	}

	private void startNginx(String recipe) throws IOException {
		String configuration = Files.readString(RECIPES.resolve(recipe))
			.replace("10.0.0.1:5684", "127.0.0.1:" + this.nodePorts[0])
			.replace("10.0.0.2:5684", "127.0.0.1:" + this.nodePorts[1])
			.replace("listen 5684", "listen 127.0.0.1:" + this.balancerPort);
		Path file = Files.writeString(this.folder.resolve(recipe), configuration);
		this.nginx = PeerProcess.start("nginx", "-e", "stderr", "-p", this.folder.toString(), "-c", file.toString(),
				"-g", "daemon off; master_process off; pid " + this.folder.resolve("nginx.pid")
						+ "; error_log stderr notice;");
		this.nginx.expect("getrlimit");
	}

	private void startNode(int number) throws IOException {
		LettuceConnectionFactory connection = ClusterNode.redis(this.redisPort);
		this.connections.add(connection);
		this.nodes[number] = ClusterNode.create(this.nodePorts[number], connection);
		this.nodes[number].start();
	}

	/** Gives the first node no time to say anything. */
	void killFirstNode() {
		this.firstNode.close();
	}

	/** How many entries Redis has. */
	long entries() {
		try (RedisConnection redis = this.connections.get(0).getConnection()) {
			Long entries = redis.serverCommands().dbSize();
			return (entries != null) ? entries : 0;
		}
	}

	int sessions() {
		return Arrays.stream(this.nodes).mapToInt(DtlsServer::sessionCount).sum();
	}

	/** Adds up what the nodes in this process have counted. */
	long sum(ToLongFunction<EndpointStatistics> count) {
		return Arrays.stream(this.nodes).mapToLong((node) -> count.applyAsLong(node.statistics())).sum();
	}

	@Override
	public void close() {
		for (DtlsServer node : this.nodes) {
			if (node != null) {
				node.stop(Duration.ofMillis(100));
			}
		}
		this.connections.forEach(LettuceConnectionFactory::destroy);
		for (PeerProcess process : new PeerProcess[] { this.firstNode, this.nginx, this.redis }) {
			if (process != null) {
				process.close();
			}
		}
	}

}
