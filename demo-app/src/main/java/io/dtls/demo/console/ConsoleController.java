package io.dtls.demo.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.dtls.DtlsSession;
import io.dtls.spring.DtlsSessions;

/**
 * Feeds the console and does what its buttons say.
 */
@RestController
@RequestMapping("/console")
class ConsoleController {

	private final ConsoleView view;

	private final DtlsSessions sessions;

	private final List<SseEmitter> pages = new CopyOnWriteArrayList<>();

	ConsoleController(ConsoleView view, DtlsSessions sessions) {
		this.view = view;
		this.sessions = sessions;
	}

	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		SseEmitter page = new SseEmitter(0L);
		page.onCompletion(() -> this.pages.remove(page));
		page.onError((ex) -> this.pages.remove(page));
		this.pages.add(page);
		send(page, this.view.now());
		return page;
	}

	@Scheduled(fixedRate = 1000)
	void tell() {
		if (!this.pages.isEmpty()) {
			ConsoleView.Moment now = this.view.now();
			this.pages.forEach((page) -> send(page, now));
		}
	}

	private void send(SseEmitter page, ConsoleView.Moment moment) {
		try {
			page.send(moment, MediaType.APPLICATION_JSON);
		}
		catch (IOException | IllegalStateException ex) {
			// The page was closed.
			this.pages.remove(page);
		}
	}

	// Taking JSON only keeps forms of other sites out: browsers ask before they send it.
	@PostMapping(path = "/sessions/{id}/messages", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void send(@PathVariable String id, @RequestBody Outgoing outgoing) throws IOException {
		session(id).send(outgoing.text().getBytes(StandardCharsets.UTF_8));
	}

	@DeleteMapping("/sessions/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void close(@PathVariable String id) {
		session(id).close();
	}

	private DtlsSession session(String id) {
		return this.sessions.find(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No such session is open"));
	}

	/**
	 * A message to send.
	 *
	 * @param text sent as UTF-8
	 */
	record Outgoing(String text) {

	}

}
