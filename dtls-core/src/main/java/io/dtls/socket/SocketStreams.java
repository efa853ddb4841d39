package io.dtls.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

import io.dtls.CloseReason;
import io.dtls.SessionClosedException;

/**
 * Streams over a socket of messages. What DTLS loses is lost here too.
 */
final class SocketStreams {

	private SocketStreams() {
	}

	/** Joins messages. */
	static final class In extends InputStream {

		private final DtlsSocket socket;

		private byte[] message = new byte[0];

		private int at;

		In(DtlsSocket socket) {
			this.socket = socket;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int off, int len) throws IOException {
			Objects.checkFromIndexSize(off, len, bytes.length);
			if (len == 0) {
				return 0;
			}
			while (this.at == this.message.length) {
				if (!next()) {
					return -1;
				}
			}
			int size = Math.min(len, this.message.length - this.at);
			System.arraycopy(this.message, this.at, bytes, off, size);
			this.at += size;
			return size;
		}

		private boolean next() throws IOException {
			try {
				this.message = this.socket.receive();
				this.at = 0;
				return true;
			}
			catch (SessionClosedException ex) {
				if (ex.reason() == CloseReason.PEER_CLOSED) {
					return false;
				}
				throw ex;
			}
		}

		@Override
		public int available() {
			return this.message.length - this.at;
		}

		@Override
		public void close() {
			this.socket.close();
		}

	}

	/** Gathers bytes into messages. */
	static final class Out extends OutputStream {

		private final DtlsSocket socket;

		private byte[] message = new byte[0];

		private int used;

		Out(DtlsSocket socket) {
			this.socket = socket;
		}

		@Override
		public void write(int b) throws IOException {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int off, int len) throws IOException {
			Objects.checkFromIndexSize(off, len, bytes.length);
			if (this.message.length == 0) {
				this.message = new byte[this.socket.dtlsSession().maxMessageSize()];
			}
			int at = off;
			while (at < off + len) {
				if (this.used == this.message.length) {
					flush();
				}
				int size = Math.min(off + len - at, this.message.length - this.used);
				System.arraycopy(bytes, at, this.message, this.used, size);
				this.used += size;
				at += size;
			}
		}

		@Override
		public void flush() throws IOException {
			if (this.used > 0) {
				int size = this.used;
				this.used = 0;
				this.socket.send(this.message, 0, size);
			}
		}

		@Override
		public void close() throws IOException {
			try {
				flush();
			}
			finally {
				this.socket.close();
			}
		}

	}

}
