import fc from 'fast-check';
import { BlockOrder } from '../../../dsl/block-order.ts';
import { formatOf, type Parameter, type Plan, type PlannedTool } from '../../../dsl/plan.ts';
import { Dice, PlanMaker, type Seed } from './plan-maker.ts';

const numbers = fc.array(fc.nat(0xffff), { minLength: 20, maxLength: 20 });
const leaf: fc.Arbitrary<Seed> = fc.record({ numbers, inside: fc.constant([]) });
const around = (seed: fc.Arbitrary<Seed>): fc.Arbitrary<Seed> =>
  fc.record({
    numbers,
    inside: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 2,
        arbitrary: fc.array(fc.array(seed, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
      },
    ),
  });
const seeds = fc.array(around(around(leaf)), { minLength: 1, maxLength: 5 });
const leaves = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
);

/** Plans that the compiler could have made: names in scope, each step after what it mentions, lines that hold. */
export const plans: fc.Arbitrary<Plan> = fc.record({ steps: seeds, onError: leaves, numbers }).map((seed) => {
  const dice = new Dice(seed.numbers);
  const maker = new PlanMaker();
  const main = { order: new BlockOrder(null, 0), names: ['input'], prefix: '', where: 'steps' as const };
  const made = maker.block(seed.steps, main);
  const names = [...made.names, 'error'];
  const told = maker.block(seed.onError, { ...main, order: new BlockOrder(null, 0), names, where: 'on error' });
  const plan = {
    loop: 'random',
    title: null,
    inputs: [input],
    tools,
    steps: made.steps,
    ...(told.steps.length === 0 ? {} : { onError: told.steps }),
    ...(dice.oneIn(4) ? { limitMs: 500 + dice.roll(9_973) } : {}),
    output: dice.oneIn(2) ? { t: 'list', items: made.names.map((name) => ({ t: 'name', name })) } : null,
    lock: {},
  } satisfies Omit<Plan, 'format'>;
  return { format: formatOf(plan), ...plan };
});

const input: Parameter = { name: 'input', type: { t: 'any' }, default: 1 };
const tools: Record<string, PlannedTool> = Object.fromEntries(
  ['fetch', 'write', 'undo'].map((name) => [
    `file/${name}`,
    {
      name,
      from: null,
      parameters: [],
      returns: { t: 'any' },
      effect: 'write',
      implementation: { kind: 'host', name: `test/${name}` },
    },
  ]),
);
