package io.dtls.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.dtls.autoconfigure.actuate.DtlsEndpointProperties;
import io.dtls.autoconfigure.properties.DtlsProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The pages that users read: their links lead somewhere, and what they show works.
 */
class DocumentsTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");

	// In backticks, perhaps with its package before it or a method after it.
	private static final Pattern CLASS = Pattern.compile("`(?:[a-z0-9]+[.])*([A-Z]\\w+)(?:[.]\\w+(?:\\(\\))?)?`");

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

	static List<Path> documents() throws IOException {
		List<Path> documents = new ArrayList<>();
		for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")) {
			documents.add(ROOT.resolve(name));
		}
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			files.filter((file) -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
		}
		return documents;
	}

	@Test
	void readmeIsReadInAFewMinutes() throws IOException {
		assertThat(Files.readString(ROOT.resolve("README.md")).length()).isLessThanOrEqualTo(8000);
	}

	@Test
	void findsThePagesAndWhatTheyShow() throws IOException {
		assertThat(documents()).hasSizeGreaterThan(20);
		assertThat(blocks("ya?ml")).hasSizeGreaterThanOrEqualTo(7);
		assertThat(blocks("java")).hasSizeGreaterThanOrEqualTo(12);
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyLinkLeadsToAFileAndAHeadingThatThereIs(Path document) throws IOException {
		for (String link : links(document)) {
			String[] target = link.split("#", 2);
			Path file = target[0].isEmpty() ? document : document.resolveSibling(target[0]).normalize();
			assertThat(file).as(link).exists().startsWith(ROOT);
			if (target.length == 2) {
				assertThat(anchors(file)).as(link).contains(target[1]);
			}
		}
	}

	@Test
	void everyPageIsOnTheMap() throws IOException {
		Path map = ROOT.resolve("docs/README.md");
		List<Path> linked = links(map).stream().map((link) -> map.resolveSibling(link).normalize()).toList();
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			assertThat(linked).containsAll(files.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> !file.equals(map))
				.toList());
		}
	}

	@Test
	void everyClassThatContributorsAreSentToExists() throws IOException {
		Set<String> files = new HashSet<>();
		for (String module : List.of("dtls-core", "dtls-spring-boot-autoconfigure")) {
			try (Stream<Path> tree = Files.walk(ROOT.resolve(module).resolve("src"))) {
				tree.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> files.add(file.getFileName().toString().replace(".java", "")));
			}
		}
		assertThat(CLASS.matcher(prose(ROOT.resolve("CONTRIBUTING.md"))).results().map((match) -> match.group(1)))
			.hasSizeGreaterThan(40)
			.allMatch((name) -> files.contains(name) || name.equals("DTLSServerProtocol"));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void everySettingThatIsShownCanBeSet(Block block) throws IOException {
		bind(block.text());
	}

	@Test
	void aSettingThatThereIsNotWouldBeNoticed() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind("dtls.server.prot: 5684"))
			.havingRootCause()
			.withMessageContaining("prot");
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind("dtls.server.port: many"));
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void everyPieceOfJavaThatIsShownCompiles(Block block) throws IOException {
		assertThat(ShownJava.compile(block.text())).isEmpty();
	}

	// A flow with a server of its own does not start where both beans have one name.
	@Test
	void noFlowThatIsShownHasTheNameOfItsServer() throws IOException {
		Pattern flow = Pattern
			.compile("(?s)IntegrationFlow (\\w+)\\([^)]*\\) \\{(?:(?!@Bean).)*?Dtls[.]inbound\\w+\\(\"(\\w+)\"");
		List<MatchResult> flows = blocks("java").stream()
			.flatMap((block) -> flow.matcher(block.text()).results())
			.toList();
		assertThat(flows).isNotEmpty().noneMatch((match) -> match.group(1).equals(match.group(2)));
	}

	@Test
	void javaThatDoesNotCompileWouldBeNoticed() throws IOException {
		assertThat(ShownJava.compile("template.convertAndShout(session, \"report now\");")).singleElement()
			.asString()
			.contains("convertAndShout");
	}

	static List<Block> settings() throws IOException {
		return blocks("ya?ml");
	}

	static List<Block> snippets() throws IOException {
		// That of Kafka is compared with a class that is compiled: see KafkaRecipeTests.
		return blocks("java").stream().filter((block) -> !block.text().contains("class KafkaRecipe")).toList();
	}

	private static List<Block> blocks(String language) throws IOException {
		List<Block> blocks = new ArrayList<>();
		for (Path document : documents()) {
			String text = Files.readString(document);
			BLOCK.matcher(text).results().filter((match) -> match.group(1).matches(language)).forEach((match) -> {
				long line = text.substring(0, match.start()).lines().count() + 1;
				blocks.add(new Block(ROOT.relativize(document) + ":" + line, match.group(2)));
			});
		}
		return blocks;
	}

	private static List<String> links(Path document) throws IOException {
		return LINK.matcher(prose(document))
			.results()
			.map((match) -> match.group(1))
			.filter((link) -> !link.matches("[a-z]+:.*"))
			.toList();
	}

	// As GitHub makes them: lower case, hyphens for blanks, and a number from the second
	// of a name on.
	private static TreeSet<String> anchors(Path document) throws IOException {
		TreeSet<String> anchors = new TreeSet<>();
		Map<String, Integer> seen = new HashMap<>();
		for (MatchResult heading : HEADING.matcher(prose(document)).results().toList()) {
			String anchor = heading.group(1)
				.strip()
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-');
			int before = seen.merge(anchor, 1, Integer::sum) - 1;
			anchors.add((before == 0) ? anchor : anchor + "-" + before);
		}
		return anchors;
	}

	private static String prose(Path document) throws IOException {
		return BLOCK.matcher(Files.readString(document)).replaceAll("");
	}

	private static void bind(String yaml) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("shown",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		for (PropertySource<?> source : sources) {
			assertThat(((EnumerablePropertySource<?>) source).getPropertyNames()).isNotEmpty();
		}
		Binder binder = new Binder(ConfigurationPropertySources.from(sources), null,
				ApplicationConversionService.getSharedInstance(), null);
		binder.bind("dtls", Bindable.of(DtlsProperties.class), new UnknownPropertiesHandler(BindHandler.DEFAULT));
		binder.bind("management.endpoint.dtls", DtlsEndpointProperties.class);
	}

	/** A piece of a page, named by its place. */
	record Block(String place, String text) {

		@Override
		public String toString() {
			return this.place;
		}

	}

}
