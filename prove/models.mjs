// 200 models in 1 GB: node models.mjs ROOT WORK [MODELS].
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Penguins, Tally } from './proof.mjs';

const [root, work, models] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 200)];
const [tally, penguins] = [new Tally(), new Penguins(root, work)];
const gigabyte = 2 ** 30, small = 64 * 2 ** 20;

// Boosted trees as they are by default, for three classes.
penguins.train('', 'gradient_boosting');
penguins.call('export', 'penguins', '--to', 'package', '--out', 'one');
const description = JSON.parse(readFileSync(path.join(work, 'one/model.json'), 'utf8'));
for (let i = 0; i < models; i++) {
  const folder = path.join(work, 'all', `m${i}`);
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(work, 'one'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'model.json'), JSON.stringify({ ...description, name: `penguins-${i}` }));
}
const row = JSON.stringify({ rows: [penguins.rows()[0]] });

/** Asks every model so often, and says what it saw. */
async function ask(name, budget, rounds, most) {
  const server = await penguins.serve('--package', path.join(work, 'all'), '--memory', budget);
  const problems = [];
  const answers = new Set();
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < models; i++) {
      const answer = await fetch(`http://127.0.0.1:${server.port}/models/penguins-${i}/predict`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: row });
      const said = await answer.json();
      if (answer.status !== 200) problems.push(`penguins-${i}: ${answer.status} ${JSON.stringify(said)}`);
      else answers.add(JSON.stringify(said.predictions[0].probabilities));
    }
  if (answers.size !== 1) problems.push(`copies of one model gave ${answers.size} different answers`);
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)[1]) * 1024;
  const loaded = Number(/^rondo_model_memory_bytes\S* (\d+)/m.exec(await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text())?.[1] ?? NaN);
  if (peak > most) problems.push(`the process took ${peak} bytes at its peak`);
  server.child.kill('SIGTERM');
  if (await server.gone) problems.push('it did not end well');
  tally.check(name, problems, `${rounds * models} answers; models ${(loaded / 2 ** 20).toFixed(0)} MiB, process ${(peak / 2 ** 20).toFixed(0)} MiB at its peak`);
}

await ask(`${models} models, all in memory`, '900MiB', 3, gigabyte);
await ask(`${models} models that make room for each other`, `${small / 2 ** 20}MiB`, 3, gigabyte / 2);
tally.exit();
