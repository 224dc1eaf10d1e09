import fc from 'fast-check';
import type { Sandbox } from '../driven/sandbox.ts';
import { chosenBy } from './choices.ts';
import { plans } from './random-plans.ts';
import { resumeAfter } from './resumed.ts';
import { runTogether, type Story } from './together.ts';

/**
 * What is compared with the model: runs to their end; runs that continue as new at any moment, each replayed; runs that
 * failed or were cancelled, and are resumed.
 */
export type Manner = 'to the end' | 'in continuations' | 'resumed';

const choices = fc.array(fc.nat(0xffffff), { maxLength: 40 });
const eventsMax = fc.integer({ min: 10, max: 40 });

/**
 * Random plans, with a random order of what happens and what fails, in the interpreter and in the model.
 * @param happened is told how often a run continued as new, or how many activities began after it was resumed
 */
export function trial(
  box: Sandbox,
  manner: Manner,
  happened: (count: number) => void = () => undefined,
): fc.IAsyncProperty<unknown> {
  const inputs = { input: 1 };
  if (manner === 'in continuations') {
    return fc.asyncProperty(plans, choices, eventsMax, async (plan, chosen, most) => {
      const options = { eventsMax: most, replayed: true };
      const story = await runTogether(box, plan, inputs, chosenBy(chosen), options);
      happened(story.continuations);
      expectAgreed(story);
    });
  }
  return fc.asyncProperty(plans, choices, async (plan, chosen) => {
    const story = await runTogether(box, plan, inputs, chosenBy(chosen), {
      afterwards: async (run, model) => {
        if (manner !== 'resumed' || model.ending?.how === 'completed') return;
        happened(await resumeAfter(box, { plan, inputs }, run, model));
      },
    });
    expectAgreed(story);
  });
}

/** fast-check prints the plan itself. */
function expectAgreed({ happenings, difference }: Story): void {
  if (difference === null) return;
  const lines = happenings.map((happening) => `  ${JSON.stringify(happening)}`);
  const head = `They differ in: ${difference.where}`;
  throw new Error([head, ` model ${difference.model}`, ` run   ${difference.run}`, ...lines].join('\n'));
}
