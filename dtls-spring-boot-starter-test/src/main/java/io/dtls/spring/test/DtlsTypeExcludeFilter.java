package io.dtls.spring.test;

import java.io.IOException;
import java.util.Set;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

import io.dtls.credentials.PskStore;
import io.dtls.spring.DtlsClientCustomizer;
import io.dtls.spring.DtlsServerCustomizer;
import io.dtls.spring.annotation.DtlsListener;
import io.dtls.spring.annotation.DtlsListenerErrorHandler;
import io.dtls.spring.annotation.DtlsListeners;
import io.dtls.spring.integration.DtlsMessageMapper;
import io.dtls.store.ResumptionStore;
import io.dtls.store.SnapshotStore;

/**
 * Takes the components of {@link DtlsTest}.
 */
final class DtlsTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<DtlsTest> {

	private static final Set<Class<?>> INCLUDES = Set.of(PskStore.class, ResumptionStore.class, SnapshotStore.class,
			DtlsServerCustomizer.class, DtlsClientCustomizer.class, DtlsListenerErrorHandler.class,
			DtlsMessageMapper.class);

	DtlsTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return INCLUDES;
	}

	@Override
	protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		AnnotationMetadata type = reader.getAnnotationMetadata();
		return type.hasAnnotatedMethods(DtlsListener.class.getName())
				|| type.hasAnnotatedMethods(DtlsListeners.class.getName()) || super.defaultInclude(reader, factory);
	}

}
