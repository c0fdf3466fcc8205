// The rows, the kills and the proof of prove/retrain: node retrain.mjs ROOT WORK [KILLS] [SEED].
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Tally, seededRandom, sleep, up } from './proof.mjs';

const [root, work, kills, seed] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 10), Number(process.argv[5] ?? 1)];
const rondo = path.join(root, 'artifacts/app/current/rondo');
const [tally, random] = [new Tally(), seededRandom(seed)];
const patienceMs = 180_000;

/** Rows by day; from the hundredth day on the price follows the size twice as steeply. */
function rows(days) {
  const draw = seededRandom(7);
  let text = 'day,size,price\n';
  for (let i = 0; i < days * 40; i++) {
    const [day, size] = [Math.floor(i / 40), 10 * draw()];
    text += `${new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)},${size.toFixed(4)},${(size * (day < 100 ? 1 : 2) + draw()).toFixed(4)}\n`;
  }
  return text;
}

const file = `name: sales
define: { target: price, success: { rmse: 1000 } }
prepare: { source: sales.csv, time: day, leakage: "off" }
train: { models: [ridge, random_forest: { n_estimators: 60 }], tune: { search: none }, cv: { folds: 4 }, evaluate: { explain: [] } }
retrain: { gate: { holdout: 20d, better_than: champion, and: success }, then: promote }
`;

function project(name) {
  const folder = path.join(work, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'rondo.yaml'), file);
  writeFileSync(path.join(folder, 'sales.csv'), rows(100));
  const ran = spawnSync(rondo, ['run', '--quiet'], { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`rondo run: exit ${ran.status}\n${ran.stdout}${ran.stderr}`);
  writeFileSync(path.join(folder, 'sales.csv'), rows(160));
  return folder;
}

function ask(folder, ...words) {
  const answer = spawnSync(rondo, [...words, '--output', 'json'], { cwd: folder, encoding: 'utf8' });
  if (answer.status !== 0) throw new Error(`rondo ${words.join(' ')}: exit ${answer.status}\n${answer.stdout}${answer.stderr}`);
  return JSON.parse(answer.stdout);
}

/** The processes that work at retrains of this folder. */
const workers = (folder) =>
  readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      return words.includes('--job') && words.includes(path.join(folder, '.rondo'));
    } catch {
      return false;
    }
  });

function killWorkers(folder) {
  for (const id of workers(folder)) {
    try {
      process.kill(Number(id), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** Asks over the API, as any program on this machine may. */
async function order(server) {
  const answer = await fetch(`${server.address}/api/v1/models/sales/retrain`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"key":"proof"}' });
  if (answer.status !== 202) throw new Error(`the order was answered ${answer.status}: ${await answer.text()}`);
}

async function finished(folder) {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(500)) {
    const [job] = ask(folder, 'retrain', 'list').retrains;
    if (job && !['waiting', 'running'].includes(job.state)) return job;
  }
  return null;
}

function check(name, folder, job, victim) {
  const kinds = ask(folder, 'history', 'sales').events.map((e) => e.kind);
  const count = (kind) => kinds.filter((k) => k === kind).length;
  const problems = [];
  if (job?.state !== 'done' || job.outcome !== 'promoted') problems.push(`the retrain is ${job?.state ?? 'not over'}, ${job?.outcome}: ${job?.reason}`);
  for (const [kind, times] of [['retrain_started', 1], ['registered', 2], ['retrain_finished', 1], ['gate_passed', 1], ['promoted', 1]])
    if (count(kind) !== times) problems.push(`the trail has ${count(kind)} of ${kind} instead of ${times}: ${kinds.join(' ')}`);
  if (job && job.attempts > 2) problems.push(`${job.attempts} attempts`);
  tally.check(name, problems, `${victim}; ${job?.attempts} attempt${job?.attempts === 1 ? '' : 's'}, version ${job?.version} ${job?.outcome}`);
}

async function trial(name, moment, victim) {
  const folder = project(name);
  let server = await up(rondo, folder);
  await order(server);
  while (workers(folder).length === 0 && !['done', 'failed'].includes(ask(folder, 'retrain', 'list').retrains[0]?.state)) await sleep(50);
  const begun = Date.now();
  if (victim) {
    await sleep(moment);
    if (victim !== 'the retrain') server.child.kill('SIGKILL');
    if (victim !== 'the server') killWorkers(folder);
    if (victim !== 'the retrain') {
      await server.gone;
      server = await up(rondo, folder);
    }
  }
  const job = await finished(folder);
  const took = Date.now() - begun;
  server.child.kill('SIGTERM');
  await server.gone;
  check(name, folder, job, victim ? `${victim} killed after ${(moment / 1000).toFixed(2)} s` : `undisturbed, ${(took / 1000).toFixed(1)} s`);
  return took;
}

const whole = await trial('undisturbed', 0, null);
for (let kill = 1; kill <= kills; kill++) await trial(`kill ${kill}`, whole * (0.05 + 0.9 * random()), ['the server', 'the retrain', 'both'][kill % 3]);
tally.exit();
