import type { Json } from '../../domain/json.ts';
import { isSamePerson, mayBeSamePerson, named } from '../../workflows/interpreter/people.ts';
import { eventually, type LoopBench, type LoopRun, loopBench, program } from '../support/loops.ts';

let bench: LoopBench;
beforeAll(async () => {
  bench = await loopBench({ echo: ({ x }) => x });
});
afterAll(() => bench.close());

const asking = async (ask: string): Promise<LoopRun> => {
  const run = await bench.run(program(['echo'], `    - ok = ASK "Delete it?" ${ask}`), {
    requester: '@rita:loom.test',
  });
  await eventually(async () => (await run.journal()).entries.ok?.memory?.ask !== undefined);
  return run;
};
const refusal = (work: Promise<unknown>): Promise<Json> =>
  work.then(
    () => 'it counted',
    ({ code }: { code: string }) => code,
  );
const home = { home: 'loom.test' };

describe('an answer that is taken back', () => {
  it('counts no more, and may be given again', async () => {
    const run = await asking('NEED 2');
    expect(await run.answer('ok', 'yes', '@ann:loom.test')).toEqual({ decided: null, votes: 1, need: 2 });
    expect(await run.withdraw('ok', '@ann:loom.test')).toEqual({ decided: null, votes: 0, need: 2 });
    expect(await refusal(run.withdraw('ok', '@ann:loom.test'))).toBe('ask.not_answered');
    await run.answer('ok', 'yes', '@bob:loom.test');
    await run.answer('ok', 'yes', '@ann:loom.test');
    expect(await run.output()).toEqual({ ok: 'yes' });
  });

  it('must be one that was given, by the person who gave it, to a question of this plan that is open', async () => {
    const run = await asking('NEED 2');
    await run.answer('ok', 'yes', '@ann:loom.test');
    expect(await refusal(run.withdraw('ok', '@bob:loom.test'))).toBe('ask.not_answered');
    expect(await refusal(run.withdraw('ok', '@ann:evil.test'))).toBe('ask.not_answered');
    expect(await refusal(run.withdraw('ok', 'ann'))).toBe('ask.not_answered');
    expect(await refusal(run.withdraw('nowhere', '@ann:loom.test'))).toBe('ask.not_open');
    expect(await refusal(run.withdraw('ok', '@ann:loom.test', { plan: 'another' }))).toBe('ask.other_plan');
    expect(await refusal(run.withdraw('ok', ''))).toBe('ask.malformed_answer');
    expect(await run.answer('ok', 'yes', '@bob:loom.test')).toEqual({ decided: 'yes', votes: 2, need: 2 });
    expect(await run.output()).toEqual({ ok: 'yes' });
  });

  it('comes too late once the question is decided', async () => {
    const run = await bench.run(program(['echo'], '    - ok = ASK "Delete it?" NEED 2\n    - w = WAIT 1h'));
    await eventually(async () => (await run.journal()).entries.ok?.memory?.ask !== undefined);
    await run.answer('ok', 'yes', 'ann');
    await run.answer('ok', 'yes', 'bob');
    expect(await refusal(run.withdraw('ok', 'ann'))).toBe('ask.not_open');
    await run.handle.terminate();
  });

  it('is decided right however twenty people answer and take back at once', async () => {
    const run = await asking('NEED 15');
    const people = Array.from({ length: 20 }, (_, index) => `@p${index}:loom.test`);
    // Ten say yes; five of them, and five who said nothing, take back.
    await Promise.all(people.slice(0, 10).map((user) => run.answer('ok', 'yes', user)));
    const taken = await Promise.all(people.slice(5, 15).map((user) => refusal(run.withdraw('ok', user))));
    expect(taken.map((each) => each === 'it counted')).toEqual([...Array(5).fill(true), ...Array(5).fill(false)]);
    const receipts = await Promise.all(people.slice(5, 14).map((user) => run.answer('ok', 'yes', user)));
    expect(receipts.every((receipt) => (receipt as { decided: Json }).decided === null)).toBe(true);
    expect(await run.answer('ok', 'yes', '@p19:loom.test')).toEqual({ decided: 'yes', votes: 15, need: 15 });
    expect(await run.output()).toEqual({ ok: 'yes' });
  });
});

describe('a name without a server', () => {
  it('is somebody of our own server, and of no other', async () => {
    const run = await asking('FROM ["@ann", "@bob:other.test"]');
    expect(await refusal(run.answer('ok', 'yes', '@ann:evil.test', home))).toBe('ask.not_entitled');
    expect(await refusal(run.answer('ok', 'yes', '@bob:loom.test', home))).toBe('ask.not_entitled');
    // Who does not say which server is ours cannot use it.
    expect(await refusal(run.answer('ok', 'yes', '@ann:loom.test'))).toBe('ask.not_entitled');
    expect(await run.answer('ok', 'yes', '@ann:loom.test', home)).toMatchObject({ decided: 'yes' });
  });

  it('keeps out whoever started the run, and a second answer, under every way to write the name', async () => {
    const run = await asking('NEED 2');
    for (const user of ['@rita:loom.test', 'rita', '@rita']) {
      expect(await refusal(run.answer('ok', 'yes', user))).toBe('ask.not_entitled');
      expect(await refusal(run.answer('ok', 'yes', user, home))).toBe('ask.not_entitled');
    }
    await run.answer('ok', 'yes', '@ann:loom.test', home);
    for (const user of ['@ann:loom.test', 'ann']) {
      expect(await refusal(run.answer('ok', 'yes', user, home))).toBe('ask.answered_already');
      expect(await refusal(run.answer('ok', 'yes', user))).toBe('ask.answered_already');
    }
    // Somebody else who is called so.
    expect(await run.answer('ok', 'yes', '@rita:other.test', home)).toMatchObject({ decided: 'yes' });
  });

  it.each([
    ['ann', '@ann', undefined, true, true],
    ['@ann', '@ann:loom.test', undefined, false, true],
    ['@ann', '@ann:loom.test', 'loom.test', true, true],
    ['@ann', '@ann:evil.test', 'loom.test', false, false],
    ['@ann:loom.test', '@ann:evil.test', undefined, false, false],
    ['@ann:loom.test', '@bob:loom.test', 'loom.test', false, false],
  ])('%s and %s at %s', (one, other, server, surely, perhaps) => {
    expect(isSamePerson(one, other, server)).toBe(surely);
    expect(mayBeSamePerson(one, other, server)).toBe(perhaps);
  });

  it('is written whole', () => {
    expect([named('ann', undefined), named('ann', 'loom.test'), named('@ann:b.test:8448', 'loom.test')]).toEqual([
      '@ann',
      '@ann:loom.test',
      '@ann:b.test:8448',
    ]);
  });
});
