package io.dtls.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Draws how the cost of a 64-byte echo grows with the number of sessions.
 */
final class CostPlot {

	private static final int WIDTH = 720;

	private static final int HEIGHT = 420;

	private static final int MARGIN = 60;

	private static final double MAX_EXPONENT = 4;

	private static final List<String> COLOURS = List.of("#555555", "#0b6e4f", "#3da35d", "#b3261e", "#e07a5f",
			"#1d4e89", "#7b2d8b", "#c08f00");

	private final Map<Contestant, SortedMap<Integer, Double>> lines = new LinkedHashMap<>();

	private double max = 1;

	CostPlot(Comparison comparison) {
		for (Scenario scenario : comparison.scenarios()) {
			if (scenario.name().startsWith("echo-64-")) {
				comparison.of(scenario).forEach((server, runs) -> add(server, scenario.sessions(), runs));
			}
		}
	}

	private void add(Contestant server, int sessions, List<Result> runs) {
		double cost = Comparison.median(runs, "serverCpuMicros");
		this.max = Math.max(this.max, cost);
		this.lines.computeIfAbsent(server, (key) -> new TreeMap<>()).put(sessions, cost);
	}

	String svg() {
		StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
						+ " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
				WIDTH, HEIGHT));
		text(svg, WIDTH / 2, 24, "middle", "Server CPU per 64-byte echo, µs, by open sessions");
		for (int exponent = 0; exponent <= MAX_EXPONENT; exponent++) {
			double x = x(Math.pow(10, exponent));
			line(svg, x, y(0), x, y(this.max), "#eeeeee");
			text(svg, x, HEIGHT - MARGIN + 20, "middle", Integer.toString((int) Math.pow(10, exponent)));
		}
		double step = (this.max > 20) ? 5 : 2;
		for (double cost = 0; cost <= this.max; cost += step) {
			line(svg, x(1), y(cost), x(10_000), y(cost), "#eeeeee");
			text(svg, MARGIN - 8, y(cost) + 4, "end", String.format(Locale.ROOT, "%.0f", cost));
		}
		int index = 0;
		for (Map.Entry<Contestant, SortedMap<Integer, Double>> entry : this.lines.entrySet()) {
			String colour = COLOURS.get(index % COLOURS.size());
			curve(svg, entry.getValue(), colour);
			text(svg, MARGIN + 12, MARGIN + 16 * index, "start", colour, entry.getKey().name());
			index++;
		}
		return svg.append("</svg>\n").toString();
	}

	private static double x(double sessions) {
		return MARGIN + Math.log10(sessions) / MAX_EXPONENT * (WIDTH - 2 * MARGIN);
	}

	private double y(double cost) {
		return HEIGHT - MARGIN - cost / this.max * (HEIGHT - 2 * MARGIN);
	}

	private void curve(StringBuilder svg, SortedMap<Integer, Double> points, String colour) {
		svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(colour).append("\" points=\"");
		points.forEach((sessions, cost) -> svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(sessions), y(cost))));
		svg.append("\"/>\n");
		points.forEach((sessions, cost) -> svg.append(String.format(Locale.ROOT,
				"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x(sessions), y(cost), colour)));
	}

	private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
		svg.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
				x1, y1, x2, y2, colour));
	}

	private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
		text(svg, x, y, anchor, "#222222", words);
	}

	private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String words) {
		svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
				x, y, anchor, colour, words));
	}

}
