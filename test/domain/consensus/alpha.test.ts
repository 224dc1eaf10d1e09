import fc from 'fast-check';
import { alpha } from '../../../domain/consensus/alpha.ts';

/** Four observers, twelve units: the example C of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011). */
const observers: readonly (readonly (number | null)[])[] = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
  [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
];
const units = Array.from({ length: 12 }, (_, unit) => observers.map((given) => given[unit] ?? null));

describe('agreement beyond chance', () => {
  it('is what was published: .743 for nominal values', () => {
    // As it is worked out there: (39 * 32 - 344) / (40 * 39 - 344).
    expect(alpha(units, 'nominal')).toBeCloseTo(904 / 1_216, 12);
    expect(alpha(units, 'nominal')?.toFixed(6)).toBe('0.743421');
  });

  it('is what was published: .849 for interval values', () => {
    expect(alpha(units, 'interval')?.toFixed(6)).toBe('0.849107');
  });

  it('is whole when only one value was given, and unknown when nobody can be compared', () => {
    expect(
      alpha(
        [
          [1, 1],
          [1, 1, 1],
        ],
        'nominal',
      ),
    ).toBe(1);
    expect(alpha([[1, null], [2]], 'nominal')).toBeNull();
    expect(alpha([], 'nominal')).toBeNull();
  });

  it('does not depend on the order of observers and units, nor on what nominal values are called', () => {
    const value = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (given) => {
        const turned = [...given]
          .reverse()
          .map((unit) => [...unit].reverse().map((each) => (each === null ? null : 9 - each)));
        const [one, other] = [alpha(given, 'nominal'), alpha(turned, 'nominal')];
        if (one === null || other === null) expect(one).toBe(other);
        else expect(one).toBeCloseTo(other, 9);
        expect(one === null || one <= 1 + 1e-9).toBe(true);
      }),
    );
  });
});
