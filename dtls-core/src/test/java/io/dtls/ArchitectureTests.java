package io.dtls;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The walls of the house: which package may know which, and who may touch clock, threads,
 * sockets and Bouncy Castle. Each rule says what to do instead.
 */
class ArchitectureTests {

	private static final int MOST_TYPES = 20;

	// The vocabulary of users, which has no inner order.
	private static final String ROOT = "io.dtls";

	// This one is still cut by inheritance; nothing else may be.
	private static final Set<String> TO_BE_COMPOSED = Set.of("ClientOffer");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void onlyEndpointsAndSocketsKnowWhatIsInternal() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("io.dtls.internal..", "io.dtls.endpoint", "io.dtls.socket")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.dtls.internal..")
			.because("io.dtls and its SPIs are what users import: give it a type of its own, "
					+ "or move the code into io.dtls.internal")
			.check(CLASSES);
	}

	@Test
	void nothingInternalKnowsTheEndpointsAndSockets() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.dtls.internal..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.dtls.endpoint", "io.dtls.socket")
			.because("endpoints are built of internal parts: pass them what they need as an argument")
			.check(CLASSES);
	}

	@Test
	void serversAndClientsDoNotKnowEachOther() {
		apart("..internal..server..", "..internal..client..");
	}

	@Test
	void theVersionsDoNotKnowEachOther() {
		apart("..dtls12..", "..dtls13..");
	}

	private static void apart(String one, String other) {
		String reason = "what both need belongs into a package beside them";
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(one)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(other)
			.because(reason)
			.check(CLASSES);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(other)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(one)
			.because(reason)
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void packagesFormNoCircle() {
		SlicesRuleDefinition.slices()
			.matching("(io.dtls..)")
			.should()
			.beFreeOfCycles()
			.because("one of them has to be told what it now asks for: pass it as an argument or an interface")
			.check(CLASSES);
	}

	@Test
	void aPackageHasAtMostTwentyTypes() {
		Map<String, Set<String>> types = new TreeMap<>();
		for (JavaClass type : CLASSES) {
			if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
				types.computeIfAbsent(type.getPackageName(), (name) -> new TreeSet<>()).add(type.getSimpleName());
			}
		}
		types.remove(ROOT);
		assertThat(types)
			.as("packages of more than %s types: give a part with a name of its own a room of its own", MOST_TYPES)
			.allSatisfy((name, members) -> assertThat(members).as(name).hasSizeLessThanOrEqualTo(MOST_TYPES));
	}

	@Test
	void anAbstractClassHasTwoSubclasses() {
		List<String> lonely = new ArrayList<>();
		for (JavaClass type : CLASSES) {
			boolean abstractClass = !type.isInterface() && !type.isEnum()
					&& type.getModifiers().contains(JavaModifier.ABSTRACT);
			if (abstractClass && !isForUsers(type) && type.getSubclasses().size() < 2) {
				lonely.add(type.getSimpleName());
			}
		}
		assertThat(lonely).as("abstract classes with one subclass: compose the parts instead")
			.isSubsetOf(TO_BE_COMPOSED);
	}

	// Users may have subclasses of their own.
	private static boolean isForUsers(JavaClass type) {
		return !type.getPackageName().startsWith("io.dtls.internal");
	}

	@Test
	void onlyTheTransportTouchesSockets() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.dtls.internal.transport")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("java.nio.channels..")
				// Java can make the name of a file durable in no other way.
				.and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(FileChannel.class))))
			.because("I/O belongs to io.dtls.internal.transport: let it do what you need")
			.check(CLASSES);
	}

	@Test
	void onlyTheMovingPartsStartThreads() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("io.dtls.endpoint", "io.dtls.internal.loop", "io.dtls.internal.dispatch",
					"io.dtls.internal.server", "io.dtls.internal.client", "io.dtls.internal.store",
					"io.dtls.internal.util")
			.should()
			.callConstructor(Thread.class)
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Executor.class)
			.because("threads belong to the loop, the dispatcher and the runtimes: return what is to be done, "
					+ "and let them do it")
			.check(CLASSES);
	}

	@Test
	void protocolCodeReadsNoClock() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("io.dtls.internal.record..", "io.dtls.internal.session",
					"io.dtls.internal.handshake.dtls13..", "io.dtls.internal.handshake.message",
					"io.dtls.internal.handshake.cookie", "io.dtls.internal.transport")
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.because("the time is an argument there, so that tests need not wait: take it from the caller")
			.check(CLASSES);
	}

	@Test
	void bouncyCastleStaysInItsRooms() {
		ArchRuleDefinition.noClasses()
			.that(DescribedPredicate
				.not(inPackages("io.dtls.internal.handshake.dtls12", "io.dtls.internal.handshake.identity",
						"io.dtls.internal.handshake.protocol", "io.dtls.internal.crypto")
					.or(DescribedPredicate.describe("the key shares of DTLS 1.3",
							(type) -> type.getName().startsWith("io.dtls.internal.handshake.dtls13.key.KeyShares")))))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.bouncycastle..")
			.because("DTLS 1.2's handshake drives Bouncy Castle and nobody else does: "
					+ "translate its types where they arrive")
			.check(CLASSES);
	}

	private static DescribedPredicate<JavaClass> inPackages(String... names) {
		return DescribedPredicate.describe("in " + String.join(", ", names), (type) -> {
			for (String name : names) {
				if (type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".")) {
					return true;
				}
			}
			return false;
		});
	}

}
