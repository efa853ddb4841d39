package io.dtls.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks at the server's process from outside, so that every server is measured the same
 * way. Linux only.
 */
final class ServerProbe {

	// USER_HZ, which is 100 on every Linux that runs Java.
	private static final double TICKS_PER_SECOND = 100;

	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");

	private final long pid;

	private final Path process;

	ServerProbe(long pid) {
		this.pid = pid;
		this.process = Path.of("/proc/" + pid);
	}

	/**
	 * CPU time so far, of all threads and of those that compile.
	 * @return seconds, to a hundredth
	 */
	CpuTime cpuTime() throws IOException {
		double compilers = 0;
		try (DirectoryStream<Path> tasks = Files.newDirectoryStream(this.process.resolve("task"))) {
			for (Path task : tasks) {
				String stat = stat(task);
				compilers += COMPILER.matcher(stat).find() ? seconds(stat) : 0;
			}
		}
		return new CpuTime(seconds(stat(this.process)), compilers);
	}

	// A thread may end while we look.
	private static String stat(Path of) throws IOException {
		try {
			return Files.readString(of.resolve("stat"));
		}
		catch (NoSuchFileException ex) {
			return "";
		}
	}

	// The name in it may hold blanks; fields count from the third here.
	private static double seconds(String stat) {
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
	}

	/**
	 * Live objects on the heap, after a full collection.
	 * @return bytes
	 */
	long liveHeapBytes() throws IOException, InterruptedException {
		Path java = this.process.resolve("exe").toRealPath();
		String jcmd = java.resolveSibling("jcmd").toString();
		Process process = new ProcessBuilder(List.of(jcmd, Long.toString(this.pid), "GC.class_histogram"))
			.redirectErrorStream(true)
			.start();
		String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		long fillers = 0;
		for (String line : histogram.lines().toList()) {
			String[] fields = line.trim().split("\\s+", -1);
			if (line.startsWith("Total")) {
				return Long.parseLong(fields[2]) - fillers;
			}
			// What a collector puts where dead objects were.
			fillers += line.contains("jdk.internal.vm.Filler") ? Long.parseLong(fields[2]) : 0;
		}
		throw new IOException("No class histogram: " + histogram);
	}

	/**
	 * CPU time of a process in seconds.
	 *
	 * @param all of all its threads
	 * @param compilers of the threads of its JIT compilers
	 */
	record CpuTime(double all, double compilers) {

		CpuTime since(CpuTime before) {
			return new CpuTime(this.all - before.all, this.compilers - before.compilers);
		}

		/** What is left when everything is compiled. */
		double withoutCompilers() {
			return this.all - this.compilers;
		}

	}

}
