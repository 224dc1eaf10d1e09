import fc from 'fast-check';
import { termsOf, unitsOf } from '../../../domain/playbook/terms.ts';

describe('terms of a text', () => {
  it.each([
    ['the pods are restarting', ['pod', 'restart']],
    ['What should I do now?', []],
    ['HTTP 502 and 5xx', ['http', '502', '5xx']],
    ['k8s certs in prod', ['kubernet', 'certif', 'product']],
    ['roll back', ['rollback']],
    ['users cannot log in', termsOf('user cannot login')],
  ])('of %j are %j', (text, terms) => {
    expect(termsOf(text)).toEqual(terms);
  });

  it('keep identifiers whole, beside their parts', () => {
    expect(unitsOf('pg_stat_activity CrashLoopBackOff max.poll.interval.ms')).toEqual([
      ['pg_stat_activity', 'postgr', 'stat', 'activ'],
      expect.arrayContaining(['crashloopbackoff', 'crash', 'loop']),
      expect.arrayContaining(['max.poll.interval.ms', 'poll', 'interv']),
    ]);
  });

  it('are the same in any case, and the same again when they are read again', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{2,12}$/), { maxLength: 8 }), (words) => {
        expect(termsOf(words.join(' ').toUpperCase())).toEqual(termsOf(words.join(' ')));
      }),
    );
  });
});
