import fc from 'fast-check';
import { sandbox, workflowCode } from '../support/driven/sandbox.ts';
import { broken, faults } from '../support/model/faults.ts';
import { trial } from '../support/model/trials.ts';

/** The comparison of random runs is worth something: each of these mistakes in the interpreter is found by it. */
describe('random runs find it out when', () => {
  it.each(faults)(
    '$says',
    async (fault) => {
      const box = sandbox(broken(await workflowCode(), fault));
      const { failed } = await fc.check(trial(box, fault.caughtBy), { numRuns: 3_000, seed: 2026, endOnFailure: true });
      await box.destroy();
      expect(failed).toBe(true);
    },
    300_000,
  );
});
