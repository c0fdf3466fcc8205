// The load, the kills and the proof of prove/store: node store.mjs ROOT WORK [KILLS] [SEED].
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import http from 'node:http';
import path from 'node:path';
import { seededRandom, sleep } from './proof.mjs';

const [root, work, kills, seed] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 50), Number(process.argv[5] ?? 1)];
const rondo = path.join(root, 'artifacts/app/current/rondo');
const api = '/api/2.0/mlflow/';
let passed = 0, failed = 0;

const random = seededRandom(seed);
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

function request(port, method, url, body) {
  return new Promise((done, fail) => {
    const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const headers = bytes ? { 'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json', 'content-length': bytes.length } : {};
    const sent = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, body: Buffer.concat(parts) }));
      answer.on('error', fail);
      answer.on('aborted', () => fail(new Error('aborted')));
    });
    sent.on('error', fail);
    sent.end(bytes);
  });
}

async function call(port, method, url, body) {
  const answer = await request(port, method, url, body);
  if (answer.status !== 200) throw Object.assign(new Error(`${method} ${url}: ${answer.status} ${answer.body}`), { status: answer.status, body: answer.body.toString() });
  return answer.body.length ? JSON.parse(answer.body) : {};
}

/** Starts `rondo up` and tells how long it took until it answered. */
async function up(workspace, environment = {}, wrap = []) {
  const start = performance.now();
  const [program, ...words] = [...wrap, rondo, 'up', '--port', '0', '--workspace', workspace];
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const port = await new Promise((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /:(\d+)\//.exec(line);
      if (found) done(Number(found[1]));
    });
    child.on('exit', () => fail(new Error(`rondo up ended: ${errors}`)));
  });
  await request(port, 'GET', '/health/ready');
  return { child, port, seconds: (performance.now() - start) / 1000, errors: () => errors };
}

async function end(server, signal = 'SIGKILL') {
  const gone = new Promise((done) => server.child.on('exit', done));
  server.child.kill(signal);
  await gone;
}

/** Writers that remember what was acknowledged, and what was on its way when the server went. */
class Load {
  acknowledged = { points: [], params: [], artifacts: [], batches: [] };
  pending = [];
  errors = [];
  stopped = false;
  step = 0;

  constructor(port, run) { this.port = port; this.run = run; }

  start() { this.writers = Array.from({ length: 6 }, (_, i) => this.write(i)); }

  async stop() { this.stopped = true; await Promise.all(this.writers); }

  async write(writer) {
    while (!this.stopped) {
      const n = this.step++;
      try {
        if (writer < 2) {
          const point = { key: `single_${writer}`, value: n * 0.25, timestamp: 1700000000000 + n, step: n };
          await call(this.port, 'POST', `${api}runs/log-metric`, { run_id: this.run, ...point });
          this.acknowledged.points.push(point);
        } else if (writer < 4) {
          const metrics = Array.from({ length: 50 }, (_, i) => ({ key: `batch_${writer}_${i % 5}`, value: n + i / 100, timestamp: 1700000000000 + i, step: n }));
          this.pending.push(metrics);
          await call(this.port, 'POST', `${api}runs/log-batch`, { run_id: this.run, metrics, params: [{ key: `p_${n}`, value: `${n}` }] });
          this.pending.splice(this.pending.indexOf(metrics), 1);
          this.acknowledged.batches.push(metrics);
          this.acknowledged.params.push([`p_${n}`, `${n}`]);
        } else {
          const bytes = Buffer.alloc(1000 + Math.floor(random() * 200000), n % 251);
          const name = `files/${writer}/${n}.bin`;
          await call(this.port, 'PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${this.run}/artifacts/${name}`, bytes);
          this.acknowledged.artifacts.push([name, bytes]);
        }
      } catch (error) {
        if (error.status === undefined || error.status === 503) { this.errors.push(error); if (error.status === undefined) await sleep(20); else await sleep(50); }
        else throw error;
      }
    }
  }
}

/** What is missing or there by half; empty when all is well. */
async function check(port, load) {
  const wrong = [];
  const points = new Map();
  async function has(point) {
    if (!points.has(point.key)) {
      const all = new Set();
      let token;
      do {
        const page = await call(port, 'GET', `${api}metrics/get-history?run_id=${load.run}&metric_key=${point.key}&max_results=25000${token ? `&page_token=${encodeURIComponent(token)}` : ''}`);
        for (const m of page.metrics ?? []) all.add(`${m.step} ${m.timestamp} ${m.value}`);
        token = page.next_page_token;
      } while (token);
      points.set(point.key, all);
    }
    return points.get(point.key).has(`${point.step} ${point.timestamp} ${point.value}`);
  }
  for (const point of load.acknowledged.points) if (!(await has(point))) wrong.push(`metric ${point.key} at step ${point.step} is lost`);
  for (const batch of load.acknowledged.batches) for (const point of batch) if (!(await has(point))) wrong.push(`metric ${point.key} of a batch at step ${point.step} is lost`);
  for (const batch of load.pending) {
    let there = 0;
    for (const point of batch) if (await has(point)) there++;
    if (there !== 0 && there !== batch.length) wrong.push(`${there} of ${batch.length} metrics of an unacknowledged batch are there`);
  }
  const { run } = await call(port, 'GET', `${api}runs/get?run_id=${load.run}`);
  const params = new Map((run.data.params ?? []).map((p) => [p.key, p.value]));
  for (const [key, value] of load.acknowledged.params) if (params.get(key) !== value) wrong.push(`param ${key} is lost`);
  for (const [name, bytes] of load.acknowledged.artifacts) {
    const answer = await request(port, 'GET', `/api/2.0/mlflow-artifacts/artifacts/0/${load.run}/artifacts/${name}`);
    if (answer.status !== 200 || !answer.body.equals(bytes)) wrong.push(`artifact ${name} is lost or damaged (${answer.status})`);
  }
  return wrong;
}

function tell(title, wrong) {
  if (wrong.length === 0) passed++; else failed++;
  console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'}  ${title}${wrong.length ? `\n        ${wrong.slice(0, 5).join('\n        ')}` : ''}`);
}

const newRun = async (port) => (await call(port, 'POST', `${api}runs/create`, { experiment_id: '0', start_time: Date.now() })).run.info.run_id;

async function killed(workspace, environment, title, count) {
  let server = await up(workspace, environment);
  const starts = [];
  for (let i = 1; i <= count; i++) {
    const load = new Load(server.port, await newRun(server.port));
    load.start();
    const at = 20 + Math.floor(random() * 900);
    await sleep(at);
    await end(server);
    await load.stop();
    server = await up(workspace, environment);
    starts.push(server.seconds);
    const wrong = await check(server.port, load);
    if (server.seconds >= 2) wrong.push(`the start took ${server.seconds.toFixed(2)} s`);
    const a = load.acknowledged;
    tell(`${title} ${i}: killed after ${at} ms; ${a.points.length} metrics, ${a.batches.length} batches, ${a.artifacts.length} artifacts acknowledged; up again in ${server.seconds.toFixed(2)} s`, wrong);
  }
  await end(server, 'SIGTERM');
  starts.sort((a, b) => a - b);
  console.log(`        starts: median ${starts[starts.length >> 1].toFixed(2)} s, longest ${starts.at(-1).toFixed(2)} s`);
}

async function promoters(workspace) {
  const server = await up(workspace);
  await call(server.port, 'POST', `${api}registered-models/create`, { name: 'raced' });
  const run = await newRun(server.port);
  await call(server.port, 'PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/model/MLmodel`, Buffer.from('x'));
  for (let i = 0; i < 21; i++) await call(server.port, 'POST', `${api}model-versions/create`, { name: 'raced', source: `runs:/${run}/model`, run_id: run });
  await call(server.port, 'POST', '/api/v1/models/raced/promote', { version: 1 });
  const wrong = [];
  let expected = 1;
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all([2 + 2 * round, 3 + 2 * round].map((version) => request(server.port, 'POST', '/api/v1/models/raced/promote', { version, expected })));
    const statuses = answers.map((a) => a.status).sort().join(' ');
    if (statuses !== '200 409') wrong.push(`round ${round}: ${statuses}`);
    expected = (await call(server.port, 'GET', '/api/v1/models/raced')).aliases.champion;
  }
  tell('two promoters at once, ten times: one wins, the other is told', wrong);
  await end(server, 'SIGTERM');
}

async function fullDisk(workspace) {
  mkdirSync(workspace, { recursive: true });
  const small = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=12m tmpfs "$0" && exec "$@"', workspace];
  if (spawnSync(small[0], [...small.slice(1), 'true']).status !== 0) { console.log('SKIPPED: no small disk can be mounted here'); return; }
  const server = await up(workspace, {}, small);
  const load = new Load(server.port, await newRun(server.port));
  load.start();
  const start = Date.now();
  while (load.errors.length < 20 && Date.now() - start < 60000) await sleep(100);
  await load.stop();
  const wrong = [];
  const full = load.errors.filter((e) => e.status === 503);
  if (full.length === 0) wrong.push('the disk never was full');
  if (!full.some((e) => /disk/i.test(e.body))) wrong.push(`the error doesn't name the disk: ${full[0]?.body}`);
  wrong.push(...(await check(server.port, load)));
  tell(`full disk: ${load.acknowledged.points.length + load.acknowledged.batches.length} writes kept, then ${full.length} refused by name; the server lives`, wrong);
  await end(server, 'SIGTERM');
}

async function postgres(workspace, count) {
  const programs = spawnSync('bash', ['-c', "compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1"]).stdout.toString().trim();
  if (!programs || !existsSync(path.join(programs, 'initdb'))) { console.log('SKIPPED: PostgreSQL is not installed here (apt install postgresql)'); return; }
  const data = path.join(work, 'postgres');
  mkdirSync(data);
  spawnSync('chmod', ['755', work]);
  const port = 20000 + Math.floor(random() * 20000);
  const isRoot = process.getuid() === 0;
  if (isRoot) spawnSync('chown', ['-R', 'postgres', data]);
  const as = (words) => {
    const ran = spawnSync(isRoot ? 'setpriv' : words[0], isRoot ? ['--reuid=postgres', '--regid=postgres', '--clear-groups', ...words] : words.slice(1), { cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
    if (ran.status !== 0) throw new Error(`${words.join(' ')}: ${ran.stderr}`);
  };
  const options = `-p ${port} -k ${data} -c listen_addresses=127.0.0.1`;
  as([path.join(programs, 'initdb'), '-D', path.join(data, 'd'), '-U', 'rondo', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']);
  const control = (action, mode) => as([path.join(programs, 'pg_ctl'), '-D', path.join(data, 'd'), '-l', path.join(data, 'log'), '-w', '-m', mode, '-o', options, action]);
  control('start', 'fast');
  const environment = { RONDO_STORE: `postgres://rondo@127.0.0.1:${port}/postgres` };
  try {
    await killed(workspace, environment, 'PostgreSQL, server killed', Math.max(1, Math.round(count / 5)));
    const server = await up(workspace, environment);
    for (let i = 1; i <= Math.max(1, Math.round(count / 5)); i++) {
      const load = new Load(server.port, await newRun(server.port));
      load.start();
      await sleep(200 + Math.floor(random() * 600));
      control('restart', i % 2 === 0 ? 'immediate' : 'fast');
      const before = load.acknowledged.points.length;
      await sleep(500);
      await load.stop();
      const wrong = await check(server.port, load);
      if (load.acknowledged.points.length === before) wrong.push('nothing was accepted after the restart');
      tell(`PostgreSQL restarted ${i}: ${load.acknowledged.points.length} metrics, ${load.acknowledged.batches.length} batches acknowledged, ${load.errors.length} refused meanwhile`, wrong);
    }
    await end(server, 'SIGTERM');
  } finally {
    control('stop', 'immediate');
  }
}

await killed(path.join(work, 'a', '.rondo'), {}, 'killed', kills);
await promoters(path.join(work, 'b', '.rondo'));
await fullDisk(path.join(work, 'c', '.rondo'));
await postgres(path.join(work, 'd', '.rondo'), kills);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
