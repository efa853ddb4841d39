package io.dtls.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What the core finds by name, for images that contain only what is known to be used.
 * Listeners need nothing: {@code @DtlsListener} is a {@code @MessageMapping}, which says
 * it for them.
 */
final class DtlsRuntimeHints implements RuntimeHintsRegistrar {

	private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/dtls/version.properties");
		hints.reflection()
			.registerTypeIfPresent(classLoader, CORRETTO, MemberCategory.ACCESS_PUBLIC_FIELDS,
					MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
