package io.dtls.autoconfigure;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/**
 * What a user reads when an application does not start.
 */
final class FailureReports {

	private FailureReports() {
	}

	/**
	 * Asks the failure analyzers as Spring Boot does.
	 * @param properties of the application
	 * @return description and action, each on lines of its own
	 */
	static String of(Throwable failure, String... properties) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		TestPropertyValues.of(properties).applyTo(environment);
		for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, environment), (type, name, problem) -> {
			})) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis.getDescription() + "\n" + analysis.getAction();
			}
		}
		throw new AssertionError("No analyzer knows this failure", failure);
	}

}
