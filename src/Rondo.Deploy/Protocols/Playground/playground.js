// A form of a model's signature; every change asks for the prediction and what each column adds to it.
'use strict';

const at = (id) => document.getElementById(id);
const make = (tag, set = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), set);
  element.append(...children);
  return element;
};
const base = location.pathname.replace(/\/playground\/?$/, '');
const patience = 60;
const mostContributions = 20;
const headers = { 'Content-Type': 'application/json' };

let cells = [];
let signature = null;
let explains = true;
let waiting = null;
let underWay = null;

async function ask(path, options = {}) {
  const answer = await fetch(`${base}/${path}`, { ...options, headers });
  if (answer.status === 401) at('key').hidden = false;
  const body = await answer.json();
  return { ok: answer.ok, body };
}

/** The inputs of a column: what it reads as, and what shows it. */
function cellOf(column, number) {
  const id = `column-${number}`;
  const wrong = make('p', { className: 'wrong', id: `${id}-wrong` });
  const controls = controlsOf(column, id);
  const label = make('label', { htmlFor: id }, column.name, ' ', make('small', { textContent: column.type }));
  const element = make('div', { className: 'cell' }, label, ...controls.elements, wrong);
  for (const control of controls.elements) {
    control.setAttribute('aria-describedby', wrong.id);
    control.addEventListener('input', changed);
  }
  return { column, element, wrong, read: controls.read };
}

function controlsOf(column, id) {
  if (column.type === 'boolean') return choice(id, ['', 'true', 'false'], String(column.usual ?? ''), (text) => (text === '' ? null : text === 'true'));
  if (column.values?.length) return choice(id, ['', ...column.values], column.usual ?? '', (text) => (text === '' ? null : text));
  if (column.type === 'int64' || column.type === 'double') return slider(column, id);
  const input = make('input', { id, className: 'wide', value: column.usual ?? '', autocomplete: 'off' });
  if (column.type === 'date') input.type = 'date';
  return { elements: [input], read: () => (input.value === '' ? null : input.value) };
}

function choice(id, values, usual, parse) {
  const select = make('select', { id, className: 'wide' }, ...values.map((value) => make('option', { value, textContent: value === '' ? '(missing)' : value, selected: value === usual })));
  return { elements: [select], read: () => parse(select.value) };
}

/** A number beside a slider around its usual value; the number may be any, and empty is missing. */
function slider(column, id) {
  const usual = column.usual ?? 0;
  const [low, high] = column.range ?? [usual - Math.max(1, Math.abs(usual)), usual + Math.max(1, Math.abs(usual))];
  const step = column.type === 'int64' ? 1 : Math.max(1e-9, (high - low) / 200);
  const number = make('input', { id, type: 'number', step: 'any', value: column.usual ?? '' });
  const range = make('input', { type: 'range', min: Math.floor(low), max: Math.ceil(high), step, value: usual, ariaLabel: `${column.name}, slider` });
  range.addEventListener('input', () => { number.value = range.value; });
  number.addEventListener('input', () => { range.value = number.value; });
  return { elements: [range, number], read: () => (number.value === '' ? null : Number(number.value)) };
}

function changed() {
  clearTimeout(waiting);
  waiting = setTimeout(predict, patience);
}

async function predict() {
  underWay?.abort();
  underWay = new AbortController();
  const row = Object.fromEntries(cells.map((cell) => [cell.column.name, cell.read()]));
  const request = { rows: [row], unit: 'playground' };
  if (explains) request.explain = true;
  if (signature.intervals) request.interval = 0.9;
  at('request').textContent = `POST ${base}/predict\n\n${JSON.stringify(request, null, 2)}`;
  try {
    const answer = await ask('predict', { method: 'POST', body: JSON.stringify(request), signal: underWay.signal });
    if (explains && answer.body.code === 'not_supported') {
      explains = false;
      await predict();
    } else show(answer);
  } catch (error) {
    if (error.name !== 'AbortError') problem(`The server can't be reached: ${error.message}`);
  }
}

function show({ ok, body }) {
  for (const cell of cells) cell.wrong.textContent = '';
  if (!ok) {
    for (const detail of body.details ?? []) {
      const cell = cells.find((c) => c.column.name === detail.column);
      if (cell) cell.wrong.textContent = `Expected ${detail.expected}; got ${detail.got}.`;
    }
    problem(body.error);
    return;
  }
  problem('');
  const [first] = body.predictions;
  at('prediction').textContent = said(first.prediction) + (first.interval ? ` (${said(first.interval[0])} to ${said(first.interval[1])})` : '');
  list(at('probabilities'), Object.entries(first.probabilities ?? {}), 1);
  const added = Object.entries(first.contributions ?? {}).filter(([, value]) => typeof value === 'number').sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, mostContributions);
  at('contributions').caption.textContent = first.space === 'prediction' || !first.space ? 'What each column adds' : `What each column adds, in ${first.space.replaceAll('_', ' ')}`;
  list(at('contributions'), added, Math.max(1e-300, ...added.map(([, value]) => Math.abs(value))));
}

function problem(text) {
  at('problem').textContent = text ?? '';
  if (text) at('prediction').textContent = '';
}

function list(table, entries, most) {
  table.hidden = entries.length === 0;
  table.tBodies[0].replaceChildren(...entries.map(([name, value]) => {
    const bar = make('div', { className: value < 0 ? 'bar less' : 'bar' });
    bar.style.width = `${Math.min(100, (100 * Math.abs(value)) / most)}%`;
    return make('tr', {}, make('th', { scope: 'row', textContent: name }), make('td', {}, bar), make('td', { textContent: said(value) }));
  }));
}

const said = (value) => (typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value));

async function start() {
  // Within Rondo's own pages whoever signed in shows the session's token.
  const { tokenAddress } = document.documentElement.dataset;
  if (tokenAddress) headers['X-CSRF'] = (await (await fetch(tokenAddress)).json()).csrf_token ?? '';
  const answer = await ask('signature');
  if (!answer.ok) {
    problem(answer.body.error);
    return;
  }
  at('key').hidden = true;
  signature = answer.body;
  document.title = `${signature.model} - Playground`;
  at('title').textContent = `${signature.model}@${signature.version}`;
  at('about').textContent = signature.target ? `Predicts ${signature.target} (${signature.task}).` : `Puts rows into clusters.`;
  cells = signature.columns.map(cellOf);
  at('row').replaceChildren(...cells.map((cell) => cell.element));
  await predict();
}

at('row').addEventListener('submit', (event) => event.preventDefault());
at('key').addEventListener('submit', (event) => {
  event.preventDefault();
  headers['X-Api-Key'] = at('key-text').value;
  problem('');
  start();
});
start();
