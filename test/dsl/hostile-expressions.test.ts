import { LoomError } from '../../domain/errors.ts';
import { worthOf } from '../support/compiled.ts';
import { hostileExpressions, hostileScope } from '../support/hostile-expressions.ts';

/** How long each takes is measured by bench/expressions.cjs. */
describe('a hostile expression', () => {
  it.each(hostileExpressions)('ends within its bounds: $what', ({ expression, ends }) => {
    if ('value' in ends) {
      expect(worthOf(expression, hostileScope)).toEqual(ends.value);
      return;
    }
    let refusal: unknown = null;
    try {
      worthOf(expression, hostileScope);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(LoomError);
    expect(refusal).toMatchObject({ code: 'loop.expression_failed', message: expect.stringMatching(ends.refusal) });
    const { message, hint } = refusal as LoomError;
    expect(message.length + hint.length).toBeLessThan(1_000);
  });
});
