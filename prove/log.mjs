// The load, the kills and the proof of prove/log: node log.mjs ROOT WORK [KILLS] [SEED].
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Penguins, Tally, seededRandom, sleep } from './proof.mjs';

const [root, work, kills, seed] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 50), Number(process.argv[5] ?? 1)];
const connections = 8;
const [tally, random, penguins] = [new Tally(), seededRandom(seed), new Penguins(root, work)];

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

penguins.train();
const rows = penguins.rows();

const acknowledged = [];
for (let kill = 1; kill <= kills; kill++) {
  const server = await penguins.serve(...(kill % 5 === 0 ? ['--log-durable'] : []));
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
  await sleep(moment);
  server.child.kill('SIGKILL');
  await server.gone;
  stopped = true;
  await Promise.all(load);
  agent.destroy();
  // Each kill is judged by itself, on all that was ever answered.
  const file = path.join(work, 'log.jsonl');
  penguins.call('predictions', '--out', file);
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
  tally.check(`killed ${kill}`, problems, `after ${moment.toFixed(0)} ms; ${acknowledged.length - before} predictions answered, ${logged.size} in the log`);
}
tally.exit();
