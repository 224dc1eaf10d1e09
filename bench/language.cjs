// How long reading, checking and compiling takes: `npm run build && node bench/language.cjs`. Times are milliseconds of
// this process, warm: the median of the last runs. Not a test; the figures of a busy machine mean nothing.
const { compileProgram } = require('../dist/dsl/compile.js');
const { limits } = require('../dist/domain/limits.js');

const runs = 60;
const warmUp = 20;

/** A loop of so many steps that mention earlier ones, with texts, lists, objects and nested calls among them. */
function programOf(steps) {
  const shapes = [
    (at) => `- s${at} = look_up(id, {page: ${at}, tags: ["a", "b"]})`,
    (at) => `- s${at} = write_up("Step ${at} of {id}: {s${at - 1}.title}", [s${at - 1}, s${at - 2}])`,
    (at) => `- s${at} = look_up(s${at - 1}.items[0], look_up(id, null))`,
    (at) => `- s${at} = {before: s${at - 1}, ok: true, within: 30s}`,
  ];
  const lines = Array.from({ length: steps }, (_, at) => `    ${shapes[at < 2 ? 0 : at % shapes.length](at)}`);
  return [
    'LOOP bench 1.0.0 "A long loop"',
    '  INPUT: id: text',
    '  TOOLS:',
    '    - look_up(id: any, how: any) -> {title: text, items: list<text>} = READ HOST test/look_up',
    '    - write_up(text: text, facts: list<any>) = HOST test/write_up',
    '  STEPS:',
    ...lines,
    'END',
    '',
  ].join('\n');
}

function timed(source) {
  const started = performance.now();
  const { problems } = compileProgram(source, { dependencies: new Map(), offline: false });
  return { tookMs: performance.now() - started, problems };
}

const broken = (source) => source.replaceAll('(id, {', '(idd, {');
const rows = [5, 50, limits.stepsMax].flatMap((steps) => {
  const source = programOf(steps);
  return [
    [`${steps} steps`, source, 0],
    [`${steps} steps, broken`, broken(source), 1],
  ];
});

console.log('program              KiB   median ms   best ms   problems');
for (const [name, source, atLeast] of rows) {
  const all = Array.from({ length: runs }, () => timed(source));
  const times = all.slice(warmUp).map(({ tookMs }) => tookMs);
  const sorted = times.sort((a, b) => a - b);
  const { problems } = all[0];
  if (problems.length < atLeast || (atLeast === 0 && problems.length > 0))
    throw new Error(`${name}: ${problems[0]?.message}`);
  const columns = [
    name.padEnd(18),
    (source.length / 1024).toFixed(1).padStart(5),
    sorted[Math.floor(sorted.length / 2)].toFixed(2).padStart(11),
    sorted[0].toFixed(2).padStart(9),
    String(problems.length).padStart(10),
  ];
  console.log(columns.join(' '));
}
