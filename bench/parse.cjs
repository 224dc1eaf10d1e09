'use strict';
// How long reading, checking and compiling takes: `npm run build && node bench/parse.cjs`. Times are milliseconds, warm:
// the median of the last runs, by the clock and on the processor. Not a test; by the clock, the figures of a busy machine
// mean nothing.
const fs = require('node:fs');
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

/** How long this thread has had a processor, as Linux counts it. */
function threadMs() {
  return Number(fs.readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

function timed(source) {
  const [started, before] = [performance.now(), threadMs()];
  const { problems } = compile(source);
  return { tookMs: performance.now() - started, cpuMs: threadMs() - before, problems };
}

const sortedOf = (runsOf, part) =>
  runsOf
    .slice(warmUp)
    .map((run) => run[part])
    .sort((one, other) => one - other);

console.log('program              KiB   median ms   best ms    cpu ms   problems');
for (const { name, source, sound } of programs) {
  const all = Array.from({ length: runs }, () => timed(source));
  const [sorted, cpu] = [sortedOf(all, 'tookMs'), sortedOf(all, 'cpuMs')];
  const { problems } = all[0];
  if ((problems.length === 0) !== sound) throw new Error(`${name}: ${problems[0]?.message ?? 'no problem is found'}`);
  const columns = [
    name.padEnd(18),
    (source.length / 1024).toFixed(1).padStart(5),
    sorted[Math.floor(sorted.length / 2)].toFixed(2).padStart(11),
    sorted[0].toFixed(2).padStart(9),
    cpu[Math.floor(cpu.length / 2)].toFixed(2).padStart(9),
    String(problems.length).padStart(10),
  ];
  console.log(columns.join(' '));
}
