// How long going back to an earlier generation takes, from the call to the answer: `npm run build && node
// bench/market-rollback.cjs [packages]`. Starts PostgreSQL, Temporal and a worker in a folder that is thrown away, installs
// so many packages one by one, and goes back and forth between the generations. Not a test; the figures of a busy machine
// mean nothing.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const home = mkdtempSync(join(tmpdir(), 'hololoom-bench-'));
process.env.HOLOLOOM_HOME = home;
const { HoloLoom } = require('../dist/client/index.js');

const packages = Number(process.argv[2] ?? 20);
const rounds = 100;

const bundleOf = (name) => ({
  source: `LOOP ${name}\n  INPUT: who: text\n  STEPS:\n    - said = "Hello {who}"\nEND\n`,
  documentation: `What ${name} is for.\n`,
  examples: [],
  metadata: {
    workflow_id: name,
    name,
    version: '1.0.0',
    author: 'bench',
    description: 'Says hello.',
    category: 'general',
    tags: [],
    dependencies: {},
    min_hololoom_version: '0.1.0',
  },
});
const by = (requestId) => ({ requestId, room: '#bench', requester: '@bench', level: 100 });

async function main() {
  const loom = await HoloLoom.open();
  try {
    const words = 'abcdefghijklmnopqrst';
    for (let at = 0; at < packages; at += 1) {
      const name = `bench_${words[at % words.length].repeat(4 + Math.floor(at / words.length) * 3)}`;
      await loom.market.publish(bundleOf(name));
      const request = { kind: 'install', package: name, range: null, autoUpdate: null };
      const { hash } = await loom.market.prepare(request, by(`prepare-${at}`));
      await loom.market.apply(request, hash, by(`apply-${at}`));
    }
    const times = [];
    for (let round = 0; round < rounds; round += 1) {
      const to = round % 2 === 0 ? 1 : packages;
      const started = performance.now();
      await loom.market.rollback(to, by(`rollback-${round}`));
      times.push(performance.now() - started);
    }
    times.sort((one, other) => one - other);
    const [median, worst] = [times[rounds / 2], times[rounds - 1]].map((ms) => ms.toFixed(1));
    console.log(`${rounds} rollbacks between 1 and ${packages} packages: median ${median} ms, worst ${worst} ms`);
  } finally {
    await loom.close();
  }
}

main().finally(() => rmSync(home, { recursive: true, force: true }));
