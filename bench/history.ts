/** What five HTTP steps leave in Temporal's history: `npm run bench -- bench/history.ts`. */
import { type Footprint, footprintOf } from '../test/support/footprint.ts';
import { openTwoWays, queueOf, ways } from './two-ways.ts';

const runs = 10;

async function main(): Promise<void> {
  const bench = await openTwoWays();
  try {
    console.log('shape     way      events  bytes  tasks   (the smallest of 10 runs … the largest)');
    for (const shape of ['sequence', 'parallel'] as const) {
      for (const way of ways) {
        const seen: Footprint[] = [];
        for (let at = 0; at < runs; at += 1) {
          const run = await bench.start(way, shape);
          await run.result();
          seen.push(footprintOf(await run.fetchHistory(), queueOf(way)));
        }
        const span = (part: keyof Footprint): string => {
          const all = seen.map((each) => each[part]).sort((one, other) => one - other);
          return all[0] === all.at(-1) ? `${all[0]}` : `${all[0]}…${all.at(-1)}`;
        };
        console.log([shape.padEnd(9), way.padEnd(8), span('events'), span('bytes'), span('tasks')].join('  '));
      }
    }
  } finally {
    await bench.close();
  }
}

void main();
