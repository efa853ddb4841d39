package io.dtls.autoconfigure;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.ResolvableType;

import io.dtls.autoconfigure.properties.DtlsServerProperties;
import io.dtls.spring.DtlsConfigurationException;

/**
 * Refuses names under {@code dtls} that mean nothing, so that a misspelt property does
 * not go unnoticed. Environment variables and system properties are free: what they hold
 * may not be meant for this application.
 */
final class UnknownPropertiesHandler extends AbstractBindHandler {

	private static final ConfigurationPropertyName DTLS = ConfigurationPropertyName.of("dtls");

	private static final Function<ConfigurationPropertySource, Boolean> CHECKED = new UnboundElementsSourceFilter();

	// With those that are empty, which Spring Boot's own check of this kind takes for
	// unknown.
	private final Set<ConfigurationPropertyName> known = new TreeSet<>();

	// Their elements have names of the user's own, or are overridden and never looked at.
	private final Set<ConfigurationPropertyName> containers = new HashSet<>();

	UnknownPropertiesHandler(BindHandler parent) {
		super(parent);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		this.known.add(name);
		if (isContainer(target.getType())) {
			this.containers.add(name);
		}
		return super.onStart(name, target, context);
	}

	// The names under a named server are not the user's own.
	private static boolean isContainer(ResolvableType type) {
		if (Map.class.isAssignableFrom(type.resolve(Object.class))) {
			return type.asMap().resolveGeneric(1) != DtlsServerProperties.class;
		}
		return Collection.class.isAssignableFrom(type.resolve(Object.class));
	}

	@Override
	public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			@Nullable Object result) throws Exception {
		super.onFinish(name, target, context, result);
		if (context.getDepth() == 0 && name.equals(DTLS)) {
			for (ConfigurationPropertySource source : context.getSources()) {
				if (CHECKED.apply(source) && source instanceof IterableConfigurationPropertySource names) {
					names.stream().filter(this::isUnknown).findFirst().ifPresent(this::refuse);
				}
			}
		}
	}

	private boolean isUnknown(ConfigurationPropertyName name) {
		return DTLS.isAncestorOf(name) && !this.known.contains(name)
				&& this.containers.stream().noneMatch((container) -> container.isAncestorOf(name));
	}

	private void refuse(ConfigurationPropertyName name) {
		ConfigurationPropertyName parent = name.getParent();
		while (!this.known.contains(parent)) {
			parent = parent.getParent();
		}
		String children = this.known.stream()
			.filter(parent::isParentOf)
			.map((child) -> child.getLastElement(ConfigurationPropertyName.Form.DASHED))
			.collect(Collectors.joining(", "));
		throw new DtlsConfigurationException(name + " is not a property",
				"Correct its name or remove it. Under " + parent + " there are " + children + ".");
	}

}
