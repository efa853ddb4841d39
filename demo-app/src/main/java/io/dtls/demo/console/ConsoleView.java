package io.dtls.demo.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import io.dtls.spring.actuate.DtlsDescriptor;
import io.dtls.spring.actuate.DtlsEndpoint;

/**
 * What the console shows at one moment: the endpoint's list, and the meters that its
 * charts are drawn from. Numbers only grow; the page shows their differences.
 */
@Component
class ConsoleView {

	private static final int SHOWN_SESSIONS = 200;

	private final DtlsEndpoint endpoint;

	private final MeterRegistry meters;

	ConsoleView(DtlsEndpoint endpoint, MeterRegistry meters) {
		this.endpoint = endpoint;
		this.meters = meters;
	}

	Moment now() {
		DtlsDescriptor list = this.endpoint.list(null, null, null, null, null, SHOWN_SESSIONS);
		return new Moment(System.currentTimeMillis(), list, sums("dtls.messages", "direction"), handshakes(),
				sums("dtls.datagrams.dropped", "reason"), timing("dtls.handshakes", "outcome", "success"),
				timing("spring.integration.send", "name", "dtlsInboundChannel"));
	}

	private Map<String, Double> sums(String meter, String tag) {
		Map<String, Double> sums = new LinkedHashMap<>();
		this.meters.find(meter)
			.functionCounters()
			.forEach((counter) -> sums.merge(tag(counter, tag), counter.count(), Double::sum));
		return sums;
	}

	private Map<String, Double> handshakes() {
		Map<String, Double> sums = new LinkedHashMap<>();
		for (Timer timer : this.meters.find("dtls.handshakes").timers()) {
			String reason = tag(timer, "reason");
			sums.merge(reason.equals("none") ? tag(timer, "outcome") : reason, (double) timer.count(), Double::sum);
		}
		return sums;
	}

	private Timing timing(String meter, String tag, String value) {
		long count = 0;
		double millis = 0;
		for (Timer timer : this.meters.find(meter).tag(tag, value).timers()) {
			count += timer.count();
			millis += timer.totalTime(TimeUnit.MILLISECONDS);
		}
		return new Timing(count, millis);
	}

	private static String tag(Meter meter, String key) {
		@Nullable String value = meter.getId().getTag(key);
		return (value != null) ? value : "none";
	}

	/**
	 * One moment.
	 *
	 * @param time milliseconds since the epoch
	 * @param list servers, sessions, running handshakes and failures
	 * @param messages by direction
	 * @param handshakes by {@code success} or the reason of the failure
	 * @param drops by reason
	 * @param handshakeTime of those that succeeded
	 * @param handlingTime of messages, from the session's queue until their handlers are
	 * done
	 */
	record Moment(long time, DtlsDescriptor list, Map<String, Double> messages, Map<String, Double> handshakes,
			Map<String, Double> drops, Timing handshakeTime, Timing handlingTime) {

	}

	/**
	 * How long something took so far.
	 *
	 * @param count how often
	 * @param millis altogether
	 */
	record Timing(long count, double millis) {

	}

}
