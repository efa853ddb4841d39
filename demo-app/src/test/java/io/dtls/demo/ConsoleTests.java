package io.dtls.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import io.dtls.DtlsSession;
import io.dtls.endpoint.DtlsServer;
import io.dtls.testing.PeerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console in a real browser, watching real clients.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "dtls.server.port=0")
@DirtiesContext
@SuppressWarnings("try") // A client is there to be connected.
class ConsoleTests {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	@TempDir
	private static Path profile;

	private static ChromeDriver browser;

	@Autowired
	private DtlsServer server;

	@LocalServerPort
	private int httpPort;

	@BeforeAll
	static void startBrowser() throws IOException {
		PeerProcess.require("chromium");
		PeerProcess.require("chromedriver");
		ChromeOptions options = new ChromeOptions();
		options.setBinary("/usr/bin/chromium");
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
				"--user-data-dir=" + profile);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(new File("/usr/bin/chromedriver"))
			.usingAnyFreePort()
			.build();
		browser = new ChromeDriver(service, options);
		Files.createDirectories(SCREENSHOTS);
	}

	@AfterAll
	static void stopBrowser() {
		if (browser != null) {
			browser.quit();
		}
	}

	@BeforeEach
	void open() {
		browser.manage().window().setSize(new Dimension(1200, 1100));
		browser.get("http://localhost:" + this.httpPort + "/");
		await("the page is live", () -> text("#link").equals("live"));
	}

	@AfterEach
	void closeSessions() {
		this.server.sessions().forEach(DtlsSession::close);
	}

	private PeerProcess connect(String... options) throws IOException {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-dtls1_2", "-connect",
				"127.0.0.1:" + this.server.localAddress().getPort()));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private static void await(String what, BooleanSupplier condition) {
		new WebDriverWait(browser, Duration.ofSeconds(20)).withMessage(what)
			.until((driver) -> condition.getAsBoolean());
	}

	private static WebElement find(String selector) {
		return browser.findElement(By.cssSelector(selector));
	}

	private static String text(String selector) {
		return String
			.valueOf(browser.executeScript("return document.querySelector(arguments[0])?.textContent", selector));
	}

	private static long rows() {
		return (Long) browser.executeScript("return document.querySelectorAll('dtls-sessions tbody tr').length");
	}

	private static double peak(String chart) {
		Object peak = browser.executeScript("return document.querySelector(arguments[0]).dataset.peak",
				"dtls-chart[name=" + chart + "]");
		return (peak != null) ? Double.parseDouble(peak.toString()) : 0;
	}

	// Kept for people to look at; the first one is in the README.
	private static void screenshot(String name) throws IOException {
		File taken = browser.getScreenshotAs(OutputType.FILE);
		Files.copy(taken.toPath(), SCREENSHOTS.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
	}

	@Test
	void saysThatItMustNotBeExposed() {
		assertThat(text(".warning")).contains("Do not expose it as it is");
	}

	@Test
	void showsAClientAndItsMessagesWithoutReloadAndClosesIt() throws Exception {
		try (PeerProcess client = connect()) {
			client.expect("Cipher is");
			await("the row", () -> rows() == 1);
			client.sendLine("hello").expect("hello\n");
			await("the chart of messages", () -> peak("messages") > 0);
			await("the row counts", () -> text("dtls-sessions tbody td:nth-child(4)").startsWith("1 ("));
			find("dtls-sessions button.close").click();
			client.expect("closed");
			await("no row", () -> rows() == 0);
		}
	}

	@Test
	void explainsAWrongKeyWithinSecondsAndLooksGood() throws Exception {
		try (PeerProcess good = connect("-psk_identity", "sensor-1", "-psk", "000102030405060708090a0b0c0d0e0f",
				"-cipher", "PSK");
				PeerProcess other = connect();
				PeerProcess wrong = connect("-psk_identity", "sensor-1", "-psk", "ffffffffffffffffffffffffffffffff",
						"-cipher", "PSK")) {
			good.expect("Cipher is ECDHE-PSK-");
			other.expect("Cipher is ECDHE-ECDSA-");
			for (int i = 0; i < 5; i++) {
				good.sendLine("reading " + i).expect("reading " + i + "\n");
				other.sendLine("position " + i).expect("position " + i + "\n");
			}
			await("the explanation", () -> text("#failed").contains("Keys differ: wrong PSK or identity"));
			await("both rows", () -> rows() == 2);
			await("the chart of latency", () -> peak("latency") > 0);
			browser.manage().window().setSize(new Dimension(1200, 1750));
			screenshot("console");
			browser.manage().window().setSize(new Dimension(420, 900));
			screenshot("console-phone");
			browser.executeCdpCommand("Emulation.setEmulatedMedia",
					Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
			browser.manage().window().setSize(new Dimension(1200, 1750));
			screenshot("console-dark");
		}
	}

	@Test
	void isUsableWithoutAMouse() throws Exception {
		try (PeerProcess first = connect("-psk_identity", "sensor-1", "-psk", "000102030405060708090a0b0c0d0e0f",
				"-cipher", "PSK"); PeerProcess second = connect()) {
			first.expect("Cipher is ECDHE-PSK-");
			second.expect("Cipher is ECDHE-ECDSA-");
			await("both rows", () -> rows() == 2);
			find("dtls-sessions input").sendKeys("ecdhe_psk");
			await("one row", () -> rows() == 1);
			find("dtls-sessions tbody button").sendKeys(Keys.ENTER);
			WebElement focused = browser.switchTo().activeElement();
			assertThat(focused.getDomAttribute("name")).isEqualTo("text");
			focused.sendKeys("wake up" + Keys.ENTER);
			first.expect("wake up");
		}
	}

}
