package io.dtls.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.CountDownLatch;

import io.dtls.internal.crypto.EllipticCurves;
import io.dtls.internal.transport.BatchedSockets;

/**
 * Runs one echo server in this process until it is killed, or until its standard input
 * ends if that is asked for.
 */
final class Serve {

	private Serve() {
	}

	static void run(String kind, Options options, PrintStream out)
			throws IOException, GeneralSecurityException, InterruptedException {
		int port = options.number("port", 0);
		boolean untilInputEnds = options.yes("until-input-ends", false);
		try (EchoServer server = start(kind, port, options)) {
			options.requireAllKnown();
			out.println(new Result().put("server", kind)
				.put("port", server.port())
				.put("pid", ProcessHandle.current().pid())
				.put("curves", EllipticCurves.inUse())
				.put("batched", Boolean.toString(BatchedSockets.available()))
				.put("java", Runtime.version().toString())
				.toJson());
			out.flush();
			if (!untilInputEnds) {
				new CountDownLatch(1).await();
			}
			while (System.in.read() >= 0) {
				// Input is only a sign of life.
			}
		}
	}

	private static EchoServer start(String kind, int port, Options options)
			throws IOException, GeneralSecurityException {
		return switch (kind) {
			case "udp" -> {
				UdpEchoServer server = new UdpEchoServer(port);
				server.start();
				yield server;
			}
			case "dtls" -> DtlsEchoServer.start(port, options);
			case "spring" -> SpringEchoServer.start(port, options);
			case "scandium" -> ScandiumEchoServer.start(port, options);
			case "jsse" -> JsseEchoServer.start(port);
			default -> throw new IllegalArgumentException("There is no server " + kind);
		};
	}

}
