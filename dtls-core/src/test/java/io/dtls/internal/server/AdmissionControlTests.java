package io.dtls.internal.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;

import io.dtls.DropReason;
import io.dtls.settings.HandshakeSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may begin a handshake when many want to.
 */
class AdmissionControlTests {

	private static final long SECOND = 1_000_000_000L;

	private static AdmissionControl control(HandshakeSettings settings) {
		return new AdmissionControl(settings, 0);
	}

	private static InetSocketAddress peer(String address) throws UnknownHostException {
		return new InetSocketAddress(InetAddress.getByName(address), 1000);
	}

	private static InetSocketAddress peer(int number) throws UnknownHostException {
		byte[] address = { 10, (byte) (number >>> 16), (byte) (number >>> 8), (byte) number };
		return new InetSocketAddress(InetAddress.getByAddress(address), 1000);
	}

	@Test
	void noSourceAndNoPrefixTakesAllPlaces() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withSourceLimits(2, 3, 1000));
		assertThat(control.admit(peer("192.0.2.1"), 0)).isNull();
		assertThat(control.admit(peer("192.0.2.1"), 0)).isNull();
		assertThat(control.admit(peer("192.0.2.1"), 0)).isEqualTo(DropReason.ADMISSION_LIMIT);
		assertThat(control.admit(peer("192.0.2.2"), 0)).isNull();
		assertThat(control.admit(peer("192.0.2.3"), 0)).isEqualTo(DropReason.ADMISSION_LIMIT);
		assertThat(control.admit(peer("192.0.3.3"), 0)).isNull();
		control.release(peer("192.0.2.1"));
		assertThat(control.admit(peer("192.0.2.3"), 0)).isNull();
	}

	@Test
	void anIpv6SubscriberIsOneSourceWhateverAddressItTakes() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withSourceLimits(2, 100, 1000));
		assertThat(control.admit(peer("2001:db8:1:2::1"), 0)).isNull();
		assertThat(control.admit(peer("2001:db8:1:2:ffff::2"), 0)).isNull();
		assertThat(control.admit(peer("2001:db8:1:2:aaaa::3"), 0)).isEqualTo(DropReason.ADMISSION_LIMIT);
		assertThat(control.admit(peer("2001:db8:1:3::1"), 0)).isNull();
	}

	@Test
	void aSourceBeginsNoMoreThanItsRate() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withSourceLimits(4, 100, 2));
		for (int i = 0; i < 4; i++) {
			assertThat(control.admit(peer("192.0.2.1"), 0)).isNull();
			control.release(peer("192.0.2.1"));
		}
		assertThat(control.admit(peer("192.0.2.1"), 0)).isEqualTo(DropReason.RATE_LIMITED);
		assertThat(control.admit(peer("192.0.2.1"), SECOND / 2)).isNull();
		control.release(peer("192.0.2.1"));
		assertThat(control.admit(peer("192.0.2.1"), SECOND / 2)).isEqualTo(DropReason.RATE_LIMITED);
	}

	@Test
	void allSourcesTogetherBeginNoMoreThanTheRateOfTheEndpoint() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withRate(50));
		int admitted = 0;
		for (int i = 0; i < 1000; i++) {
			admitted += (control.admit(peer(i << 8), 0) == null) ? 1 : 0;
		}
		assertThat(admitted).isEqualTo(50);
		assertThat(control.admit(peer(5000 << 8), SECOND / 50)).isNull();
		assertThat(control.admit(peer(5001 << 8), SECOND / 50)).isEqualTo(DropReason.RATE_LIMITED);
	}

	@Test
	void aGreedySourceLeavesTheRateOfTheEndpointToOthers() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withRate(20).withSourceLimits(5, 1000, 1));
		for (int i = 0; i < 1000; i++) {
			if (control.admit(peer("192.0.2.1"), 0) == null) {
				control.release(peer("192.0.2.1"));
			}
		}
		for (int i = 0; i < 15; i++) {
			assertThat(control.admit(peer(i << 8), 0)).isNull();
		}
	}

	@Test
	void aClockThatStepsBackBringsNoTokensAndBreaksNothing() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withRate(1));
		assertThat(control.admit(peer("192.0.2.1"), 100 * SECOND)).isNull();
		assertThat(control.admit(peer("192.0.2.1"), 0)).isEqualTo(DropReason.RATE_LIMITED);
		assertThat(control.admit(peer("192.0.2.1"), 101 * SECOND)).isNull();
	}

	@Test
	void whoeverAsksGetsWhatIsFree() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withMaxConcurrent(100));
		for (int i = 0; i < 50; i++) {
			assertThat(control.admit(peer("192.0.2.1"), 0)).isNull();
		}
	}

	@Test
	void underPressureTheHeaviestSourceIsRefusedFirst() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withMaxConcurrent(100));
		assertThat(admitAll(control, "192.0.2.1")).isEqualTo(50);
		assertThat(admitAll(control, "198.51.100.1")).isEqualTo(25);
		assertThat(control.admit(peer("203.0.113.1"), 0)).isNull();
	}

	@Test
	void underPressureTheHeaviestPrefixIsRefusedFirst() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withMaxConcurrent(99));
		int admitted = 0;
		for (int i = 0; i < 200; i++) {
			admitted += (control.admit(peer("192.0.2." + i), 0) == null) ? 1 : 0;
		}
		assertThat(admitted).isEqualTo(66);
		assertThat(control.admit(peer("198.51.100.1"), 0)).isNull();
	}

	private static int admitAll(AdmissionControl control, String source) throws UnknownHostException {
		int admitted = 0;
		while (control.admit(peer(source), 0) == null) {
			admitted++;
		}
		return admitted;
	}

	@Test
	void underPressureTheSourceThatBeganMostLatelyIsRefusedFirst() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withRate(100));
		int admitted = 0;
		for (int i = 0; i < 1000; i++) {
			if (control.admit(peer("192.0.2.1"), 0) == null) {
				control.release(peer("192.0.2.1"));
				admitted++;
			}
		}
		assertThat(admitted).isBetween(50, 51);
		assertThat(control.admit(peer("192.0.2.1"), 0)).isEqualTo(DropReason.RATE_LIMITED);
		for (int i = 0; i < 20; i++) {
			assertThat(control.admit(peer("198.51.100.1"), 0)).isNull();
		}
	}

	/**
	 * A handshake takes a tenth of a second; who is refused asks again after a second. An
	 * attacker has a try before every other one, and finishes nothing.
	 */
	@Test
	void aFleetBehindOneAddressComesBackBesideAnAttacker() throws Exception {
		int devices = 2000;
		long step = SECOND / 1000;
		AdmissionControl control = control(HandshakeSettings.defaults());
		long[] asksAt = new long[devices];
		long[] endsAt = new long[devices];
		for (int i = 0; i < devices; i++) {
			asksAt[i] = SECOND * i / devices;
		}
		int done = 0;
		long now = 0;
		for (; done < devices && now < 60 * SECOND; now += step) {
			for (int i = 0; i < 10; i++) {
				control.admit(peer("198.51.100.66"), now);
			}
			for (int i = 0; i < devices; i++) {
				if (endsAt[i] == 0 && asksAt[i] <= now) {
					boolean in = control.admit(peer("192.0.2.1"), now) == null;
					endsAt[i] = in ? now + SECOND / 10 : 0;
					asksAt[i] = now + SECOND;
				}
				else if (endsAt[i] > 0 && endsAt[i] <= now) {
					control.release(peer("192.0.2.1"));
					endsAt[i] = Long.MAX_VALUE;
					done++;
				}
			}
			if (now % (100 * step) == 0) {
				InetSocketAddress single = peer((int) (now / step) << 8);
				assertThat(control.admit(single, now)).isNull();
				control.release(single);
			}
		}
		assertThat(done).isEqualTo(devices);
		// A quarter of the places for a tenth of a second each would be 0.8 seconds.
		assertThat(now).isLessThanOrEqualTo(3 * SECOND);
	}

	@Test
	void whatIsRememberedOfSourcesIsBounded() throws Exception {
		AdmissionControl control = control(HandshakeSettings.defaults().withRate(1_000_000));
		for (int i = 0; i < 3 * AdmissionControl.MAX_BUCKETS; i++) {
			control.admit(peer(i), i * 1000L);
			control.release(peer(i));
		}
		assertThat(control.sourcesRemembered()).isLessThanOrEqualTo(AdmissionControl.MAX_BUCKETS);
	}

}
