package io.dtls.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;

/**
 * A program that nobody here wrote, run as a subprocess: its input is written, its output
 * is waited for.
 */
public final class PeerProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final Process process;

	private final StringBuilder output = new StringBuilder();

	private final Thread reader;

	private PeerProcess(Process process) {
		this.process = process;
		this.reader = new Thread(this::read, "peer-output");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Skips the test where a program is not installed; fails it where the environment
	 * says that all are ({@code DTLS_REQUIRE_PEERS=true}).
	 */
	public static void require(String program) {
		boolean installed = Files.isExecutable(Path.of(program)) || Arrays.stream(System.getenv("PATH").split(":"))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
		if (Boolean.parseBoolean(System.getenv("DTLS_REQUIRE_PEERS"))) {
			Assertions.assertThat(installed).as(program + " is installed").isTrue();
		}
		Assumptions.assumeThat(installed).as(program + " is installed").isTrue();
	}

	public static PeerProcess start(String... command) throws IOException {
		return start(List.of(command));
	}

	public static PeerProcess start(List<String> command) throws IOException {
		require(command.get(0));
		return new PeerProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	private void read() {
		byte[] buffer = new byte[4096];
		try (InputStream in = this.process.getInputStream()) {
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				synchronized (this.output) {
					this.output.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
					this.output.notifyAll();
				}
			}
		}
		catch (IOException ex) {
			// The process has ended.
		}
		synchronized (this.output) {
			this.output.notifyAll();
		}
	}

	public PeerProcess sendLine(String line) throws IOException {
		OutputStream in = this.process.getOutputStream();
		in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		in.flush();
		return this;
	}

	/** Waits for a text, and fails with all the output if it does not come. */
	public PeerProcess expect(String text) {
		if (!await(text, PATIENCE)) {
			Assertions.fail("'" + text + "' is not in the output:\n" + output());
		}
		return this;
	}

	public boolean await(String text, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		synchronized (this.output) {
			while (this.output.indexOf(text) < 0) {
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
				if (left <= 0 || (!this.process.isAlive() && !this.reader.isAlive())) {
					return this.output.indexOf(text) >= 0;
				}
				try {
					this.output.wait(Math.min(left, 100));
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
			return true;
		}
	}

	public String output() {
		synchronized (this.output) {
			return this.output.toString();
		}
	}

	/** Closes the input and waits for the end. */
	public int awaitExit() throws IOException, InterruptedException {
		this.process.getOutputStream().close();
		if (!this.process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
			Assertions.fail("The program did not end:\n" + output());
		}
		this.reader.join(PATIENCE.toMillis());
		return this.process.exitValue();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
