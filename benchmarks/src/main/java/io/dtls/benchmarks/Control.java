package io.dtls.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What the two sides of a throughput test tell each other: JSON lines over TCP.
 */
final class Control implements AutoCloseable {

	private final Socket socket;

	private final BufferedReader in;

	private final PrintStream out;

	Control(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		this.socket = socket;
		this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
		this.out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	void tell(Result message) {
		this.out.println(message.toJson());
	}

	/** The next message. */
	Result hear() throws IOException {
		String line = this.in.readLine();
		if (line == null) {
			throw new IOException("The other side has left");
		}
		Result message = Result.parse(line);
		if (message.has("error")) {
			throw new IOException("The other side says: " + message.text("error"));
		}
		return message;
	}

	/** Whether the other side has anything more to say. */
	boolean hasNext() throws IOException {
		this.in.mark(1);
		boolean more = this.in.read() >= 0;
		if (more) {
			this.in.reset();
		}
		return more;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
