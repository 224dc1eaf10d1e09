import { dependenciesOf } from '../../dsl/compile.ts';
import { flaw } from '../support/flaw.ts';
import { mutated, randomFrom } from '../support/mutate.ts';
import { seeds } from '../support/seeds.ts';

/**
 * `npm run test:mutated` looks at 200,000; `MUTATED_TEXTS=2000000 MUTATED_SEED=7` in front of it makes a longer or another
 * run. A failing text is printed with its problem.
 */
const count = Number(process.env.MUTATED_TEXTS ?? 40_000);
const seed = Number(process.env.MUTATED_SEED ?? 20_261_123);

describe(`${count} mutated programs`, () => {
  it('crash nothing, and each is compiled or refused with places', () => {
    const random = randomFrom(seed);
    for (let at = 0; at < count; at += 1) {
      const text = mutated(seeds, random);
      let wrong: string | null;
      try {
        wrong = flaw(text);
        if (at % 10 === 0) dependenciesOf(text);
      } catch (error) {
        wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
      if (wrong !== null) throw new Error(`text ${at} of seed ${seed}: ${wrong}\n${JSON.stringify(text)}`);
    }
  }, 3_600_000);
});
