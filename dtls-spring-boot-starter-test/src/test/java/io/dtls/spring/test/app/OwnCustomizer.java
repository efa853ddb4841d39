package io.dtls.spring.test.app;

import org.springframework.stereotype.Component;

import io.dtls.endpoint.DtlsServerBuilder;
import io.dtls.spring.DtlsServerCustomizer;

@Component
class OwnCustomizer implements DtlsServerCustomizer {

	@Override
	public void customize(String server, DtlsServerBuilder builder) {
		builder.mtu(1200);
	}

}
