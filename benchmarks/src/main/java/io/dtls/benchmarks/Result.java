package io.dtls.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run measured: a flat JSON object of numbers and texts.
 */
final class Result {

	private static final Pattern MEMBER = Pattern.compile("\"([^\"]+)\":(\"([^\"]*)\"|[-+.eE0-9]+)");

	private final Map<String, Object> members = new LinkedHashMap<>();

	Result put(String name, String value) {
		this.members.put(name, value.replace('"', '\'').replace('\\', '/'));
		return this;
	}

	Result put(String name, double value) {
		this.members.put(name, value);
		return this;
	}

	Result put(String name, long value) {
		return put(name, (double) value);
	}

	boolean has(String name) {
		return this.members.containsKey(name);
	}

	double number(String name) {
		Object value = this.members.get(name);
		return (value instanceof Double number) ? number : Double.NaN;
	}

	String text(String name) {
		return String.valueOf(this.members.get(name));
	}

	/** One line, parsed again by {@link #parse}. */
	String toJson() {
		StringBuilder json = new StringBuilder("{");
		this.members.forEach((name, value) -> {
			json.append((json.length() > 1) ? "," : "").append('"').append(name).append("\":");
			if (value instanceof Double number) {
				json.append(format(number));
			}
			else {
				json.append('"').append(value).append('"');
			}
		});
		return json.append('}').toString();
	}

	private static String format(double number) {
		return (number == Math.rint(number) && Math.abs(number) < 1e15) ? Long.toString((long) number)
				: String.format(Locale.ROOT, "%.3f", number);
	}

	static Result parse(String json) {
		Result result = new Result();
		Matcher matcher = MEMBER.matcher(json);
		while (matcher.find()) {
			if (matcher.group(3) != null) {
				result.put(matcher.group(1), matcher.group(3));
			}
			else {
				result.put(matcher.group(1), Double.parseDouble(matcher.group(2)));
			}
		}
		return result;
	}

}
