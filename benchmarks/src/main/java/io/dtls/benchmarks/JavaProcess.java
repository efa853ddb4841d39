package io.dtls.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of this module in a JVM of its own, on one core where it can be pinned.
 */
final class JavaProcess implements AutoCloseable {

	private static final Path TASKSET = Path.of("/usr/bin/taskset");

	private static final int PATIENCE_SECONDS = 10;

	private final Process process;

	private final BufferedReader output;

	private JavaProcess(Process process) {
		this.process = process;
		this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Starts a program.
	 * @param core where it runs
	 * @param java options of its JVM
	 * @param program its name and arguments
	 */
	static JavaProcess start(int core, List<String> java, List<String> program) throws IOException {
		List<String> command = new ArrayList<>();
		if (Files.isExecutable(TASKSET) && Runtime.getRuntime().availableProcessors() > 1) {
			command.addAll(List.of(TASKSET.toString(), "-c", Integer.toString(core)));
		}
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xms512m", "-Xmx2g", "-cp", System.getProperty("java.class.path")));
		if (Runtime.version().feature() >= 22) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(java);
		command.add(Main.class.getName());
		command.addAll(program);
		return new JavaProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	String readLine() throws IOException {
		String line = this.output.readLine();
		if (line == null) {
			throw new IOException("A program ended without a result");
		}
		return line;
	}

	/** Lets the process end by itself, or makes it. */
	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			if (!this.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
