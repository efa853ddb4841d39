package io.dtls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * The arrows between the packages, and who may touch clock, threads and sockets.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.dtls");

	@Test
	void packagesDependInOneDirection() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInAnyPackage("io.dtls..")
			.layer("vocabulary")
			.definedBy("io.dtls")
			.layer("record")
			.definedBy("io.dtls.record")
			.layer("transport")
			.definedBy("io.dtls.transport")
			.layer("handshake")
			.definedBy("io.dtls.handshake")
			.layer("session")
			.definedBy("io.dtls.session")
			.layer("endpoint")
			.definedBy("io.dtls.endpoint")
			.whereLayer("endpoint")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("session")
			.mayOnlyBeAccessedByLayers("endpoint")
			.whereLayer("handshake")
			.mayOnlyBeAccessedByLayers("session", "endpoint")
			.whereLayer("record")
			.mayOnlyBeAccessedByLayers("handshake", "session", "endpoint")
			.whereLayer("transport")
			.mayOnlyBeAccessedByLayers("endpoint")
			.because("protocol code is driven; see CONTRIBUTING.md for the map")
			.check(CLASSES);
	}

	@Test
	void packagesFormNoTangle() {
		SlicesRuleDefinition.slices().matching("io.dtls.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyTheTransportTouchesSockets() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.dtls.transport")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.nio.channels..")
			.because("I/O belongs to io.dtls.transport")
			.check(CLASSES);
	}

	@Test
	void onlyTheEndpointStartsThreads() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.dtls.endpoint")
			.should()
			.callConstructor(Thread.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(java.util.concurrent.Executor.class)
			.because("threads belong to io.dtls.endpoint")
			.check(CLASSES);
	}

	@Test
	void recordsAndSessionsReadNoClock() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("io.dtls.record", "io.dtls.session")
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.because("the time is an argument")
			.check(CLASSES);
	}

	@Test
	void onlyTheHandshakeKnowsBouncyCastle() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.dtls.handshake")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.bouncycastle..")
			.because("Bouncy Castle does the handshake and nothing else")
			.check(CLASSES);
	}

}
