import fc from 'fast-check';
import { chooseFrom } from '../../domain/choice.ts';

const one = (choice: string) => ({ kind: 'one', choice });

describe('an answer', () => {
  test.each<[string, readonly string[], string | number, unknown]>([
    ['is a choice as written', ['yes', 'no'], 'yes', one('yes')],
    ['in whatever case', ['promote', 'abort'], 'ABORT', one('abort')],
    ['or a beginning of one', ['promote', 'abort'], 'pro', one('promote')],
    ['or a position', ['promote', 'abort'], '2', one('abort')],
    ['is the whole word before a longer one', ['go', 'go slow'], 'go', one('go')],
    ['is a text before it is a position', ['1', '2', '5'], '2', one('2')],
    ['but a number is always a position', ['2', '1'], 1, one('2')],
    [
      'that could be several is none of them',
      ['retry now', 'retry later'],
      'retry',
      { kind: 'several', choices: ['retry now', 'retry later'] },
    ],
    ['that is none', ['yes', 'no'], 'maybe', { kind: 'none' }],
    ['beyond the last', ['yes', 'no'], 3, { kind: 'none' }],
    ['that is nothing', ['yes', 'no'], ' ', { kind: 'none' }],
  ])('%s', (_, choices, said, chosen) => {
    expect(chooseFrom(choices, said)).toEqual(chosen);
  });

  test('is never anything but one of the choices', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 }),
        fc.string(),
        (choices, said) => {
          const chosen = chooseFrom(choices, said);
          return chosen.kind !== 'one' || choices.includes(chosen.choice);
        },
      ),
    );
  });
});
