// How long searches take among 100,000 packages with 1,000,000 versions: `npm run build && node bench/market-search.cjs`
// (`--packages 10000` for less). Starts a PostgreSQL of its own in a folder that is thrown away, fills it by SQL, lets the
// code of HoloLoom index it, and searches through the api. Not a test; the figures of a busy machine mean nothing.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { connectDatabase } = require('../dist/db/connection.js');
const { migrate } = require('../dist/db/migrate.js');
const { indexPackages } = require('../dist/db/search-index.js');
const { searchPackages } = require('../dist/client/api/market/search.js');
const { startPostgres } = require('../dist/workers/embedded/postgres.js');
const { freePort } = require('../dist/workers/embedded/ports.js');

const { values } = parseArgs({
  options: { packages: { type: 'string', default: '100000' }, explain: { type: 'boolean', default: false } },
});
const packages = Number(values.packages);
const versionsEach = 10;
const searches = 2_000;

const common =
  'incident response deploy canary rollback backup restore database failover certificate renewal cost report digest handover pager access request approval audit compliance forensic log metric alert notify build release merge dependency update scan security secret rotate user erase export import queue cache cluster node network firewall dns mail invoice customer order stock sensor door light schedule weekly daily night check clean archive migrate sync mirror review triage escalate status page drill test load trace profile tenant'.split(
    ' ',
  );
const categories =
  'security operations delivery compliance finance team data support home marketing research general'.split(' ');

/** The same numbers every time, so that two runs search for the same. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const random = dice(7);
const pick = (list) => list[Math.floor(random() * list.length)];
/** Few words are common, many are rare. */
const pickWord = (words) => words[Math.floor(words.length * random() ** 3)];

function rareWords(count) {
  const parts = 'ba ce di fo gu la me ni po ru sa te vi zo ka he mi no pu ra'.split(' ');
  const words = new Set();
  while (words.size < count)
    words.add(Array.from({ length: 3 + Math.floor(random() * 2) }, () => pick(parts)).join(''));
  return [...words];
}
const words = [...common, ...rareWords(6_000)];

async function fill(db, words) {
  const list = `'{${words.join(',')}}'::text[]`;
  const some = (count, salt) =>
    `(SELECT string_agg((${list})[1 + floor(${words.length} * power(random(), 3))::int], ' ') FROM generate_series(1, ${count}) WHERE n + ${salt} > 0)`;
  await db.execute(`SELECT setseed(0.5)`);
  await db.execute(`
    CREATE UNLOGGED TABLE made AS
    SELECT n, 'p' || floor(3000 * power(random(), 2)) AS publisher, ${some(2, 1)} AS title, ${some(12, 2)} AS description,
      ${some(90, 3)} AS documentation,
      ('{${categories.join(',')}}'::text[])[1 + floor(${categories.length} * power(random(), 2))::int] AS category,
      array[(${list})[1 + floor(200 * power(random(), 2))::int], (${list})[1 + floor(400 * power(random(), 2))::int]] AS tags,
      1 + floor(random() * ${2 * versionsEach - 1})::int AS versions
    FROM generate_series(1, ${packages}) AS n`);
  await db.execute(`
    INSERT INTO publishers (publisher, verified_at)
    SELECT DISTINCT publisher, CASE WHEN hashtext(publisher) % 5 = 0 THEN now() END FROM made`);
  await db.execute(`
    INSERT INTO packages (package, publisher, skeleton, installs)
    SELECT publisher || '/' || replace(title, ' ', '-') || '-' || n, publisher, 'x' || n, floor(power(random(), 8) * 20000) FROM made`);
  await db.execute(`
    INSERT INTO package_versions (package, version, sha256, source, documentation, examples, contract, lock, metadata, published_at)
    SELECT publisher || '/' || replace(title, ' ', '-') || '-' || n, '1.' || v || '.0', repeat('0', 64), 'LOOP made END', documentation, '[]',
      '{"tools": []}', '{}', jsonb_build_object('name', title, 'description', description, 'category', category,
        'tags', tags, 'author', publisher, 'version', '1.' || v || '.0'), now() - make_interval(hours => n % 9000 - v)
    FROM made, generate_series(1, versions) AS v`);
  await db.execute(`ANALYZE`);
  await db.execute(`
    INSERT INTO package_standings (package, completed, failed, retries, median_ms, stars, ratings)
    SELECT package, runs, floor(runs * random() / 5), floor(runs * random() / 3), exp(random() * 12), floor(ratings * (2 + 3 * random())), ratings
    FROM (
      SELECT package, floor(power(random(), 6) * 5000)::int AS runs,
        CASE WHEN random() < 0.3 THEN 1 + floor(power(random(), 4) * 200)::int ELSE 0 END AS ratings
      FROM packages
    ) AS counted`);
}

const slip = (word) => {
  const at = 1 + Math.floor(random() * (word.length - 2));
  return random() < 0.5
    ? word.slice(0, at) + word.slice(at + 1)
    : word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
};
const long = common.filter((word) => word.length > 5);
const kinds = [
  ['one word', 0.35, () => ({ words: pickWord(words) })],
  ['two words', 0.25, () => ({ words: `${pickWord(words)} ${pickWord(words)}` })],
  ['a slip', 0.15, () => ({ words: slip(pick(long)) })],
  [
    'filter only',
    0.1,
    () => pick([{ category: pick(categories) }, { tags: [pick(common)] }, { minRating: 4 }, { verifiedOnly: true }]),
  ],
  ['word, filter', 0.1, () => ({ words: pick(common), category: pick(categories), verifiedOnly: random() < 0.5 })],
  ['nothing found', 0.05, () => ({ words: `xq${Math.floor(random() * 1e9).toString(36)}` })],
];
function searchOf() {
  let left = random();
  for (const [name, share, make] of kinds) {
    left -= share;
    if (left < 0) return [name, make()];
  }
  return ['one word', kinds[0][2]()];
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
function line(name, times, found) {
  const sorted = times.toSorted((one, other) => one - other);
  const numbers = [0.5, 0.95, 0.99, 1].map((share) => at(sorted, share).toFixed(1).padStart(8)).join('');
  console.log(`${name.padEnd(16)}${String(times.length).padStart(6)}${numbers}  ${found}`);
}

async function measure(db, atOnce) {
  const times = new Map(kinds.map(([name]) => [name, []]));
  const found = new Map(kinds.map(([name]) => [name, 0]));
  let left = searches;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const [name, search] = searchOf();
      const started = performance.now();
      const { hits } = await searchPackages({ db }, search);
      times.get(name).push(performance.now() - started);
      if (hits.length > 0) found.set(name, found.get(name) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  console.log(`\n${atOnce} at a time      searches     p50     p95     p99     max  with hits`);
  for (const [name, all] of times) line(name, all, found.get(name));
  line('all', [...times.values()].flat(), '');
}

/** What this process holds on to, in bytes, once what nobody needs is given back. */
function held() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** How PostgreSQL works out one search of each kind. */
async function explain(db) {
  for (const search of [
    { words: 'incident' },
    { words: 'incident tenant' },
    { words: pickWord(words.slice(2_000)) },
    { verifiedOnly: true },
    { words: 'incidnet' },
  ]) {
    const asked = [];
    const execute = (query) => {
      asked.push(db.dialect.sqlToQuery(query));
      return db.execute(query);
    };
    await searchPackages({ db: { execute } }, search);
    for (const { sql, params } of asked) {
      const { rows } = await db.$client.query(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, params);
      console.log(`\n${JSON.stringify(search)}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`);
    }
  }
}

async function main() {
  const home = mkdtempSync(join(tmpdir(), 'hololoom-bench-'));
  const timed = async (what, work) => {
    const started = performance.now();
    const result = await work();
    console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  };
  const signal = new AbortController().signal;
  const port = await freePort(0);
  const postgres = await startPostgres({
    home,
    folder: join(home, 'postgres'),
    logFile: join(home, 'log'),
    port,
    durable: false,
    tell: () => {},
    signal,
  });
  const database = connectDatabase(`${postgres.databaseUrl}?options=-c%20statement_timeout%3D0`, 4);
  try {
    await migrate(postgres.databaseUrl);
    await timed('filling', () => fill(database.db, words));
    await timed('indexing', () => indexAll(database.db));
    await timed('vacuum', () => database.db.execute('VACUUM ANALYZE'));
    const { rows } = await database.db.execute(
      `SELECT (SELECT count(*) FROM package_search) AS packages, (SELECT count(*) FROM package_versions) AS versions,
        pg_size_pretty(pg_total_relation_size('package_search')) AS search, pg_size_pretty(pg_total_relation_size('package_versions')) AS releases`,
    );
    console.log(rows[0]);
    await measure(database.db, 1);
    const before = held();
    await measure(database.db, 1);
    await measure(database.db, 4);
    const after = held();
    const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
    console.log(
      `\nheld after ${searches} searches: ${mebibytes(before)} MiB, after ${3 * searches}: ${mebibytes(after)} MiB`,
    );
    if (values.explain) await explain(database.db);
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Standings were made up above, so nothing looks forgotten: packages are indexed by their names. */
async function indexAll(db) {
  const { rows } = await db.execute('SELECT package FROM packages ORDER BY package');
  const names = rows.map((row) => row.package);
  for (let from = 0; from < names.length; from += 500)
    await db.transaction((transaction) => indexPackages(transaction, names.slice(from, from + 500)));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
