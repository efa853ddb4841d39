package io.dtls.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at the server's process from outside, so that every server is measured the same
 * way. Linux only.
 */
final class ServerProbe {

	// USER_HZ, which is 100 on every Linux that runs Java.
	private static final double TICKS_PER_SECOND = 100;

	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	private final long pid;

	ServerProbe(long pid) {
		this.pid = pid;
	}

	/**
	 * CPU time of all threads so far.
	 * @return seconds, to a hundredth
	 */
	double cpuSeconds() throws IOException {
		String stat = Files.readString(Path.of("/proc/" + this.pid + "/stat"));
		// The name before it may hold blanks; fields count from the third here.
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
	}

	/**
	 * Live objects on the heap, after a full collection.
	 * @return bytes
	 */
	long liveHeapBytes() throws IOException, InterruptedException {
		Path java = Path.of("/proc/" + this.pid + "/exe").toRealPath();
		String jcmd = java.resolveSibling("jcmd").toString();
		Process process = new ProcessBuilder(List.of(jcmd, Long.toString(this.pid), "GC.class_histogram"))
			.redirectErrorStream(true)
			.start();
		String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		for (String line : histogram.lines().toList()) {
			if (line.startsWith("Total")) {
				return Long.parseLong(line.trim().split("\\s+", -1)[2]);
			}
		}
		throw new IOException("No class histogram: " + histogram);
	}

}
