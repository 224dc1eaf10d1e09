// How long hostile expressions take before they end in a value or a refusal: `node bench/expressions.cjs`. Milliseconds of
// this process, warm: the best of the runs. Ends with 1 when one takes longer than a worker may be held up.
require('../test/support/typescript-hook.cjs');
const { LoomError } = require('../domain/errors.ts');
const { worthOf } = require('../test/support/compiled.ts');
const { hostileExpressions, hostileScope } = require('../test/support/hostile-expressions.ts');

const runs = 5;
const tookMsMax = 100;

/** How long it takes, and in what it ends: no error but our own may come out. */
function timed(expression) {
  const started = performance.now();
  let end = 'value';
  try {
    worthOf(expression, hostileScope);
  } catch (error) {
    if (!(error instanceof LoomError)) throw error;
    end = error.message.slice(0, 70);
  }
  return { tookMs: performance.now() - started, end };
}

const rows = hostileExpressions.map(({ what, expression }) => {
  const all = Array.from({ length: runs }, () => timed(expression));
  return { what, tookMs: Math.min(...all.map(({ tookMs }) => tookMs)), end: all[0].end };
});

console.log('best ms  expression, and what it ends in');
for (const { what, tookMs, end } of rows.sort((one, other) => other.tookMs - one.tookMs)) {
  console.log(`${tookMs.toFixed(1).padStart(7)}  ${what}: ${end}`);
}
const slow = rows.filter(({ tookMs }) => tookMs > tookMsMax);
console.log(`${rows.length} expressions, ${slow.length} over ${tookMsMax} ms`);
process.exitCode = slow.length === 0 ? 0 : 1;
