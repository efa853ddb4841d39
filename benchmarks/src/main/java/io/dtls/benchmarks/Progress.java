package io.dtls.benchmarks;

import java.io.PrintStream;

import org.jspecify.annotations.Nullable;

/**
 * A dot for every twentieth of a transfer.
 */
final class Progress {

	private static final int DOTS = 20;

	private final @Nullable PrintStream out;

	private final int total;

	private int dots;

	Progress(PrintStream out, String label, int total) {
		this(out, total);
		out.print(label + " ");
	}

	private Progress(@Nullable PrintStream out, int total) {
		this.out = out;
		this.total = total;
	}

	static Progress unseen() {
		return new Progress(null, 1);
	}

	synchronized void at(int done) {
		while (this.out != null && this.dots < (long) done * DOTS / this.total) {
			this.dots++;
			this.out.print('.');
			this.out.flush();
		}
	}

}
