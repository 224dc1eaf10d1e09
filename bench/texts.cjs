// How long reading and checking hostile texts takes, up to the size a source may have and beyond: `node bench/texts.cjs`.
// Milliseconds this process was at work, warm: the best of some runs. Reports the slowest, and ends with 1 when one takes too long.
// `node bench/texts.cjs quick` leaves out the pieces that are repeated in every place of a program.
require('../test/support/typescript-hook.cjs');
const { compileProgram } = require('../dsl/compile.ts');
const { dependencies } = require('../test/support/contracts.ts');
const { hostileTexts, repeatedPieces } = require('../test/support/hostile-texts.ts');
const { mutated, randomFrom } = require('../test/support/mutate.ts');
const { seeds } = require('../test/support/seeds.ts');

const tookMsMax = 50;
/** Of what may be too slow, so many further runs: the first ones are compiled while they run. */
const runs = 6;
const shownMax = 25;

/** Time at work and not by the clock: on a busy machine a process waits for its turn. */
function tookMs(text) {
  const before = process.cpuUsage();
  compileProgram(text, { dependencies, hostTools: ['pager/page'], offline: false });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function bestOf({ what, text }) {
  let best = tookMs(text);
  for (let run = 0; run < runs && best > tookMsMax / 2; run += 1) best = Math.min(best, tookMs(text));
  return { what, bytes: Buffer.byteLength(text), tookMs: best };
}

/** Programs of the size of real ones, broken. */
function* mutatedTexts(count) {
  const random = randomFrom(1);
  for (let at = 0; at < count; at += 1) yield { what: `mutated text ${at}`, text: mutated(seeds, random) };
}

const rows = [];
for (const text of hostileTexts) rows.push(bestOf(text));
for (const text of mutatedTexts(5_000)) rows.push(bestOf(text));
if (process.argv[2] !== 'quick') for (const text of repeatedPieces()) rows.push(bestOf(text));
rows.sort((one, other) => other.tookMs - one.tookMs);

console.log('best ms    KiB  text');
for (const { what, bytes, tookMs } of rows.slice(0, shownMax)) {
  console.log(`${tookMs.toFixed(1).padStart(7)} ${(bytes / 1024).toFixed(1).padStart(6)}  ${what}`);
}
const slow = rows.filter(({ tookMs }) => tookMs > tookMsMax);
console.log(`${rows.length} texts, ${slow.length} over ${tookMsMax} ms`);
process.exitCode = slow.length === 0 ? 0 : 1;
