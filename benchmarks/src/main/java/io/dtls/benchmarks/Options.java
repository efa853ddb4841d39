package io.dtls.benchmarks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code --name value} pairs of a command line. What no program asked for is a
 * mistake, and said to be.
 */
final class Options {

	private final Map<String, String> values = new HashMap<>();

	private final Set<String> asked = new HashSet<>();

	Options(List<String> arguments) {
		for (int i = 0; i < arguments.size(); i += 2) {
			String name = arguments.get(i);
			if (!name.startsWith("--") || i + 1 == arguments.size()) {
				throw new IllegalArgumentException("Expected --name value instead of " + name);
			}
			this.values.put(name.substring(2), arguments.get(i + 1));
		}
	}

	String text(String name, String otherwise) {
		this.asked.add(name);
		return this.values.getOrDefault(name, otherwise);
	}

	int number(String name, int otherwise) {
		return Integer.parseInt(text(name, Integer.toString(otherwise)));
	}

	double decimal(String name, double otherwise) {
		return Double.parseDouble(text(name, Double.toString(otherwise)));
	}

	boolean yes(String name, boolean otherwise) {
		return Boolean.parseBoolean(text(name, Boolean.toString(otherwise)));
	}

	/** Refuses options that nobody has asked for by now. */
	void requireAllKnown() {
		Set<String> unknown = new HashSet<>(this.values.keySet());
		unknown.removeAll(this.asked);
		if (!unknown.isEmpty()) {
			throw new IllegalArgumentException("Unknown options " + unknown + "; there are " + this.asked);
		}
	}

}
