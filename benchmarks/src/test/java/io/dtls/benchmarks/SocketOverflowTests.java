package io.dtls.benchmarks;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
class SocketOverflowTests {

	@Test
	void countsWhatAFullBufferDropped() throws Exception {
		try (DatagramSocket reader = new DatagramSocket(0, InetAddress.getLoopbackAddress());
				DatagramSocket writer = new DatagramSocket()) {
			reader.setReceiveBufferSize(4096);
			SocketOverflow overflow = new SocketOverflow(reader.getLocalPort());
			assertThat(overflow.dropped()).isZero();
			int sent = 1000;
			for (int i = 0; i < sent; i++) {
				writer.send(new DatagramPacket(new byte[100], 100, reader.getLocalSocketAddress()));
			}
			int kept = 0;
			reader.setSoTimeout(100);
			DatagramPacket packet = new DatagramPacket(new byte[100], 100);
			while (received(reader, packet)) {
				kept++;
			}
			assertThat(overflow.dropped()).isPositive().isEqualTo(sent - kept);
		}
	}

	private static boolean received(DatagramSocket reader, DatagramPacket packet) throws Exception {
		try {
			reader.receive(packet);
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

}
