import fc from 'fast-check';
import { type Sandbox, sandbox, workflowCode } from '../driven/sandbox.ts';
import { trial } from './trials.ts';

/** Of all runs; `RUNS=100000` tries more of them, `SEED=…` those of a printed seed. */
const runs = Number(process.env.RUNS ?? 10_000);

/** The tests that compare the interpreter with the model; their own files let them run beside each other. */
export function describeRandomRuns(ownSeed: number): void {
  const seed = Number(process.env.SEED ?? ownSeed);

  describe(`random runs of seed ${seed}`, () => {
    let box: Sandbox;
    beforeAll(async () => {
      box = sandbox(await workflowCode());
    }, 120_000);

    it('go as the model says', async () => {
      await fc.assert(trial(box, 'to the end'), { numRuns: runs * 0.75, seed });
    }, 900_000);

    it('go the same way when they continue as new at any moment, and when another worker replays them', async () => {
      let continuations = 0;
      const property = trial(box, 'in continuations', (count) => {
        continuations += count;
      });
      await fc.assert(property, { numRuns: runs * 0.2, seed });
      expect(continuations).toBeGreaterThan(runs * 0.02);
    }, 900_000);

    it('do no finished step again when they are resumed, and call the others as services know them', async () => {
      let began = 0;
      const property = trial(box, 'resumed', (count) => {
        began += count;
      });
      await fc.assert(property, { numRuns: runs * 0.05, seed });
      expect(began).toBeGreaterThan(runs * 0.01);
    }, 900_000);
  });
}
