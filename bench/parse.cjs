'use strict';
// How long reading, checking and compiling takes: `npm run build && node bench/parse.cjs`. Times are milliseconds of this
// process, warm: the median of the last runs. Not a test; the figures of a busy machine mean nothing.
const { compileProgram } = require('../dist/dsl/compile.js');
const { everyStep } = require('../dist/dsl/plan.js');
const { programOf } = require('./program.cjs');

const runs = 60;
const warmUp = 20;

/** The last is as large as a loop may be; of each a version with one wrong name a stage. */
const programs = [
  { stages: 1, more: 0 },
  { stages: 4, more: 0 },
  { stages: 23, more: 14 },
].flatMap(({ stages, more }) => {
  const source = programOf(stages, more);
  const { plan, problems } = compile(source);
  if (plan === null) throw new Error(`The program of ${stages} stages: ${problems[0]?.message}`);
  const steps = everyStep([...plan.steps, ...(plan.onError ?? [])]).length;
  return [
    { name: `${steps} steps`, source, sound: true },
    {
      name: `${steps} steps, broken`,
      source: source.replaceAll(/error_rate\(service(\d+)/g, 'error_rate(servce$1'),
      sound: false,
    },
  ];
});

function compile(source) {
  return compileProgram(source, { dependencies: new Map(), offline: false });
}

function timed(source) {
  const started = performance.now();
  const { problems } = compile(source);
  return { tookMs: performance.now() - started, problems };
}

console.log('program              KiB   median ms   best ms   problems');
for (const { name, source, sound } of programs) {
  const all = Array.from({ length: runs }, () => timed(source));
  const sorted = all
    .slice(warmUp)
    .map(({ tookMs }) => tookMs)
    .sort((one, other) => one - other);
  const { problems } = all[0];
  if ((problems.length === 0) !== sound) throw new Error(`${name}: ${problems[0]?.message ?? 'no problem is found'}`);
  const columns = [
    name.padEnd(18),
    (source.length / 1024).toFixed(1).padStart(5),
    sorted[Math.floor(sorted.length / 2)].toFixed(2).padStart(11),
    sorted[0].toFixed(2).padStart(9),
    String(problems.length).padStart(10),
  ];
  console.log(columns.join(' '));
}
