// The load, the kills and the proof of prove/log: node log.mjs ROOT WORK [KILLS] [SEED].
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import http from 'node:http';
import path from 'node:path';

const [root, work, kills, seed] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 50), Number(process.argv[5] ?? 1)];
const rondo = path.join(root, 'artifacts/app/current/rondo');
const connections = 8;
let passed = 0, failed = 0;

// Mulberry32: the same seed gives the same moments.
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function call(...words) {
  const ended = spawnSync(rondo, words, { cwd: work, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ended.status !== 0) throw new Error(`rondo ${words.join(' ')}: exit ${ended.status}\n${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

async function serve(extra) {
  const child = spawn(rondo, ['serve', 'penguins', '--port', '0', ...extra], { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const port = await new Promise((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /:(\d+)\/?$/.exec(line);
      if (found) done(Number(found[1]));
    });
    child.on('exit', () => fail(new Error(`rondo serve ended: ${errors}`)));
  });
  return { child, port };
}

function predict(agent, port, rows) {
  const body = JSON.stringify({ rows });
  return new Promise((done, fail) => {
    const sent = http.request({ host: '127.0.0.1', port, method: 'POST', path: '/models/penguins/predict', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => (answer.statusCode === 200 ? done(JSON.parse(Buffer.concat(parts))) : fail(Object.assign(new Error(`${answer.statusCode} ${Buffer.concat(parts)}`), { status: answer.statusCode }))));
      answer.on('error', fail);
      answer.on('aborted', () => fail(new Error('aborted')));
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

function check(name, problems, note) {
  if (problems.length === 0) passed++;
  else failed++;
  console.log(`${problems.length === 0 ? 'ok     ' : 'FAILED '} ${name}: ${note}`);
  for (const problem of problems.slice(0, 5)) console.log(`        ${problem}`);
}

cpSync(path.join(root, 'samples/data/penguins.json'), path.join(work, 'penguins.json'));
writeFileSync(path.join(work, 'rondo.yaml'), 'name: penguins\ndefine:\n  target: Species\nprepare:\n  source: penguins.json\ntrain:\n  models: [logistic_regression]\n');
call('run', '--quiet');
const columns = JSON.parse(call('models', 'show', 'penguins', '--output', 'json')).columns.map((c) => c.name);
const rows = JSON.parse(readFileSync(path.join(work, 'penguins.json'), 'utf8')).map((row) => Object.fromEntries(columns.map((c) => [c, row[c] ?? null])));

const acknowledged = [];
for (let kill = 1; kill <= kills; kill++) {
  const server = await serve(kill % 5 === 0 ? ['--log-durable'] : []);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  let stopped = false;
  const before = acknowledged.length;
  const refused = [];
  let hear;
  const isWarm = new Promise((done) => (hear = done));
  const load = Array.from({ length: connections }, async (_, lane) => {
    for (let i = lane; !stopped; i += connections) {
      const first = (i * 7) % (rows.length - 5);
      try {
        const answer = await predict(agent, server.port, rows.slice(first, first + 1 + (i % 4)));
        hear();
        for (const prediction of answer.predictions) acknowledged.push([prediction.prediction_id, prediction.prediction]);
      } catch (e) {
        if (e.status) refused.push(e.message);
        if (!e.status) return;
      }
    }
  });
  // Counted from the first answer on.
  const moment = random() * 900;
  await isWarm;
  await new Promise((done) => setTimeout(done, moment));
  const gone = new Promise((done) => server.child.on('exit', done));
  server.child.kill('SIGKILL');
  await gone;
  stopped = true;
  await Promise.all(load);
  agent.destroy();
  // Each kill is judged by itself, on all that was ever answered.
  const file = path.join(work, 'log.jsonl');
  call('predictions', '--out', file);
  const logged = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.length === 0) continue;
    const row = JSON.parse(line);
    logged.set(row.prediction_id, [...(logged.get(row.prediction_id) ?? []), row.prediction]);
  }
  const problems = [...refused];
  for (const [id, prediction] of acknowledged) {
    const found = logged.get(id);
    if (!found) problems.push(`prediction ${id} was answered and is not in the log`);
    else if (found.length > 1) problems.push(`prediction ${id} is in the log ${found.length} times`);
    else if (found[0] !== prediction) problems.push(`prediction ${id} was '${prediction}' and is '${found[0]}' in the log`);
  }
  check(`killed ${kill}`, problems, `after ${moment.toFixed(0)} ms; ${acknowledged.length - before} predictions answered, ${logged.size} in the log`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
