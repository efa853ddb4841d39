package io.dtls.autoconfigure.testcontainers;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

import io.dtls.autoconfigure.client.DtlsConnectionDetails;

/**
 * Takes the server of the client from a container with
 * {@code @ServiceConnection(name = "dtls")}.
 */
class DtlsContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, DtlsConnectionDetails> {

	DtlsContainerConnectionDetailsFactory() {
		super("dtls");
	}

	@Override
	protected DtlsConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new DtlsContainerConnectionDetails(source);
	}

	/** Asks the container, which it starts when it is first asked. */
	private static final class DtlsContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements DtlsConnectionDetails {

		private DtlsContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public String getHost() {
			return getContainer().getHost();
		}

		@Override
		public int getPort() {
			return UdpPort.of(getContainer().getContainerInfo());
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
