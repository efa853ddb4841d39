package io.dtls.spring.actuate;

import java.util.Locale;

/**
 * Enums as operators read them: {@code KEYS_DIFFER} is {@code keys-differ}.
 */
final class EnumTag {

	/** In place of a value where there is none, so that a meter always has its tags. */
	static final String NONE = "none";

	private EnumTag() {
	}

	static String of(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
