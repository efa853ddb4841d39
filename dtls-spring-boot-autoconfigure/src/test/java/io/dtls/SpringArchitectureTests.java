package io.dtls;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Which package may depend on which, and what Spring Boot asks of auto-configurations.
 */
class SpringArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.dtls.spring", "io.dtls.autoconfigure");

	@Test
	void packagesDependOnEachOtherInOneDirection() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.layer("spring")
			.definedBy("io.dtls.spring")
			.layer("integration")
			.definedBy("io.dtls.spring.integration..")
			.layer("annotation")
			.definedBy("io.dtls.spring.annotation")
			.layer("actuate")
			.definedBy("io.dtls.spring.actuate")
			.layer("autoconfigure")
			.definedBy("io.dtls.autoconfigure..")
			.whereLayer("autoconfigure")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("actuate")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("annotation")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("integration")
			.mayOnlyBeAccessedByLayers("annotation", "autoconfigure")
			.because("properties and conditions are on top, and messaging knows no annotations")
			.check(CLASSES);
	}

	@Test
	void theSpringSideUsesTheApiOfTheCore() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.dtls.internal..")
			.because("main code of the Spring modules does not import io.dtls.internal: "
					+ "let the API of dtls-core offer what is missing")
			.check(CLASSES);
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.because("they are for Spring Boot to find and for nobody to extend")
			.check(CLASSES);
	}

	@Test
	void beanMethodsAreNotPublic() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.notBePublic()
			.because("beans are asked of the context, not of the configuration")
			.check(CLASSES);
	}

	@Test
	void beanPostProcessorsAreMadeByStaticMethods() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(DescribedPredicate.describe("a bean post-processor",
					(type) -> type.isAssignableTo(BeanPostProcessor.class)))
			.should()
			.beStatic()
			.because("a configuration that is created early misses other post-processors")
			.check(CLASSES);
	}

}
