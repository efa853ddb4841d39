package io.dtls.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts modules of this build where {@code mvnw install} would put them, into a repository
 * of the test's own.
 */
final class Installation {

	static final String VERSION = System.getProperty("project.version");

	private final List<String> artifacts;

	private Installation(List<String> artifacts) {
		this.artifacts = artifacts;
	}

	static Installation of(String... artifacts) {
		return new Installation(List.of(artifacts));
	}

	void into(Path repository) throws IOException {
		for (String artifact : this.artifacts) {
			String name = artifact + "-" + VERSION;
			Path folder = Files.createDirectories(repository.resolve("io/dtls").resolve(artifact).resolve(VERSION));
			boolean isParent = artifact.equals("dtls-parent");
			Path module = isParent ? Path.of("..") : Path.of("..", artifact);
			replace(module.resolve("pom.xml"), folder.resolve(name + ".pom"));
			if (!isParent && !artifact.equals("dtls-bom")) {
				replace(module.resolve("target").resolve(name + ".jar"), folder.resolve(name + ".jar"));
			}
		}
	}

	private static void replace(Path from, Path to) throws IOException {
		Files.write(to, Files.readAllBytes(from));
	}

}
