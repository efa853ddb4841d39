package io.dtls.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * The programs of this module; the first argument names one.
 */
public final class Main {

	private static final String USAGE = """
			serve <udp|dtls|spring|scandium|jsse> [--port N] ...   an echo server; prints its port and pid
			load --port N [--sessions S] [--window W] [--size B] [--seconds T] ...   echo, or --handshakes full|resumed
			compare [--rounds 3] ...   all servers in turn; table and JSON
			throughput [--chunks N] [--size B] [--listen PORT | --host H --port N] ...   TCP, UDP, TLS and DTLS side by side
			jmh [arguments of JMH]   record protection, look-up, cookie
			""";

	private Main() {
	}

	public static void main(String[] args) throws Exception {
		PrintStream out = System.out;
		if (args.length == 0) {
			out.print(USAGE);
			return;
		}
		List<String> rest = Arrays.asList(args).subList(1, args.length);
		switch (args[0]) {
			case "serve" -> Serve.run(rest.get(0), new Options(rest.subList(1, rest.size())), out);
			case "load" -> Load.run(new Options(rest), out);
			case "compare" -> Compare.run(new Options(rest), out);
			case "throughput" -> Throughput.run(new Options(rest), out);
			case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
			default -> out.print(USAGE);
		}
		out.flush();
	}

}
