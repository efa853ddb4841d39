package io.dtls.internal.util;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PeerAddressMapTests {

	private static final int COLLIDING = 18_000;

	private static final int SLOTS = 1 << 15;

	static Stream<PeerAddressMap<Integer>> kinds() {
		return Stream.of(PeerAddressMap.forOneThread(), PeerAddressMap.concurrent());
	}

	private static InetSocketAddress address(int upper, int lower, int port) throws UnknownHostException {
		byte[] bytes = ByteBuffer.allocate(16).putInt(0x20010db8).putInt(0).putInt(upper).putInt(lower).array();
		return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
	}

	// What one half has more the other has less, so that the sum stays. No byte is
	// negative
	// to Java, which adds them with their sign.
	private static List<InetSocketAddress> addressesWithOneSum() throws UnknownHostException {
		List<InetSocketAddress> addresses = new ArrayList<>();
		for (int i = 0; i < COLLIDING; i++) {
			int some = (i & 0x7f) | (i >> 7 & 0x7f) << 8 | (i >> 14) << 16;
			addresses.add(address(some, 0x7f7f7f - some, 5684));
		}
		return addresses;
	}

	@Test
	void addressesThatAStrangerChoseDoNotShareASlot() throws Exception {
		List<InetSocketAddress> addresses = addressesWithOneSum();
		assertThat(addresses.stream().mapToInt(InetSocketAddress::hashCode).distinct()).hasSize(1);
		PeerAddressMap<Integer> map = PeerAddressMap.forOneThread();
		int[] slots = new int[SLOTS];
		int mostInOne = 0;
		for (InetSocketAddress address : addresses) {
			int hash = map.hash(address);
			int slot = (hash ^ hash >>> 16) & SLOTS - 1;
			mostInOne = Math.max(mostInOne, ++slots[slot]);
		}
		assertThat(mostInOne).as("entries that one look-up compares with").isLessThan(14);
	}

	@Test
	void eachMapHasAKeyOfItsOwn() throws Exception {
		PeerAddressMap<Integer> one = PeerAddressMap.forOneThread();
		PeerAddressMap<Integer> other = PeerAddressMap.forOneThread();
		List<InetSocketAddress> addresses = addressesWithOneSum().subList(0, 100);
		assertThat(addresses.stream().filter((address) -> one.hash(address) == other.hash(address)).count())
			.isLessThan(3);
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void doesWhatAHashMapDoes(PeerAddressMap<Integer> map) throws Exception {
		Map<InetSocketAddress, Integer> expected = new HashMap<>();
		Random random = new Random(4);
		for (int step = 0; step < 20_000; step++) {
			InetSocketAddress address = address(random.nextInt(4), random.nextInt(8), 1 + random.nextInt(8));
			Integer value = random.nextInt(3);
			switch (random.nextInt(7)) {
				case 0, 1 -> assertThat(map.put(address, value)).isEqualTo(expected.put(address, value));
				case 2 -> assertThat(map.remove(address)).isEqualTo(expected.remove(address));
				case 3 -> assertThat(map.remove(address, value)).isEqualTo(expected.remove(address, value));
				case 4 -> assertThat(map.putIfAbsent(address, value)).isEqualTo(expected.putIfAbsent(address, value));
				case 5 -> assertThat(map.computeIfAbsent(address, InetSocketAddress::getPort))
					.isEqualTo(expected.computeIfAbsent(address, InetSocketAddress::getPort));
				default -> assertThat(map.get(address)).isEqualTo(expected.get(address));
			}
			assertThat(map.containsKey(address)).isEqualTo(expected.containsKey(address));
			assertThat(map.size()).isEqualTo(expected.size());
		}
		assertThat(map.values()).containsExactlyInAnyOrderElementsOf(expected.values());
		assertThat(map.isEmpty()).isFalse();
		map.clear();
		assertThat(map.isEmpty()).isTrue();
	}

	@Test
	void addressesAreEqualWhereJavaSaysSo() throws Exception {
		PeerAddressMap<Integer> map = PeerAddressMap.forOneThread();
		byte[] linkLocal = ByteBuffer.allocate(16).putLong(0xfe80L << 48).putLong(1).array();
		map.put(new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 1), 5), 1);
		map.put(new InetSocketAddress(InetAddress.getByAddress("a", new byte[] { 127, 0, 0, 1 }), 5), 2);
		map.put(InetSocketAddress.createUnresolved("Host", 5), 3);
		assertThat(map.get(new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 2), 5))).isEqualTo(1);
		assertThat(map.get(new InetSocketAddress("127.0.0.1", 5))).isEqualTo(2);
		assertThat(map.get(InetSocketAddress.createUnresolved("hOST", 5))).isEqualTo(3);
		assertThat(map.get(new InetSocketAddress("127.0.0.1", 6))).isNull();
	}

}
