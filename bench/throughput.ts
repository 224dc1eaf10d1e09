/**
 * Runs a second of a loop beside those of a workflow somebody wrote by hand, which does the same activities on the same
 * server, in interleaved rounds: `npm run bench -- bench/throughput.ts [ROUNDS]`. On a busy machine the figures mean little.
 */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Shape } from '../test/support/five-steps.ts';
import { openTwoWays, type TwoWays, type Way, ways } from './two-ways.ts';

const rounds = Number(process.argv[2] ?? 11);
/** Short, so that what else the machine does meets both ways alike. */
const roundMs = 4_000;
const atOnce = 20;

interface Figures {
  readonly perSecond: number;
  /** Milliseconds of processor time for a run, of the worker and of Temporal's server. */
  readonly workerMs: number;
  readonly serverMs: number;
}

async function cpuOfWorker(child: ChildProcess): Promise<number> {
  const answer = new Promise<NodeJS.CpuUsage>((resolve) => child.once('message', (usage) => resolve(usage as never)));
  child.send('usage');
  const { user, system } = await answer;
  return (user + system) / 1000;
}

/** Of a process that is no child of ours; Linux counts in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function round(bench: TwoWays, way: Way, shape: Shape): Promise<Figures> {
  const worker = bench.workers[way];
  const [workerBefore, serverBefore] = [await cpuOfWorker(worker), cpuOf(bench.temporalPid)];
  const began = performance.now();
  let runs = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - began < roundMs) {
      const run = await bench.start(way, shape);
      await run.result();
      runs += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const seconds = (performance.now() - began) / 1000;
  return {
    perSecond: runs / seconds,
    workerMs: ((await cpuOfWorker(worker)) - workerBefore) / runs,
    serverMs: (cpuOf(bench.temporalPid) - serverBefore) / runs,
  };
}

const sorted = (values: readonly number[]): number[] => [...values].sort((one, other) => one - other);
const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? 0;

/** One round after the other, each way first every other time. */
async function compare(bench: TwoWays, shape: Shape): Promise<Readonly<Record<Way, readonly Figures[]>>> {
  const seen: Record<Way, Figures[]> = { loop: [], 'by hand': [] };
  for (const way of ways) await round(bench, way, shape);
  for (let at = 0; at < rounds; at += 1) {
    for (const way of at % 2 === 0 ? ways : [...ways].reverse()) seen[way].push(await round(bench, way, shape));
  }
  return seen;
}

async function main(): Promise<void> {
  const bench = await openTwoWays();
  try {
    console.log('shape     way      runs/s: median (least…most)  ratio (least…most)   worker ms  server ms');
    for (const shape of ['sequence', 'parallel'] as const) {
      const seen = await compare(bench, shape);
      const ratios = seen.loop.map(({ perSecond }, at) => perSecond / (seen['by hand'][at]?.perSecond ?? Number.NaN));
      for (const way of ways) {
        const rates = seen[way].map(({ perSecond }) => perSecond);
        const cpu = (part: 'workerMs' | 'serverMs'): string => median(seen[way].map((each) => each[part])).toFixed(1);
        const columns = [
          shape.padEnd(9),
          way.padEnd(8),
          spread(rates, 1).padEnd(27),
          (way === 'loop' ? spread(ratios, 2) : '').padEnd(19),
          cpu('workerMs').padStart(9),
          cpu('serverMs').padStart(10),
        ];
        console.log(columns.join(' '));
      }
    }
  } finally {
    await bench.close();
  }
}

function spread(values: readonly number[], digits: number): string {
  const all = sorted(values);
  return `${median(all).toFixed(digits)} (${all[0]?.toFixed(digits)}…${all.at(-1)?.toFixed(digits)})`;
}

void main();
