package io.dtls.internal.client;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

import io.dtls.internal.transport.ClientSocket;
import io.dtls.internal.transport.ClientSockets;

/**
 * A channel among those that the client's thread watches.
 *
 * @param all of them
 * @param own this one
 */
record SelectedPort(ClientSockets all, ClientSocket own) implements ClientPort {

	@Override
	public InetSocketAddress localAddress() {
		return this.own.localAddress();
	}

	@Override
	public void send(byte[] datagram, int offset, int length) throws IOException {
		this.own.send(datagram, offset, length);
	}

	@Override
	public void receive() throws IOException {
		this.all.add(this.own);
	}

	@Override
	public void keep() {
		this.own.keep();
	}

	@Override
	public void release(Runnable done) {
		this.all.remove(this.own, done);
	}

	@Override
	public DatagramSocket plain() {
		return this.own.plain();
	}

}
