import { ApplicationFailure } from '@temporalio/common';
import { activityFailure } from '../../activities/failure.ts';
import { codes } from '../../domain/error-codes.ts';
import { LoomError } from '../../domain/errors.ts';

const refused = new LoomError('tool.bad_input', 'It needs a text.', 'Give it one.');

describe('LoomError', () => {
  it('is found again after Temporal carried it', () => {
    const wrapped = new Error('Workflow execution failed', { cause: activityFailure(refused) });
    const found = LoomError.from(wrapped);
    expect({ code: found.code, message: found.message, hint: found.hint }).toEqual({
      code: 'tool.bad_input',
      message: 'It needs a text.',
      hint: 'Give it one.',
    });
  });

  it('is retried by Temporal only when its code says that may help', () => {
    expect(activityFailure(refused)).toMatchObject({ nonRetryable: true });
    expect(activityFailure(new Error('socket hang up'))).toMatchObject({ nonRetryable: false });
  });

  it('calls what it does not know unexpected, and keeps the message', () => {
    expect(LoomError.from(new TypeError('x is not a function'))).toMatchObject({
      code: 'internal.unexpected',
      message: 'x is not a function',
    });
    expect(LoomError.from('a string')).toMatchObject({ code: 'internal.unexpected', message: 'a string' });
  });

  it('does not take a foreign failure type for one of its codes', () => {
    const foreign = ApplicationFailure.create({ type: 'toString', message: 'no' });
    expect(LoomError.from(foreign).code).toBe('internal.unexpected');
  });

  it('tells in every code what to do, as a sentence', () => {
    for (const entry of Object.values(codes)) {
      expect(entry.meaning).toMatch(/^[A-Z].*\.$/);
      expect(entry.hint).toMatch(/^[A-Z].*\.$/);
    }
  });
});
