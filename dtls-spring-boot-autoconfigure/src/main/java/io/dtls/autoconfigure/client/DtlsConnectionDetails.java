package io.dtls.autoconfigure.client;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Which server the client connects to. A bean of this type replaces
 * {@code dtls.client.host} and {@code dtls.client.port}.
 */
public interface DtlsConnectionDetails extends ConnectionDetails {

	/** Name or address of the server. */
	String getHost();

	/** Its UDP port. */
	int getPort();

	/**
	 * The client's certificate and whom it trusts.
	 * @return null for what {@code dtls.client.ssl} or {@code dtls.ssl} says
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
