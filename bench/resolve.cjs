// How long choosing versions takes in random marketplaces of 10,000 versions: `npm run build && node bench/resolve.cjs
// [seed]`. Times are milliseconds of this process. Not a test; the figures of a busy machine mean nothing.
const { resolve } = require('../dist/domain/market/resolve.js');

const versionsWanted = 10_000;
const registriesEach = 20;
let state = Number(process.argv[2] ?? 1);

/** The same numbers for the same seed: mulberry32 of T. Ettinger. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
const upTo = (count) => Math.floor(random() * count);

/** A range of the kinds authors write, around a version there is; `strict`: how many of ten pin minor or patch. */
function rangeOf({ major, minor, patch }, strict) {
  if (upTo(10) < strict) return upTo(2) === 0 ? `~${major}.${minor}.${patch}` : `${major}.${minor}.${patch}`;
  const kinds = [`^${major}.${minor}.0`, `^${major}.0.0`, `>=${major}.${minor}.0 <${major + 2}.0.0`, '*'];
  return kinds[upTo(kinds.length)];
}

function registryOf({ packages, strict, needs }) {
  const each = Math.ceil(versionsWanted / packages);
  const numbers = Array.from({ length: each }, (_, at) => ({
    major: 1 + Math.floor((at * 3) / each),
    minor: at % Math.ceil(each / 3),
    patch: 0,
  }));
  const names = Array.from({ length: packages }, (_, at) => `p${at}`);
  const releases = names.flatMap((name, at) =>
    numbers.map((number) => ({
      package: name,
      version: `${number.major}.${number.minor}.${number.patch}`,
      // Later packages are built from earlier ones.
      dependencies: Object.fromEntries(
        Array.from({ length: at === 0 ? 0 : upTo(needs + 1) }, () => [
          names[upTo(at)],
          rangeOf(numbers[upTo(each)], strict),
        ]),
      ),
      publishedAt: 0,
      yanked: upTo(50) === 0,
      minHololoom: '0.1.0',
    })),
  );
  const wishes = Array.from({ length: 20 }, () => ({ package: names[upTo(packages)], range: '*' }));
  return { releases, wishes: [...new Map(wishes.map((wish) => [wish.package, wish])).values()] };
}

const preference = {
  now: 1e12,
  hololoom: '0.1.0',
  cooldownMs: 86_400_000,
  young: 'never',
  staying: new Set(),
  replaceable: new Set(),
  shipped: new Set(),
};
const kinds = [
  ['loose ranges', { packages: 1_000, strict: 0, needs: 4 }],
  ['some pins', { packages: 500, strict: 1, needs: 4 }],
  ['many pins', { packages: 200, strict: 4, needs: 4 }],
  ['pins everywhere', { packages: 50, strict: 10, needs: 3 }],
  ['one deep heap', { packages: 20, strict: 5, needs: 6 }],
];
console.log(`${'registry'.padEnd(18)}  median ms   worst ms  solved  conflict  too hard`);
for (const [name, shape] of kinds) {
  const times = [];
  const counts = { solved: 0, conflict: 0, 'too hard': 0 };
  for (let round = 0; round < registriesEach; round += 1) {
    const { releases, wishes } = registryOf(shape);
    const started = performance.now();
    const { kind } = resolve(wishes, releases, preference);
    times.push(performance.now() - started);
    counts[kind] += 1;
  }
  times.sort((one, other) => one - other);
  const columns = [times[Math.floor(times.length / 2)].toFixed(1), times.at(-1).toFixed(1)].map((text) =>
    text.padStart(9),
  );
  const outcomes = Object.values(counts).map((count) => String(count).padStart(8));
  console.log(`${name.padEnd(18)}  ${columns.join('  ')}${outcomes.join('  ')}`);
}
