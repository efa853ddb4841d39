package io.dtls.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

import io.dtls.benchmarks.Transfer.Transport;

/**
 * Sends many messages over TCP, UDP, TLS and DTLS, in both directions, and tells how fast
 * they arrived and how many did not: with a server process of its own here, or with one
 * on another machine.
 */
final class Throughput {

	private final InetAddress host;

	private final Control server;

	private final PrintStream progress;

	private final List<Result> results = new ArrayList<>();

	private Throughput(InetAddress host, Control server, PrintStream progress) {
		this.host = host;
		this.server = server;
		this.progress = progress;
	}

	static void run(Options options, PrintStream out)
			throws IOException, GeneralSecurityException, InterruptedException {
		if (options.number("listen", -1) >= 0) {
			serve(options, out);
			return;
		}
		String host = options.text("host", "");
		int port = options.number("port", 0);
		if (!host.isEmpty()) {
			drive(new InetSocketAddress(InetAddress.getByName(host), port), options, out);
			return;
		}
		try (JavaProcess local = JavaProcess.start(0, List.of(),
				List.of("throughput", "--listen", "0", "--until-input-ends", "true"))) {
			int there = (int) Result.parse(local.readLine()).number("port");
			drive(new InetSocketAddress(InetAddress.getLoopbackAddress(), there), options, out);
		}
	}

	private static void serve(Options options, PrintStream out)
			throws IOException, GeneralSecurityException, InterruptedException {
		String address = options.text("address", InetAddress.getLoopbackAddress().getHostAddress());
		InetSocketAddress local = new InetSocketAddress(address, options.number("listen", 0));
		int dataPort = options.number("data-port", 0);
		boolean untilInputEnds = options.yes("until-input-ends", false);
		options.requireAllKnown();
		try (ThroughputServer server = new ThroughputServer(local, dataPort)) {
			server.start();
			out.println(new Result().put("throughput", address).put("port", server.port()).toJson());
			out.flush();
			if (!untilInputEnds) {
				new CountDownLatch(1).await();
			}
			while (System.in.read() >= 0) {
				// Input is only a sign of life.
			}
		}
	}

	/** Runs all transfers with a server and reports them. */
	static void drive(InetSocketAddress address, Options options, PrintStream out)
			throws IOException, GeneralSecurityException, InterruptedException {
		List<Transfer> transfers = transfers(options);
		int rounds = options.number("rounds", 1);
		int warmup = options.number("warmup", 20_000);
		String json = options.text("json", "");
		options.requireAllKnown();
		try (Socket socket = new Socket(address.getAddress(), address.getPort());
				Control server = new Control(socket)) {
			Throughput test = new Throughput(address.getAddress(), server, System.err);
			for (int round = 1; round <= rounds; round++) {
				for (Transfer transfer : transfers) {
					if (warmup > 0 && round == 1) {
						test.transfer(transfer.withChunks(warmup), Progress.unseen());
					}
					test.measure(transfer, round);
				}
			}
			out.print(table(test.results));
			if (!json.isEmpty()) {
				Files.writeString(Path.of(json),
						test.results.stream().map(Result::toJson).collect(Collectors.joining(",\n", "[\n", "\n]\n")));
			}
		}
	}

	private static List<Transfer> transfers(Options options) {
		int chunks = options.number("chunks", 150_000);
		int size = options.number("size", 1200);
		double rate = options.decimal("rate", 0);
		String suite = options.text("suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
		List<String> directions = List.of(options.text("directions", "up,down").split(","));
		if (size < Transfer.MIN_SIZE || chunks < 1 || !List.of("up", "down").containsAll(directions)) {
			throw new IllegalArgumentException("There have to be chunks, of at least " + Transfer.MIN_SIZE
					+ " bytes, and directions are up and down");
		}
		return Arrays.stream(options.text("transports", "tcp,udp,tls,dtls").split(","))
			.map((name) -> Transport.valueOf(name.toUpperCase(Locale.ROOT)))
			.flatMap((transport) -> directions.stream()
				.map((direction) -> new Transfer(transport, direction.equals("up"), chunks, size, rate, suite)))
			.toList();
	}

	private void measure(Transfer transfer, int round)
			throws IOException, GeneralSecurityException, InterruptedException {
		Result result = transfer(transfer, new Progress(this.progress, transfer.label(), transfer.chunks()));
		this.progress.printf(Locale.ROOT, " %.1f MiB/s, %.0f drops%n", result.number("mebibytesPerSecond"),
				result.number("drops"));
		this.results.add(result.put("round", round).put("java", Runtime.version().toString()));
	}

	private Result transfer(Transfer transfer, Progress seen)
			throws IOException, GeneralSecurityException, InterruptedException {
		Arrivals arrivals = new Arrivals(transfer, transfer.up() ? Progress.unseen() : seen);
		this.server.tell(transfer.toRequest());
		Result there = this.server.hear();
		InetSocketAddress address = new InetSocketAddress(this.host, (int) there.number("port"));
		try (Link link = connect(address, certificate(there), transfer, arrivals)) {
			// Ready.
			this.server.hear();
			if (transfer.up()) {
				link.sendAll(transfer, seen);
				this.server.tell(new Result().put("sent", transfer.chunks()));
				return this.server.hear();
			}
			// Sent.
			this.server.hear();
			Result result = arrivals.await();
			this.server.tell(new Result().put("received", result.number("received")));
			return result;
		}
	}

	private static X509Certificate certificate(Result there) throws GeneralSecurityException {
		byte[] encoded = HexFormat.of().parseHex(there.text("certificate"));
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(encoded));
	}

	private static Link connect(InetSocketAddress server, X509Certificate certificate, Transfer transfer,
			Arrivals arrivals) throws IOException, GeneralSecurityException {
		X509TrustManager trust = BenchmarkIdentity.trusting(certificate);
		return switch (transfer.transport()) {
			case TCP -> StreamLink.connect(SocketFactory.getDefault(), server, transfer, arrivals);
			case UDP -> UdpLink.connect(server, transfer, arrivals);
			case TLS -> {
				SSLContext context = SSLContext.getInstance("TLS");
				context.init(null, new X509TrustManager[] { trust }, null);
				yield StreamLink.connect(context.getSocketFactory(), server, transfer, arrivals);
			}
			case DTLS -> DtlsLink.connect(trust, server, transfer, arrivals);
		};
	}

	/** Every run, in Markdown. */
	private static String table(List<Result> results) {
		StringBuilder table = new StringBuilder("| transport | direction | seconds | MiB/s | messages | drops |\n")
			.append("|---|---|---|---|---|---|\n");
		for (Result result : results) {
			table.append(String.format(Locale.ROOT, "| %s | %s | %.3f | %.1f | %.0f | %.0f |%n",
					result.text("transport"), result.text("direction"), result.number("seconds"),
					result.number("mebibytesPerSecond"), result.number("received"), result.number("drops")));
		}
		return table.toString();
	}

}
