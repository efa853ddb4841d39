package io.dtls.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles what a page shows. A piece that begins with an annotation, a class or a record
 * is a member of the class {@code Shown}, and any other is the body of a method of it.
 * The file {@code documents/Shown.java.txt} has the imports, and the names that pages use
 * without declaring them.
 */
final class ShownJava {

	private static final Path TEMPLATE = Path.of("src/test/resources/documents/Shown.java.txt");

	private static final Path TEST_SUPPORT = Path.of("../dtls-spring-boot-starter-test/src/main/java");

	private ShownJava() {
	}

	/** Returns the errors of the compiler. */
	static List<String> compile(String piece) throws IOException {
		boolean member = piece.matches("(?s)(@|class |record ).*");
		// What an ellipsis stands for in a page is null here.
		String body = piece.replace("(…)", "(null)");
		String source = Files.readString(TEMPLATE)
			.replace("/* piece */", member ? body : "void shown() throws Exception {\n" + body + "}\n");
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
		List<String> options = List.of("-proc:none", "-implicit:none", "--should-stop=ifNoError=FLOW", "-classpath",
				System.getProperty("java.class.path"), "-sourcepath", TEST_SUPPORT.toString());
		compiler.getTask(null, null, found, options, null, List.of(new Source(source))).call();
		return found.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map((diagnostic) -> diagnostic.getMessage(Locale.ROOT))
			.toList();
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///Shown.java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
