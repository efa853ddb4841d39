package io.dtls.benchmarks.jmh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finds what belongs to an address, as the session table does it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LookUpBenchmark {

	private static final int FIRST_PORT = 20_000;

	@Param({ "1", "1000", "10000" })
	private int sessions = 1;

	private final Map<InetSocketAddress, Object> table = new HashMap<>();

	private InetSocketAddress[] addresses = new InetSocketAddress[0];

	private int next;

	@Setup
	public void fill() {
		this.addresses = new InetSocketAddress[this.sessions];
		for (int i = 0; i < this.sessions; i++) {
			this.table.put(new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_PORT + i), new Object());
			this.addresses[i] = new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_PORT + i);
		}
	}

	@Benchmark
	public @Nullable Object byAddress() {
		this.next = (this.next + 1) % this.sessions;
		return this.table.get(this.addresses[this.next]);
	}

}
