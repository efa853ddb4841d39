package io.dtls.internal.record.dtls13;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

import io.dtls.CipherSuite.Aead;
import io.dtls.DtlsException;
import io.dtls.internal.record.RecordFormat;
import io.dtls.internal.record.ReplayWindow;

/**
 * Layers in epoch 3 on fixed secrets, and the vectors made by another program.
 */
final class TestEpochs {

	static final byte[] MESSAGE = "21.5 degrees".getBytes();

	static final byte[] ID = { (byte) 0xc0, (byte) 0xff, (byte) 0xee };

	private static final Properties VECTORS = load();

	private TestEpochs() {
	}

	private static Properties load() {
		Properties vectors = new Properties();
		try (InputStream in = TestEpochs.class.getResourceAsStream("records.properties")) {
			vectors.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return vectors;
	}

	/** What src/test/peers/dtls13_record_vectors.py calculated. */
	static byte[] vector(String name) {
		return HexFormat.of().parseHex(VECTORS.getProperty(name));
	}

	/** The secret of the vectors. */
	static TrafficSecret secret(Aead aead) {
		return new TrafficSecret(aead, vector(aead + ".secret"));
	}

	private static TrafficSecret otherSecret(Aead aead) {
		return secret(aead).next().next();
	}

	/** Writes with the secret of the vectors, in epoch 3. */
	static Dtls13RecordLayer client(Aead aead) {
		Dtls13RecordLayer layer = new Dtls13RecordLayer();
		layer.writeIn(3, secret(aead));
		layer.readIn(3, otherSecret(aead));
		return layer;
	}

	/** Reads with the secret of the vectors, in epoch 3. */
	static Dtls13RecordLayer server(Aead aead) {
		Dtls13RecordLayer layer = new Dtls13RecordLayer();
		layer.writeIn(3, otherSecret(aead));
		layer.readIn(3, secret(aead));
		return layer;
	}

	/** A session at rest that would be resumed by generation 1. */
	static Dtls13RecordState state(Aead aead, long writeNext, long readNewest) {
		ReplayWindow window = new ReplayWindow(readNewest, 1);
		return new Dtls13RecordState(new Dtls13RecordState.Reading(3, otherSecret(aead), window, 0, false),
				new Dtls13RecordState.Writing(3, secret(aead), writeNext, new SharedNumbers(writeNext, 1), 0),
				new Dtls13RecordState.Ids(List.of(), new byte[0], RecordFormat.MAX_FRAGMENT + 1,
						RecordFormat.MAX_FRAGMENT + 1));
	}

	/** A client whose next record has a number. */
	static Dtls13RecordLayer clientAt(Aead aead, long writeNext) {
		return Dtls13RecordLayer.resume(state(aead, writeNext, 0), 1);
	}

	/** A reader of the vectors' secret that has opened one record. */
	static ReadEpoch readerAt(Aead aead, long newest) {
		return new ReadEpoch(3, secret(aead), new ReplayWindow(newest, 1), 0);
	}

	static byte[] protect(Dtls13RecordLayer layer, byte[] data) throws DtlsException {
		return protect(layer, RecordFormat.APPLICATION_DATA, data);
	}

	static byte[] protect(Dtls13RecordLayer layer, int contentType, byte[] data) throws DtlsException {
		byte[] record = new byte[data.length + layer.overhead()];
		return Arrays.copyOf(record, layer.protect(contentType, data, 0, data.length, record, 0));
	}

	static boolean open(Dtls13RecordLayer layer, byte[] record, Dtls13OpenedRecord into) {
		return layer.open(record, 0, record.length, false, 0, into);
	}

}
