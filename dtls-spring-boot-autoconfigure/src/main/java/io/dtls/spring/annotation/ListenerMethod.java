package io.dtls.spring.annotation;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * One method of one bean that listens.
 *
 * @param bean perhaps a proxy
 * @param beanName its name
 * @param method one that can be called on the bean
 * @param annotated the method that has the annotations, of the class itself
 */
record ListenerMethod(Object bean, String beanName, Method method, Method annotated) {

	static boolean isListener(Method method) {
		return annotations(method).isPresent(DtlsListener.class);
	}

	private static MergedAnnotations annotations(Method method) {
		return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
	}

	List<DtlsListener> annotations() {
		return annotations(this.annotated).stream(DtlsListener.class).map(MergedAnnotation::synthesize).toList();
	}

	String describe() {
		return "The @DtlsListener method " + this.method.getDeclaringClass().getSimpleName() + "."
				+ this.method.getName();
	}

}
