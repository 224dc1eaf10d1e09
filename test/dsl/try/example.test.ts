import type { Example } from '../../../domain/market/bundle.ts';
import { compileProgram } from '../../../dsl/compile.ts';
import { exampleFaults } from '../../../dsl/try/example.ts';

const faultsOf = (source: string, example: Partial<Example>): readonly string[] => {
  const { plan, problems, returns } = compileProgram(source, { dependencies: new Map(), offline: false });
  if (plan === null) throw new Error(JSON.stringify(problems));
  return exampleFaults({ inputs: {}, ...example }, { plan, plans: new Map(), returns });
};

const greeting = `LOOP greet
  INPUT: who: text
  STEPS:
    - said = "Hello {who}"
  OUTPUT: {said, letters: size(who)}
END
`;
const deploy = `LOOP deploy
  INPUT: service: text
  TOOLS:
    - roll_out(service: text) -> {version: text} = HOST test/roll_out
  STEPS:
    - done = roll_out(service)
    - ASK "Keep it?" CHOICES ["keep", "drop"]
    - again = ASK "Tell everybody?" WITHIN 1h ELSE "no"
    - seen = WAIT FOR "deploy.seen"
    - FAIL "Nobody looked" WHEN seen == null
  OUTPUT: {version: done.version, again}
END
`;

describe('an example', () => {
  it.each<[string, Partial<Example>]>([
    ['gives part of what comes out', { inputs: { who: 'Ada' }, output: { letters: 3 } }],
    ['gives nothing of it', { inputs: { who: 'Ada' } }],
  ])('of a loop that calls nothing may stand when it %s', (_what, example) => {
    expect(faultsOf(greeting, example)).toEqual([]);
  });

  it.each<[Partial<Example>, string]>([
    [
      { inputs: { who: 'Ada' }, output: { letters: 4 } },
      'Its output is {"said":"Hello Ada","letters":3}, not {"letters":4}.',
    ],
    [{ inputs: { who: 'Ada' }, output: { leters: 3 } }, 'there is no field leters'],
    [{ inputs: { who: 7 } }, 'Input "who": expected text, got 7'],
    [{ inputs: {} }, 'Input "who" (text) is missing'],
    [{ inputs: { who: 'Ada', whom: 'Bob' } }, 'There is no input "whom"'],
    [{ inputs: { who: 'Ada' }, failure: 'loop.failed' }, 'Nothing in the loop fails with loop.failed'],
    [{ inputs: { who: 'Ada' }, failure: 'loop.exploded' }, 'There is no error "loop.exploded"'],
    [
      { inputs: { who: 'Ada' }, failure: 'tool.bad_output' },
      'It does not fail: it gives {"said":"Hello Ada","letters":3}.',
    ],
    [{ inputs: { who: 'Ada' }, failure: 'tool.bad_output', output: 1 }, 'both an output and a failure'],
  ])('of a loop that calls nothing is worked out: %j', (example, fault) => {
    expect(faultsOf(greeting, example).join(' ')).toContain(fault);
  });

  it('of a loop that asks and waits may answer and tell what it asks and waits for', () => {
    const answers = [
      { path: '1.ask', choice: 'keep', user: '@ann' },
      { path: 'again', choice: 'yes', user: '@ann' },
    ];
    const events = [{ path: 'seen', name: 'deploy.seen', data: {} }];
    const output = { version: 'v2', again: 'yes' };
    expect(faultsOf(deploy, { inputs: { service: 'api' }, answers, events, output })).toEqual([]);
    const dropped = [{ path: '1.ask', choice: 'drop', user: '@ann' }];
    expect(faultsOf(deploy, { inputs: { service: 'api' }, answers: dropped, failure: 'loop.refused' })).toEqual([]);
    expect(faultsOf(deploy, { inputs: { service: 'api' }, failure: 'loop.failed' })).toEqual([]);
  });

  const answer = (path: string, choice: string) => ({ answers: [{ path, choice, user: '@ann' }] });
  it.each<[Partial<Example>, string]>([
    [answer('1.ask', 'kep'), '"kep" is none of the choices of 1.ask. Answer with one of these: keep, drop.'],
    [answer('agian', 'yes'), 'There is no step agian; did it mean again.'],
    [answer('done', 'yes'), 'It answers done, which asks nothing.'],
    [answer('again', 'maybe'), 'It answers "maybe" to again, whose choices are yes, no.'],
    [
      { events: [{ path: 'seen', name: 'deploy.done', data: {} }] },
      'tells seen of "deploy.done", which waits for "deploy.seen"',
    ],
    [{ events: [{ path: 'again', name: 'deploy.seen', data: {} }] }, 'tells again of an event, which waits for none'],
    [{ ...answer('1.ask', 'drop'), output: { again: 'no' } }, 'It ends with: The answer to "Keep it?" was "drop".'],
    [{ failure: 'loop.refused' }, 'It says loop.refused, and nobody refuses.'],
    [{ failure: 'loop.not_reached' }, 'Nothing in the loop fails with loop.not_reached.'],
    [{ output: { version: 7 } }, 'Its output cannot be: version: expected text, got 7.'],
  ])('of a loop that asks and waits cannot stand when it says what cannot be: %j', (example, fault) => {
    expect(faultsOf(deploy, { inputs: { service: 'api' }, ...example }).join(' ')).toContain(fault);
  });
});
