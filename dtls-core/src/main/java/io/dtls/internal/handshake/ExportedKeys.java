package io.dtls.internal.handshake;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.dtls.KeyExport;

/**
 * The keying material of one session that its application asked for (RFC 5705), computed
 * when the handshake ends, as the master secret is gone afterwards.
 */
public final class ExportedKeys {

	/** Nothing was asked for, or nothing can be had. */
	public static final ExportedKeys NONE = new ExportedKeys(Map.of());

	private final Map<String, byte[]> byLabel;

	private boolean destroyed;

	private ExportedKeys(Map<String, byte[]> byLabel) {
		this.byLabel = byLabel;
	}

	/**
	 * Computes what was asked for.
	 * @param wanted labels and lengths
	 * @param exporter computes the material of one; its result is kept, not copied
	 */
	public static ExportedKeys of(List<KeyExport> wanted, Function<KeyExport, byte[]> exporter) {
		if (wanted.isEmpty()) {
			return NONE;
		}
		Map<String, byte[]> byLabel = new HashMap<>();
		wanted.forEach((export) -> byLabel.put(export.label(), exporter.apply(export)));
		return new ExportedKeys(byLabel);
	}

	/**
	 * The material of a label.
	 * @return a copy
	 * @throws IllegalArgumentException if there is none
	 * @throws IllegalStateException if it has been wiped
	 */
	public synchronized byte[] get(String label) {
		byte[] material = this.byLabel.get(label);
		if (material == null) {
			throw new IllegalArgumentException("No keying material was exported for '" + label
					+ "': either it was not configured, or the peer has no extended master secret");
		}
		if (this.destroyed) {
			throw new IllegalStateException("The session has ended, and its exported keys with it");
		}
		return material.clone();
	}

	/** Wipes the material. */
	public synchronized void destroy() {
		this.destroyed = true;
		this.byLabel.values().forEach((material) -> Arrays.fill(material, (byte) 0));
	}

	@Override
	public String toString() {
		return "ExportedKeys" + this.byLabel.keySet();
	}

}
