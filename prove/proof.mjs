// What the proofs share: seeded moments, a count of what held, and a server of the sample's penguins.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Mulberry32: the same seed gives the same moments. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Starts a program whose peak of resident memory, in bytes, is read while it lives; `gone` gives its exit code or signal. */
export function startWatched(program, words, cwd) {
  const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const job = { child, peak: 0, text: '', errors: '' };
  child.stdout.on('data', (part) => (job.text += part));
  child.stderr.on('data', (part) => (job.errors += part));
  const look = setInterval(() => {
    try {
      job.peak = Math.max(job.peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024);
    } catch {
      // It has ended.
    }
  }, 50);
  job.gone = new Promise((done) => child.on('close', (code, signal) => (clearInterval(look), done(code ?? signal))));
  return job;
}

/** `rondo up` in a folder, and its address once it is up. */
export async function up(rondo, folder) {
  const child = spawn(rondo, ['up', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (part) => (text += part));
  child.stderr.on('data', () => {});
  for (let i = 0; i < 600 && !/token=\S+/.test(text); i++) await sleep(50);
  const [, address] = /(http:\/\/[^/\s]+)\/\?token=/.exec(text) ?? [];
  return { child, address, gone: new Promise((done) => child.on('close', done)) };
}

/** Counts what held and prints the first problems of what did not. */
export class Tally {
  passed = 0;
  failed = 0;

  check(name, problems, note) {
    if (problems.length === 0) this.passed++;
    else this.failed++;
    console.log(`${problems.length === 0 ? 'ok     ' : 'FAILED '} ${name}: ${note}`);
    for (const problem of problems.slice(0, 5)) console.log(`        ${problem}`);
  }

  exit() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed === 0 ? 0 : 1);
  }
}

/** The program in a folder where penguins are classified. */
export class Penguins {
  constructor(root, work) {
    [this.rondo, this.work] = [path.join(root, 'artifacts/app/current/rondo'), work];
    cpSync(path.join(root, 'samples/data/penguins.json'), path.join(work, 'penguins.json'));
  }

  call(...words) {
    const ended = spawnSync(this.rondo, words, { cwd: this.work, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (ended.status !== 0) throw new Error(`rondo ${words.join(' ')}: exit ${ended.status}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  }

  callAside(...words) {
    return new Promise((done, fail) => {
      const child = spawn(this.rondo, words, { cwd: this.work, stdio: 'ignore' });
      child.on('exit', (code) => (code === 0 ? done() : fail(new Error(`rondo ${words.join(' ')}: exit ${code}`))));
    });
  }

  /** Registers the next version; more lines of the file make another one. */
  train(more = '', algorithm = 'logistic_regression') {
    writeFileSync(path.join(this.work, 'rondo.yaml'), `name: penguins\ndefine:\n  target: Species\nprepare:\n  source: penguins.json\ntrain:\n  models: [${algorithm}]\n${more}`);
    this.call('run', '--quiet');
  }

  /** The rows as the model takes them. */
  rows() {
    const columns = JSON.parse(this.call('models', 'show', 'penguins', '--output', 'json')).columns.map((c) => c.name);
    return JSON.parse(readFileSync(path.join(this.work, 'penguins.json'), 'utf8')).map((row) => Object.fromEntries(columns.map((c) => [c, row[c] ?? null])));
  }

  async serve(...words) {
    const child = spawn(this.rondo, ['serve', ...(words.includes('--package') ? [] : ['penguins']), '--port', '0', ...words], { cwd: this.work, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => (errors += text));
    const gone = new Promise((done) => child.on('exit', done));
    const port = await new Promise((done, fail) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /:(\d+)\/?$/.exec(line);
        if (found) done(Number(found[1]));
      });
      child.on('exit', () => fail(new Error(`rondo serve ended: ${errors}`)));
    });
    return { child, port, gone };
  }
}
