// The rows, the kills and the proof of prove/batch: node batch.mjs ROOT WORK [ROWS] [KILLS] [SEED].
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Tally, seededRandom, sleep, startWatched } from './proof.mjs';

const [root, work, rows, kills, seed] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 10_000_000), Number(process.argv[5] ?? 5), Number(process.argv[6] ?? 1)];
const limitBytes = 2_000_000_000;
const rondo = path.join(root, 'artifacts/app/current/rondo');
const [tally, random] = [new Tally(), seededRandom(seed)];

/** Ten columns of a flight and its key; whether it is late follows from some of them. */
function generate(name, count) {
  const carriers = ['AA', 'UA', 'DL', 'WN', 'B6', 'AS'];
  const file = openSync(path.join(work, name), 'w');
  let text = 'flight,month,day,hour,distance,before,load,temperature,wind,carrier,late\n';
  for (let i = 0; i < count; i++) {
    const [month, hour, before, wind, carrier] = [1 + Math.floor(random() * 12), Math.floor(random() * 24), random() * random() * 120, random() * 60, Math.floor(random() * 6)];
    const late = before / 40 + hour / 12 + (carrier === 3 ? 1 : 0) + (wind / 60) * (month < 3 ? 2 : 0.5) + random() * 2 > 3.2;
    text += `${i},${month},${1 + Math.floor(random() * 28)},${hour},${80 + Math.floor(random() * 3000)},${before.toFixed(2)},${random().toFixed(4)},${(random() * 45 - 10).toFixed(1)},${wind.toFixed(1)},${carriers[carrier]},${late ? 'yes' : 'no'}\n`;
    if (text.length > 1 << 20) text = (writeSync(file, text), '');
  }
  writeSync(file, text);
  closeSync(file);
}

const predict = (out) => startWatched(rondo, ['predict', 'late', 'rows.csv', '--out', out, '--output', 'json'], work);

async function hash(name) {
  const sum = createHash('sha256');
  for await (const part of createReadStream(path.join(work, name), { highWaterMark: 1 << 20 })) sum.update(part);
  return sum.digest('hex');
}

/** Every key in the order of the source, every id of the row it belongs to: what a hole, a double or an exchange would break. */
async function rowsOf(name) {
  const problems = [];
  let [row, prefix] = [-1, ''];
  for await (const line of createInterface({ input: createReadStream(path.join(work, name), { highWaterMark: 1 << 20 }) })) {
    if (++row === 0) continue;
    const id = line.slice(line.lastIndexOf(',') + 1);
    prefix ||= id.slice(0, 20);
    if (!line.startsWith(`${row - 1},`) || id !== prefix + (row - 1).toString(16).padStart(12, '0')) problems.push(`line ${row + 1} is not of row ${row - 1}: ${line}`);
    if (problems.length > 5) break;
  }
  if (row !== rows) problems.push(`${row} rows instead of ${rows}`);
  return problems;
}

generate('train.csv', 20_000);
generate('rows.csv', rows);
writeFileSync(path.join(work, 'rondo.yaml'), 'name: late\ndefine: { target: late, positive: "yes" }\nprepare:\n  source: train.csv\n  entity: flight\n  features: { drop: [flight] }\ntrain:\n  models: [gradient_boosting: { n_estimators: 100, max_depth: 6, early_stopping: 0 }]\n  tune: none\n  cv: { strategy: holdout }\n');
const trained = spawnSync(rondo, ['run', '--quiet'], { cwd: work, encoding: 'utf8' });
if (trained.status !== 0 && trained.status !== 3) throw new Error(`rondo run: exit ${trained.status}\n${trained.stdout}${trained.stderr}`);

const begin = Date.now();
const whole = predict('whole.csv');
const ended = await whole.gone;
const seconds = (Date.now() - begin) / 1000;
const memory = (bytes) => `${Math.round(bytes / 1e6)} MB`;
tally.check('undisturbed', [...(ended === 0 ? [] : [`exit ${ended}: ${whole.text}${whole.errors}`]), ...(whole.peak < limitBytes ? [] : [`${memory(whole.peak)} at its peak`]), ...(await rowsOf('whole.csv'))],
  `${rows} rows (${memory(statSync(path.join(work, 'rows.csv')).size)}) in ${seconds.toFixed(1)} s, ${memory(whole.peak)} at its peak`);

let before = 0;
for (let kill = 1; kill <= kills; kill++) {
  const job = predict('killed.csv');
  const moment = (seconds / (kills + 1)) * (0.4 + 1.2 * random());
  await Promise.race([sleep(moment * 1000), job.gone]);
  job.child.kill('SIGKILL');
  const how = await job.gone;
  const progress = path.join(work, 'killed.csv.progress');
  const committed = existsSync(progress) ? JSON.parse(readFileSync(progress, 'utf8')).rows : 0;
  const problems = [];
  if (how !== 'SIGKILL') problems.push(`the job ended before it was killed: ${how} ${job.errors}`);
  if (existsSync(path.join(work, 'killed.csv'))) problems.push('the result was shown before it was whole');
  if (committed < before) problems.push(`${before} rows were committed, and ${committed} are now`);
  if (before > 0 && !job.errors.includes(`goes on after ${before.toLocaleString('en-US')} rows`)) problems.push(`it did not go on after ${before} rows: ${job.errors}`);
  if (job.peak >= limitBytes) problems.push(`${memory(job.peak)} at its peak`);
  tally.check(`killed ${kill}`, problems, `after ${moment.toFixed(1)} s, with ${committed} rows committed`);
  before = committed;
}
const last = predict('killed.csv');
const lastEnded = await last.gone;
const result = lastEnded === 0 ? JSON.parse(last.text) : {};
tally.check('gone on to the end', [...(lastEnded === 0 ? [] : [`exit ${lastEnded}: ${last.text}${last.errors}`]), ...((result.rows_before ?? 0) === before ? [] : [`it scored the ${before} committed rows again`])], `${result.rows - (result.rows_before ?? 0)} rows after the last kill`);
tally.check('no hole and no double', [...(await rowsOf('killed.csv')), ...((await hash('killed.csv')) === (await hash('whole.csv')) ? [] : ['the file differs from the undisturbed one'])], 'the same bytes as undisturbed');
tally.check('nothing left behind', [...readdirSync(work).filter((name) => /partial|progress/.test(name)), ...readdirSync(path.join(work, '.rondo/batch'))], 'no partial file, no progress');
tally.exit();
