import fc from 'fast-check';
import { type Candidate, countsOf, inOrder, pageOf } from '../../../domain/market/search.ts';

const candidate: fc.Arbitrary<Candidate> = fc.record({
  package: fc.stringMatching(/^[a-z]{1,3}\/[a-z]{1,4}$/),
  relevance: fc.double({ min: 0, max: 1, noNaN: true }),
  merit: fc.oneof(fc.constantFrom(0, 0.25), fc.double({ min: 0, max: 0.5, noNaN: true })),
  isDeprecated: fc.boolean(),
  category: fc.constant('general'),
  tags: fc.constant([]),
});
const candidates = fc.uniqueArray(candidate, { selector: (each) => each.package, maxLength: 40 });

describe('pages of what was found', () => {
  it('hold everything once, in order, whatever order it was found in', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 7 }), (found, limit) => {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const { page, next } = pageOf(inOrder(found.toReversed()), after, limit);
          expect(page.length).toBeLessThanOrEqual(limit);
          seen.push(...page.map((each) => each.package));
          after = next ?? undefined;
        } while (after !== undefined);
        expect(seen).toEqual(inOrder(found).map((each) => each.package));
        expect(new Set(seen).size).toBe(found.length);
      }),
    );
  });

  it('go on behind the last one that was shown, even when that one has gone', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 7 }), (found, limit) => {
        const first = pageOf(inOrder(found), undefined, limit);
        if (first.next === null) return;
        const last = first.page.at(-1)?.package;
        const left = found.filter((each) => each.package !== last);
        expect(pageOf(inOrder(left), first.next, limit).page).toEqual(pageOf(inOrder(found), first.next, limit).page);
      }),
    );
  });

  it('begin at the first for a place that is none', () => {
    const one = { package: 'a', relevance: 1, merit: 0, isDeprecated: false, category: 'general', tags: [] };
    expect(pageOf(inOrder([one]), 'nonsense', 5).page).toHaveLength(1);
    expect(pageOf(inOrder([one]), '0.5:a', 5)).toEqual({ page: [], next: null });
  });
});

it('counts the most frequent first, and those that are equally frequent by name', () => {
  expect(countsOf(['b', 'a', 'c', 'b', 'a'], 2)).toEqual([
    { name: 'a', count: 2 },
    { name: 'b', count: 2 },
  ]);
});
