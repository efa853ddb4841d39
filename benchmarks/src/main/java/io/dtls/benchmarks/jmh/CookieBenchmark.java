package io.dtls.benchmarks.jmh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.dtls.internal.handshake.cookie.CookieExchange;

/**
 * What a ClientHello without a cookie costs, as a flood consists of.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CookieBenchmark {

	// Record header, handshake header, version, random, no session id, no cookie, one
	// suite, null compression.
	private static final byte[] HELLO = HexFormat.of()
		.parseHex("16fefd00000000000000000036" + "0100002a000000000000002a" + "fefd" + "00".repeat(32) + "00" + "00"
				+ "0002c02b" + "0100");

	private final CookieExchange cookies = new CookieExchange(new SecureRandom(), Duration.ofMinutes(5), 0);

	private final InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

	@Benchmark
	public CookieExchange.Answer helloWithoutCookie() {
		return this.cookies.examine(HELLO, 0, HELLO.length, this.peer, 0);
	}

}
