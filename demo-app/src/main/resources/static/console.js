// The console: server-sent events in, charts and rows out. No build step; Chart.js is a global.
const KEPT_SECONDS = 60;
const ROWS = 200;
const $ = (selector, root = document) => root.querySelector(selector);
const COLOURS = ['#3b82c4', '#2e9e5b', '#d9822b', '#b0489e', '#c23b3b', '#6a6fd1', '#8a8f98', '#00a1a1'];

/** A chart of the last minute. `push` adds a second; its text alternative tells the newest values. */
class DtlsChart extends HTMLElement {

	connectedCallback() {
		this.innerHTML = `<h3>${this.getAttribute('label')}</h3><div><canvas role="img"></canvas></div>`;
		const bar = this.getAttribute('kind') === 'bar';
		this.chart = new Chart($('canvas', this), {
			type: bar ? 'bar' : 'line', // Points show what has no neighbour to draw a line to.
			data: { labels: Array(KEPT_SECONDS).fill(''), datasets: [] },
			options: {
				animation: false, responsive: true, maintainAspectRatio: false,
				interaction: { mode: 'index', intersect: false },
				elements: { point: { radius: 1.5 }, line: { borderWidth: 2, tension: 0.2 } },
				spanGaps: true,
				scales: {
					x: { stacked: bar, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 40 } },
					y: { stacked: bar, beginAtZero: true, suggestedMax: 1, ticks: { maxTicksLimit: 5 } },
				},
				plugins: { legend: { labels: { boxWidth: 12 } } },
			},
		});
		this.recolour();
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour());
	}

	recolour() {
		const style = getComputedStyle(document.documentElement);
		const { options } = this.chart;
		for (const axis of [options.scales.x, options.scales.y]) {
			axis.ticks.color = style.getPropertyValue('--soft');
			axis.grid.color = style.getPropertyValue('--line');
		}
		options.plugins.legend.labels.color = style.getPropertyValue('--ink');
		this.chart.update();
	}

	push(time, values) {
		const { labels, datasets } = this.chart.data;
		labels.push(new Date(time).toLocaleTimeString());
		for (const name of Object.keys(values)) {
			if (!datasets.some((set) => set.label === name)) {
				const colour = COLOURS[datasets.length % COLOURS.length];
				datasets.push({ label: name, borderColor: colour, backgroundColor: colour, data: Array(KEPT_SECONDS).fill(null) });
			}
		}
		datasets.forEach((set) => set.data.push(values[set.label] ?? (this.getAttribute('kind') ? 0 : null)));
		[labels, ...datasets.map((set) => set.data)].forEach((list) => list.splice(0, list.length - KEPT_SECONDS));
		this.chart.update();
		const text = datasets.map((set) => `${set.label} ${round(set.data.at(-1) ?? 0)}`).join(', ');
		$('canvas', this).setAttribute('aria-label', `${this.getAttribute('label')}: ${text || 'nothing yet'}`);
		this.dataset.peak = Math.max(0, ...datasets.flatMap((set) => set.data.map((value) => value ?? 0)));
	}

}

/** The table of sessions. Rows are kept and refilled, so that the focus stays where it is. */
class DtlsSessions extends HTMLElement {

	connectedCallback() {
		this.sessions = [];
		$('input', this).addEventListener('input', () => this.render());
	}

	show(sessions) {
		this.sessions = sessions;
		this.render();
	}

	render() {
		const wanted = $('input', this).value.toLowerCase();
		const found = this.sessions.filter((session) => [session.id, session.address, session.principal, session.cipherSuite]
			.some((text) => text?.toLowerCase().includes(wanted)));
		const body = $('tbody', this);
		const ids = new Set(found.map((session) => session.id));
		[...body.rows].filter((row) => !ids.has(row.dataset.id)).forEach((row) => row.remove());
		found.forEach((session) => this.fill(body.querySelector(`[data-id="${session.id}"]`) ?? this.newRow(body, session.id), session));
		$('table', this).hidden = found.length === 0;
		$('.none', this).hidden = this.sessions.length > 0;
	}

	newRow(body, id) {
		const row = body.insertRow();
		row.dataset.id = id;
		for (const label of ['Peer', 'Name', 'Suite', 'In', 'Out', 'Idle', '']) {
			row.insertCell().dataset.label = label;
		}
		row.cells[2].className = 'suite';
		row.cells[6].className = 'actions';
		const send = button('Send …', '', () => { $('#sender select').value = id; $('#sender [name=text]').focus(); });
		const close = button('Close', 'close', () => call('DELETE', `console/sessions/${id}`));
		row.cells[6].append(send, ' ', close);
		return row;
	}

	fill(row, session) {
		const { traffic } = session;
		const texts = [session.address, session.principal ?? 'anonymous', session.cipherSuite.replace('TLS_', ''),
			`${traffic.messagesReceived} (${traffic.bytesReceived} B)`, `${traffic.messagesSent} (${traffic.bytesSent} B)`,
			`${Math.round(seconds(session.idle))} s`];
		texts.forEach((text, i) => { if (row.cells[i].textContent !== text) row.cells[i].textContent = text; });
		row.cells[6].querySelectorAll('button').forEach((each) => each.setAttribute('aria-label', `${each.textContent} ${session.address}`));
	}

}

customElements.define('dtls-sessions', DtlsSessions);
customElements.define('dtls-chart', DtlsChart);

function button(text, className, action) {
	const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text, className });
	made.addEventListener('click', action);
	return made;
}

/** ISO 8601 durations as Jackson writes them, such as PT1M2.5S. */
function seconds(duration) {
	const [, h = 0, m = 0, s = 0] = /PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?/.exec(duration) ?? [];
	return h * 3600 + m * 60 + Number(s);
}

const round = (value) => Math.round(value * 100) / 100;
const sum = (values) => Object.values(values).reduce((a, b) => a + b, 0);

async function call(method, url, body) {
	const answer = await fetch(url, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
	return answer.ok ? 'sent' : `refused: ${answer.status}`;
}

/** What grew between two moments, for those that did. */
function growth(before, after, perSecond = 1) {
	return Object.fromEntries(Object.entries(after)
		.map(([name, value]) => [name, (value - (before[name] ?? 0)) / perSecond])
		.filter(([, value]) => value > 0));
}

function mean(before, after) {
	return after.count > before.count ? (after.millis - before.millis) / (after.count - before.count) : null;
}

let last;

function show(moment) {
	const before = last ?? moment;
	last = moment;
	const { list } = moment;
	const elapsed = Math.max(0.5, (moment.time - before.time) / 1000);
	const rates = { received: 0, sent: 0, ...growth(before.messages, moment.messages, elapsed) };
	tiles({ sessions: list.total, handshakes: list.handshakes.length, received: round(rates.received), sent: round(rates.sent),
		dropped: sum(moment.drops) });
	const push = (name, values) => $(`dtls-chart[name=${name}]`).push(moment.time, values);
	push('sessions', Object.fromEntries(Object.entries(list.servers).map(([name, server]) => [name, server.sessions.used])));
	push('messages', rates);
	push('handshakes', growth(before.handshakes, moment.handshakes));
	push('drops', growth(before.drops, moment.drops));
	push('latency', { handshake: mean(before.handshakeTime, moment.handshakeTime),
		handling: mean(before.handlingTime, moment.handlingTime) });
	$('dtls-sessions').show(list.sessions.slice(0, ROWS));
	recipients(list.sessions);
	servers(list.servers);
	failures(list.handshakes, list.failures);
}

function tiles(values) {
	Object.entries(values).forEach(([name, value]) => { $(`[data-tile=${name}]`).textContent = value; });
}

function recipients(sessions) {
	const select = $('#sender select');
	const chosen = select.value;
	const wanted = sessions.map((session) => session.id);
	if ([...select.options].map((option) => option.value).join() === wanted.join()) {
		return;
	}
	select.replaceChildren(...sessions.map((session) => new Option(session.address, session.id)));
	if (wanted.includes(chosen)) {
		select.value = chosen;
	}
}

function servers(all) {
	$('#servers').replaceChildren(...Object.entries(all).map(([name, server]) => line('', [`${name}: ${server.state}`,
		`UDP ${server.address ?? '–'}`, `demux ${server.demux}`, `${server.sessions.used} of ${server.sessions.max} sessions`,
		...server.certificates.map((each) => `certificate ${each.subject} until ${new Date(each.notAfter).toLocaleDateString()}`)])));
}

function failures(handshakes, failed) {
	const open = handshakes.filter((each) => each.suspicion)
		.map((each) => line('open', [`${each.address}: still open. ${each.suspicion}.`], `for ${Math.round(seconds(each.age))} s`));
	const ended = failed.slice(0, 20).map((each) => line('', [`${each.address}: ${each.reason}. ${each.explanation}`],
		`${new Date(each.time).toLocaleTimeString()}, ${each.alert ? `alert ${each.alert}` : 'no alert'}`));
	$('#failed').replaceChildren(...open, ...ended);
	$('#failed + .none').hidden = open.length + ended.length > 0;
}

function line(className, texts, note) {
	const item = Object.assign(document.createElement('li'), { className });
	texts.forEach((text) => item.append(Object.assign(document.createElement('span'), { textContent: text })));
	if (note) {
		item.append(' ', Object.assign(document.createElement('small'), { textContent: note }));
	}
	return item;
}

$('#sender').addEventListener('submit', async (event) => {
	event.preventDefault();
	const form = event.target;
	const { session, text } = form.elements;
	form.querySelector('output').textContent = await call('POST', `console/sessions/${session.value}/messages`, { text: text.value });
	text.value = '';
});

const events = new EventSource('console/events');
const link = $('#link');
events.onopen = () => { link.className = 'live'; link.textContent = 'live'; };
events.onerror = () => { link.className = 'lost'; link.textContent = 'connection lost, trying again …'; };
events.onmessage = (event) => show(JSON.parse(event.data));
