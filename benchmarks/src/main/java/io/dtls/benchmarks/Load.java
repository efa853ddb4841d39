package io.dtls.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Loads a server and reports what came of it, as one JSON object.
 */
final class Load {

	private static final double NANOS = 1e9;

	private Load() {
	}

	static void run(Options options, PrintStream out) throws IOException, InterruptedException {
		ClientSettings settings = ClientSettings.of(options);
		int pid = options.number("pid", 0);
		ServerProbe probe = (pid > 0) ? new ServerProbe(pid) : null;
		String handshakes = options.text("handshakes", "none");
		Result result = handshakes.equals("none") ? echo(options, settings, probe)
				: handshakes(options, settings, handshakes.equals("resumed"), probe);
		out.println(result.toJson());
	}

	private static Result echo(Options options, ClientSettings settings, @Nullable ServerProbe probe)
			throws IOException, InterruptedException {
		int count = options.number("sessions", 100);
		int size = options.number("size", 64);
		int window = options.number("window", 64);
		boolean plain = options.text("protocol", "dtls").equals("udp");
		boolean heap = options.yes("heap", false);
		int parallel = options.number("connect-threads", 16);
		long warmup = (long) (options.decimal("warmup", 2) * NANOS);
		int warmupCount = options.number("warmup-count", 0);
		long nanos = (long) (options.decimal("seconds", 3) * NANOS);
		double idle = options.decimal("idle", 65);
		options.requireAllKnown();
		if (size < EchoLoad.MIN_SIZE) {
			throw new IllegalArgumentException("size must be at least " + EchoLoad.MIN_SIZE);
		}
		Result result = describe(settings, plain, count).put("size", size).put("window", window);
		long heapBefore = (heap && probe != null) ? probe.liveHeapBytes() : 0;
		long start = System.nanoTime();
		List<LoadSession> sessions = LoadSessions.connect(settings, plain, count, parallel);
		result.put("connectSeconds", (System.nanoTime() - start) / NANOS);
		EchoLoad load = new EchoLoad(sessions, window, size);
		load.run(warmup, warmupCount);
		measure(result, load, settings.server().getPort(), probe, nanos);
		if (heap && probe != null) {
			TimeUnit.MILLISECONDS.sleep((long) (idle * 1000));
			result.put("heapPerSession", (probe.liveHeapBytes() - heapBefore) / (double) count);
		}
		for (LoadSession session : sessions) {
			session.close();
		}
		return result;
	}

	private static void measure(Result result, EchoLoad load, int port, @Nullable ServerProbe probe, long nanos)
			throws IOException {
		SocketOverflow overflow = new SocketOverflow(port);
		long overflowBefore = overflow.dropped();
		ServerProbe.CpuTime before = (probe != null) ? probe.cpuTime() : null;
		load.run(nanos, 0);
		ServerProbe.CpuTime after = (probe != null) ? probe.cpuTime() : null;
		report(result, load, nanos / NANOS);
		result.put("overflowed", overflow.dropped() - overflowBefore);
		if (before != null && after != null) {
			double cpu = cost(result, after.since(before), nanos / NANOS);
			result.put("serverCpuMicros", cpu * 1e6 / Math.max(1, load.echoes()));
		}
	}

	private static Result describe(ClientSettings settings, boolean plain, int count) {
		return new Result().put("mode", plain ? "udp" : "dtls")
			.put("suite", plain ? "none" : settings.suite().name())
			.put("sessions", count);
	}

	private static void report(Result result, EchoLoad load, double seconds) {
		result.put("echoesPerSecond", load.echoes() / seconds)
			.put("echoes", load.echoes())
			.put("lost", load.lost())
			.put("late", load.late())
			.put("wrong", load.wrong())
			.put("p50us", load.latency().micros(0.5))
			.put("p99us", load.latency().micros(0.99))
			.put("p999us", load.latency().micros(0.999));
	}

	private static Result handshakes(Options options, ClientSettings settings, boolean resume,
			@Nullable ServerProbe probe) throws IOException, InterruptedException {
		int parallel = options.number("connect-threads", 8);
		double warmup = options.decimal("warmup", 3);
		int warmupCount = options.number("warmup-count", 0);
		double seconds = options.decimal("seconds", 4);
		int storm = options.number("storm", 0);
		options.requireAllKnown();
		HandshakeLoad load = new HandshakeLoad(settings, resume);
		if (storm > 0) {
			long begun = System.nanoTime();
			load.storm(storm);
			return load.report(new Result().put("mode", "storm").put("suite", settings.suite().name()))
				.put("elapsedSeconds", (System.nanoTime() - begun) / NANOS);
		}
		ExecutorService threads = load.start(parallel);
		load.await((long) (warmup * 1000), warmupCount);
		ServerProbe.CpuTime before = (probe != null) ? probe.cpuTime() : null;
		load.reset();
		long start = System.nanoTime();
		load.await((long) (seconds * 1000), 1);
		Result result = load
			.report(new Result().put("mode", resume ? "resumed" : "full").put("suite", settings.suite().name()));
		double elapsed = (System.nanoTime() - start) / NANOS;
		ServerProbe.CpuTime after = (probe != null) ? probe.cpuTime() : null;
		load.stop(threads);
		result.put("handshakesPerSecond", result.number("handshakes") / elapsed);
		if (before != null && after != null) {
			double cpu = cost(result, after.since(before), elapsed);
			result.put("handshakesPerCpuSecond", result.number("handshakes") / Math.max(0.01, cpu));
		}
		return result;
	}

	// What the JIT compilers do belongs to the start of a server, however long it takes.
	private static double cost(Result result, ServerProbe.CpuTime cpu, double elapsed) {
		result.put("serverCpuShare", cpu.all() / elapsed).put("serverJitShare", cpu.compilers() / elapsed);
		return cpu.withoutCompilers();
	}

}
