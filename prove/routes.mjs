// The load, the experiments and the proof of prove/routes: node routes.mjs ROOT WORK [CYCLES].
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Penguins, Tally, sleep, up } from './proof.mjs';

const [root, work, cycles] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 5)];
const [tally, penguins] = [new Tally(), new Penguins(root, work)];
const experiment = 'experiment: { mode: canary, ramp: [10%, 30%, 50%], duration: 6s, window: 1s, then: { win: promote } }\n';
const patienceMs = 60_000;

for (const folds of [5, 4]) penguins.train(`  cv: { folds: ${folds} }\n${experiment}`);
penguins.call('models', 'promote', 'penguins@1', '--force');
const bodies = path.join(work, 'bodies.txt');
writeFileSync(bodies, penguins.rows().map((row) => JSON.stringify(row)).join('\n'));

/** What wrk counted, once it is told to end. */
function load(address, seconds) {
  const words = ['-t1', '-c8', `-d${seconds}`, '--latency', '-s', path.join(root, 'bench/peers/rows.lua'), `${address}/models/penguins/predict`, '--', bodies, '1'];
  const child = spawn('wrk', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  const figures = new Promise((done) => child.on('close', () => done(JSON.parse(text.split('\n').find((line) => line.startsWith('{'))))));
  return { child, figures };
}

/** The experiment once it is over. */
async function over() {
  for (const end = Date.now() + patienceMs; ; ) {
    const status = JSON.parse(penguins.call('experiment', 'status', 'penguins', '--output', 'json'));
    if (status.state === 'over' || Date.now() > end) return status;
    await sleep(500);
  }
}

const server = await up(penguins.rondo, work);
const wrk = load(server.address, 600);
await sleep(1000);
for (let cycle = 1; cycle <= cycles; cycle++) {
  await penguins.callAside('experiment', 'start', 'penguins', '--treatment', '2');
  const canary = await over();
  tally.check(`canary ${cycle}`, canary.outcome === 'win' ? [] : [`${canary.outcome}: ${canary.sentence}`], `${canary.stages.length} steps, ${canary.outcome}`);
  await penguins.callAside('models', 'rollback', 'penguins');
  await penguins.callAside('experiment', 'start', 'penguins', '--treatment', '2', '--mode', 'shadow');
  await sleep(1500);
  await penguins.callAside('experiment', 'stop', 'penguins');
}
// Told by an interrupt, wrk ends and says what it counted.
wrk.child.kill('SIGINT');
const figures = await wrk.figures;
server.child.kill('SIGTERM');

const kinds = JSON.parse(penguins.call('history', 'penguins', '--output', 'json')).events.map((event) => event.kind);
const count = (kind) => kinds.filter((k) => k === kind).length;
const expected = { canary_started: cycles, route_changed: 2 * cycles, rolled_back: cycles, shadow_started: cycles };
const missing = Object.entries(expected).filter(([kind, number]) => count(kind) !== number).map(([kind, number]) => `${kind} ${count(kind)} times, not ${number}`);
tally.check('history', missing, `${kinds.length} events`);
tally.check('requests', figures.failed === 0 && figures.per_second > 0 ? [] : [`${figures.failed} failed`], `${figures.per_second.toFixed(0)} a second, ${figures.failed} failed, p99 ${(figures.p99_us / 1000).toFixed(1)} ms`);
tally.exit();
