package io.dtls.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

import io.dtls.spring.DtlsConfigurationException;

// Before that of Spring Boot for any failure to bind properties, which may be the frame of ours.
@Order(0)
class DtlsConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<DtlsConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DtlsConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction(), cause);
	}

}
