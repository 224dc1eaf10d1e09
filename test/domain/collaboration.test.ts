import fc from 'fast-check';
import { type Opinion, weigh } from '../../domain/collaboration.ts';

const said = (agent: string, answer: string, confidence = 0.5): Opinion => ({ agent, answer, sources: [], confidence });

describe('weighing opinions', () => {
  it('lets the larger group speak, by its surest member, and shows who disagrees', () => {
    const opinions = [
      said('ada', 'Roll back the release now.', 0.6),
      said('grace', 'Roll the release back, now!', 0.9),
      said('alan', 'Add two replicas and wait.', 1),
    ];
    expect(weigh(opinions)).toEqual({
      answer: 'Roll the release back, now!',
      agreement: 2 / 3,
      opinions: [opinions[0], opinions[2], opinions[1]],
      dissent: [{ agent: 'alan', answer: 'Add two replicas and wait.' }],
    });
  });

  it('does not take "do not" for "do"', () => {
    const opinions = [said('ada', 'Restart the database.', 0.9), said('grace', 'Do not restart the database.', 0.8)];
    expect(weigh(opinions)).toMatchObject({ answer: 'Restart the database.', agreement: 0.5 });
    expect(weigh(opinions).dissent).toHaveLength(1);
  });

  it('lets the surer of two groups of one size speak', () => {
    expect(weigh([said('ada', 'yes', 0.4), said('grace', 'no', 0.6)])).toMatchObject({ answer: 'no', agreement: 0.5 });
  });

  it('is of one mind when everybody says the same, or nothing in words', () => {
    expect(weigh([said('ada', 'yes'), said('grace', 'Yes!')]).agreement).toBe(1);
    expect(weigh([said('ada', '—'), said('grace', '…')])).toMatchObject({ agreement: 1, dissent: [] });
  });

  const answer = fc.oneof(
    fc.constantFrom('yes', 'no', 'roll back the release', 'do not roll back', 'wait', 'roll back release 1.2 now', ''),
    fc
      .array(fc.constantFrom('roll', 'back', 'wait', 'not', 'scale', 'replica', 'never'), { maxLength: 5 })
      .map((words) => words.join(' ')),
  );
  const opinion = fc.record({
    agent: fc.constantFrom('ada', 'grace', 'alan', 'edsger', 'barbara'),
    answer,
    sources: fc.constant([]),
    confidence: fc.constantFrom(0, 0.25, 0.5, 1),
  });
  const opinions = fc.array(opinion, { minLength: 1, maxLength: 10 });

  it('gives the same verdict in whatever order opinions come, and however often each is repeated', () => {
    fc.assert(
      fc.property(opinions, fc.infiniteStream(fc.nat()), (all, dice) => {
        const shuffled = [...all, ...all.filter(() => Number(dice.next().value) % 2 === 0)]
          .map((each) => ({ each, at: Number(dice.next().value) }))
          .sort((one, other) => one.at - other.at)
          .map(({ each }) => each);
        expect(weigh(shuffled)).toEqual(weigh(all));
      }),
    );
  });

  it('counts everybody once: those who agree and those who do not are all who spoke', () => {
    fc.assert(
      fc.property(opinions, (all) => {
        const { answer: verdict, agreement, opinions: counted, dissent } = weigh(all);
        const agents = [...new Set(all.map(({ agent }) => agent))].sort();
        expect(counted.map(({ agent }) => agent)).toEqual(agents);
        expect(Math.round(agreement * agents.length) + dissent.length).toBe(agents.length);
        expect(agreement).toBeGreaterThan(0);
        expect(counted.map(({ answer: each }) => each)).toContain(verdict);
        expect(dissent.map(({ answer: each }) => each)).not.toContain(verdict);
      }),
    );
  });
});
