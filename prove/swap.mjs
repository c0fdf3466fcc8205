// The load, the swaps and the proof of prove/swap: node swap.mjs ROOT WORK [REQUESTS] [SWAPS].
import net from 'node:net';
import { Penguins, Tally, sleep } from './proof.mjs';

const [root, work, requests, swaps] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 1e6), Number(process.argv[5] ?? 100)];
const connections = 16, grace = 2000, stops = 10;
const [tally, penguins] = [new Tally(), new Penguins(root, work)];
const serve = () => penguins.serve('--drain-delay', '1');

/** A connection that sends one request after the other; HTTP by hand, to load a server from one thread. */
class Lane {
  answered = 0;
  problems = [];
  closing = false;

  constructor(port, bodies, onAnswer) {
    [this.port, this.bodies, this.onAnswer] = [port, bodies, onAnswer];
  }

  connect() {
    this.socket?.destroy();
    return new Promise((done, fail) => {
      const socket = net.connect(this.port, '127.0.0.1', () => { socket.off('error', fail); done(); });
      this.socket = socket;
      socket.setNoDelay(true);
      socket.once('error', fail);
      this.left = Buffer.alloc(0);
      this.pending = null;
      // What a connection that was left behind still says is nobody's answer.
      const own = (act) => (part) => { if (this.socket === socket) act(part); };
      socket.on('data', own((part) => this.read(part)));
      socket.on('error', own(() => this.end()));
      socket.on('close', own(() => this.end()));
    });
  }

  send(i) {
    return new Promise((done) => {
      this.pending = { done, from: Date.now() };
      this.socket.write(this.bodies[i % this.bodies.length]);
    });
  }

  read(part) {
    this.left = this.left.length ? Buffer.concat([this.left, part]) : part;
    const head = this.left.indexOf('\r\n\r\n');
    if (head < 0) return;
    const text = this.left.toString('latin1', 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (this.left.length < head + 4 + length) return;
    const body = this.left.toString('utf8', head + 4, head + 4 + length);
    this.left = this.left.subarray(head + 4 + length);
    this.closing ||= /connection: close/i.test(text);
    this.finish({ status: Number(text.slice(9, 12)), body });
  }

  end() {
    if (this.pending) this.finish({ status: 0, body: 'the connection ended' });
    this.closing = true;
  }

  finish(answer) {
    const { done, from } = this.pending;
    this.pending = null;
    if (answer.status === 200) {
      this.answered++;
      this.onAnswer(answer.body, from, Date.now());
    } else this.problems.push(`${answer.status} ${answer.body.slice(0, 200)}`);
    done(answer);
  }
}

for (const folds of [5, 4]) penguins.train(`  cv: { folds: ${folds} }\n`);
penguins.call('models', 'promote', 'penguins@1');
const bodies = penguins.rows().map((row) => {
  const body = JSON.stringify(row);
  return Buffer.from(`POST /models/penguins/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
});

// ---- swaps -----------------------------------------------------------------------------------
{
  const server = await serve();
  // When each version was champion: from the start of the command that made it so, to the end of the one that made the other so, and the time that hosts have.
  const live = { 1: [[0, Infinity]], 2: [] };
  const wrong = [];
  const counts = { 1: 0, 2: 0 };
  const lanes = Array.from({ length: connections }, () => new Lane(server.port, bodies, (body, from, to) => {
    const version = Number(/"version":(\d+)/.exec(body)?.[1]);
    counts[version]++;
    if (!live[version]?.some(([start, end]) => from <= end + grace && to >= start)) wrong.push(`version ${version} answered while it was not champion`);
  }));
  await Promise.all(lanes.map((lane) => lane.connect()));
  let sent = 0;
  const start = Date.now();
  const load = Promise.all(lanes.map(async (lane) => {
    while (sent < requests && !lane.closing) await lane.send(sent++);
  }));
  let done = 0;
  const moving = (async () => {
    for (let i = 1; i <= swaps; i++) {
      // Spread over the load, however fast it goes.
      while (sent < (i * requests) / (swaps + 1)) await sleep(20);
      const next = 1 + (i % 2), other = 3 - next;
      const span = [Date.now(), Infinity];
      live[next].push(span);
      await penguins.callAside('models', 'promote', `penguins@${next}`);
      live[other].at(-1)[1] = Date.now();
      done++;
    }
  })();
  await Promise.all([load, moving]);
  const answered = lanes.reduce((sum, lane) => sum + lane.answered, 0);
  const problems = lanes.flatMap((lane) => lane.problems);
  if (answered !== requests) problems.push(`${answered} of ${requests} requests were answered`);
  if (counts[1] === 0 || counts[2] === 0) problems.push('a version never answered');
  tally.check(`${requests} requests during ${done} swaps`, [...problems, ...wrong], `${problems.length} failed, ${wrong.length} by a version that was not live; version 1 ${counts[1]}, version 2 ${counts[2]}; ${(answered / ((Date.now() - start) / 1000)).toFixed(0)} a second`);
  server.child.kill('SIGTERM');
  await server.gone;
}

// ---- stops -----------------------------------------------------------------------------------
for (let stop = 1; stop <= stops; stop++) {
  const server = await serve();
  const lanes = Array.from({ length: connections }, () => new Lane(server.port, bodies, () => {}));
  await Promise.all(lanes.map((lane) => lane.connect()));
  let sent = 0, refused = 0;
  const load = Promise.all(lanes.map(async (lane) => {
    for (;;) {
      if (lane.closing) {
        // A server that goes says so with its last answer; the next connection may be refused, which a balancer sends elsewhere.
        lane.closing = false;
        try { await lane.connect(); } catch { refused++; return; }
      }
      await lane.send(sent++);
    }
  }));
  await sleep(300);
  const asked = Date.now();
  server.child.kill('SIGTERM');
  const code = await server.gone;
  const seconds = (Date.now() - asked) / 1000;
  await Promise.race([load, sleep(5000)]);
  const problems = lanes.flatMap((lane) => lane.problems);
  if (code !== 0) problems.push(`exit ${code}`);
  tally.check(`stopped ${stop}`, problems, `${sent} requests, ${lanes.reduce((sum, lane) => sum + lane.answered, 0)} answered; gone after ${seconds.toFixed(2)} s`);
}
tally.exit();
