// The rows and the proof of prove/observe: node observe.mjs ROOT WORK [ROWS] [SEED].
import { closeSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Tally, seededRandom, startWatched } from './proof.mjs';

const [root, work, rows, seed] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 10_000_000), Number(process.argv[5] ?? 1)];
const limitBytes = 2_000_000_000;
const rondo = path.join(root, 'artifacts/app/current/rondo');
const [tally, random] = [new Tally(), seededRandom(seed)];

/** Numbers that are nearly normal; every tenth column is of words. One column is shifted. */
function generate(name, count, columns, shifted, shift) {
  const file = openSync(path.join(work, name), 'w');
  let text = `${Array.from({ length: columns }, (_, c) => `c${c}`).join(',')}\n`;
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < columns; c++) {
      const value = random() + random() + random() - 1.5 + (c === shifted ? shift : 0);
      text += `${c % 10 === 9 ? `w${Math.floor(Math.abs(value) * 8)}` : value.toFixed(5)}${c === columns - 1 ? '\n' : ','}`;
    }
    if (text.length > 1 << 20) text = (writeSync(file, text), '');
  }
  writeSync(file, text);
  closeSync(file);
}

async function prove(what, count, columns) {
  generate('before.csv', count, columns, -1, 0);
  generate('now.csv', count, columns, 7, 0.25);
  const size = statSync(path.join(work, 'now.csv')).size;
  const began = Date.now();
  const job = startWatched(rondo, ['observe', '--reference', 'before.csv', '--current', 'now.csv', '--report', 'page.html', '--output', 'json'], work);
  const [code, seconds] = [await job.gone, (Date.now() - began) / 1000];
  const { peak, text, errors } = job;
  const problems = code === 0 ? [] : [`exit ${code}: ${errors}`];
  const alerts = code === 0 ? JSON.parse(text).drift.columns.filter((c) => c.alert).map((c) => c.name) : [];
  if (alerts.join() !== 'c7') problems.push(`alerts of [${alerts}], expected [c7]`);
  if (peak > limitBytes) problems.push(`${peak} bytes at the peak, more than ${limitBytes}`);
  tally.check(what, problems, `2 files of ${(size / 1e6).toFixed(0)} MB, ${seconds.toFixed(0)} s, peak ${(peak / 1e6).toFixed(0)} MB; ${errors.trim().replaceAll('\n', ' ')}`);
  const page = code === 0 ? statSync(path.join(work, 'page.html')).size : 0;
  tally.check(`${what}, the page`, page > 0 && page <= 1_000_000 ? [] : [`${page} bytes`], `${(page / 1e3).toFixed(0)} KB`);
  for (const name of ['before.csv', 'now.csv']) unlinkSync(path.join(work, name));
}

await prove(`${rows.toLocaleString('en')} rows of 20 columns`, rows, 20);
await prove('100,000 rows of 1,000 columns', 100_000, 1000);
tally.exit();
