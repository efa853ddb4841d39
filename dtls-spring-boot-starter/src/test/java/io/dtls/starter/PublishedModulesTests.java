package io.dtls.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user can depend on is in the list of versions, and nothing else is.
 */
class PublishedModulesTests {

	private static final Set<String> NOT_PUBLISHED_AS_JARS = Set.of("dtls-bom", "demo-app", "benchmarks");

	@Test
	void theBomListsEveryPublishedModule() throws IOException {
		List<String> modules = all("<module>([^<]+)</module>", Path.of("../pom.xml"));
		List<String> managed = all("<artifactId>(dtls-(?!bom)[^<]+)</artifactId>", Path.of("../dtls-bom/pom.xml"));
		assertThat(managed).containsExactlyElementsOf(
				modules.stream().filter((name) -> !NOT_PUBLISHED_AS_JARS.contains(name)).toList());
	}

	@Test
	void theBomHasTheVersionOfItsModulesAndNoParent() throws IOException {
		Path bom = Path.of("../dtls-bom/pom.xml");
		assertThat(all("<artifactId>dtls-bom</artifactId>\\s+<version>([^<]+)<", bom)).hasSize(1)
			.isEqualTo(all("<artifactId>dtls-parent</artifactId>\\s+<version>([^<]+)<", Path.of("../pom.xml")));
		assertThat(Files.readString(bom)).doesNotContain("<parent>");
	}

	private static List<String> all(String pattern, Path pom) throws IOException {
		return Pattern.compile(pattern)
			.matcher(Files.readString(pom))
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

}
