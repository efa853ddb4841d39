package io.dtls.autoconfigure.ssl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

import io.dtls.autoconfigure.properties.DtlsDispatchProperties;
import io.dtls.settings.DispatchSettings;
import io.dtls.settings.KeyLog;
import io.dtls.spring.DtlsConfigurationException;

/**
 * Reads what servers and clients have in common. What the core has no setting for is
 * checked here, and fails with the property's name.
 *
 * @param prefix of the endpoint's properties
 */
public record EndpointSettings(String prefix) {

	private static final Logger logger = LoggerFactory.getLogger(EndpointSettings.class);

	public static DispatchSettings dispatch(DtlsDispatchProperties dispatch) {
		return DispatchSettings.defaults()
			.withMode(dispatch.getMode())
			.withQueueCapacity(dispatch.getQueueCapacity())
			.withOnFull(dispatch.getOnFull())
			.withMemoryBudget(dispatch.getMemoryBudget().toBytes());
	}

	public int buffer(String name, @Nullable DataSize value, int byDefault) {
		if (value == null) {
			return byDefault;
		}
		if (value.toBytes() < 1 || value.toBytes() > Integer.MAX_VALUE) {
			throw invalid(name, value, "a size such as 4MB");
		}
		return (int) value.toBytes();
	}

	/**
	 * A size in bytes that the core counts in an int; more than that is as good as no
	 * limit.
	 */
	public static int size(DataSize value) {
		return (int) Math.min(Integer.MAX_VALUE, value.toBytes());
	}

	/**
	 * Opens the file for secrets, if there is one.
	 * @param file null if no secrets are told
	 */
	public @Nullable KeyLog insecureKeyLog(@Nullable Path file) {
		if (file == null) {
			return null;
		}
		try {
			Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
		}
		catch (IOException ex) {
			throw new DtlsConfigurationException(
					this.prefix + ".insecure-key-log is " + file + ", which cannot be written: " + ex,
					"Set it to a file in a folder that is there, or remove it.", ex);
		}
		logger.warn("The secrets of all sessions are written to {}, as {}.insecure-key-log says: whoever reads them"
				+ " can read and forge all traffic", file, this.prefix);
		return KeyLog.appendingTo(file);
	}

	public Duration positive(String name, Duration value) {
		if (value.toMillis() < 1) {
			throw invalid(name, value, "more than zero, such as 10s");
		}
		return value;
	}

	public DtlsConfigurationException invalid(String name, Object value, String right) {
		return new DtlsConfigurationException(this.prefix + "." + name + " is " + value, "Set it to " + right + ".");
	}

}
