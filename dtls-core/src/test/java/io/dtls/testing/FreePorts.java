package io.dtls.testing;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;

/**
 * UDP ports of the loopback address for tests that have to name one before it is bound.
 */
public final class FreePorts {

	private static final int ATTEMPTS = 10;

	private FreePorts() {
	}

	/**
	 * Runs a scenario with a port that was free a moment ago, and again with another one
	 * where somebody else took it first.
	 */
	public static void with(Scenario scenario) throws Exception {
		for (int attempt = 1;; attempt++) {
			try {
				scenario.run(any());
				return;
			}
			catch (BindException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static int any() throws Exception {
		try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			return free.getLocalPort();
		}
	}

	/** Binds the port. */
	@FunctionalInterface
	public interface Scenario {

		void run(int port) throws Exception;

	}

}
