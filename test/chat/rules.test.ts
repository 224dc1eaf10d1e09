import fc from 'fast-check';
import { RateLimits } from '../../client/chat/rate-limits.ts';
import { changedSettings, listSettings, readSettings } from '../../client/chat/settings.ts';
import { execute } from '../../client/cli/execute.ts';
import { requestIdOf } from '../../client/cli/ids.ts';
import type { Session } from '../../client/cli/session.ts';
import { commands } from '../../client/commands/index.ts';
import { splitLine } from '../../client/commands/line.ts';
import { rolesOf } from '../../client/permissions.ts';
import { choiceOfKey, keyFor, plainKey } from '../../domain/reaction.ts';
import { fakeFiles, fakeLoom } from '../support/fake-loom.ts';
import { fakeTerminal } from '../support/screens.ts';

describe('how much may be asked for', () => {
  const bounds = { perUser: 3, perRoom: 5 };
  const minute = 60_000;

  it('is so many commands a minute of one person, in all rooms', () => {
    const rates = new RateLimits(bounds);
    for (const room of ['a', 'b', 'c']) expect(rates.take('@ann', room, 0)).toEqual({ allowed: true });
    expect(rates.take('@ann', 'd', 1)).toEqual({ allowed: false, whose: 'user', againInMs: minute - 1, tell: true });
    expect(rates.take('@bob', 'd', 1)).toEqual({ allowed: true });
    expect(rates.take('@ann', 'd', minute)).toEqual({ allowed: true });
  });

  it('is so many in one room', () => {
    const rates = new RateLimits(bounds);
    for (const user of ['1', '2', '3', '4', '5']) expect(rates.take(user, 'a', 0).allowed).toBe(true);
    expect(rates.take('6', 'a', 0)).toMatchObject({ allowed: false, whose: 'room' });
    expect(rates.take('6', 'b', 0).allowed).toBe(true);
  });

  it('is told once a minute to each person in each room', () => {
    const rates = new RateLimits(bounds);
    const flood = Array.from({ length: 2_000 }, (_, index) => rates.take('@eve', 'a', index * 10));
    expect(flood.filter(({ allowed }) => allowed)).toHaveLength(3);
    expect(flood.filter((verdict) => !verdict.allowed && verdict.tell)).toHaveLength(1);
    expect(rates.take('@ann', 'a', 20_000).allowed).toBe(true);
  });

  it('never lets more through in any minute, whoever asks when', () => {
    const asking = fc.array(fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('a', 'b'), fc.nat(30_000)), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(asking, (asked) => {
        const rates = new RateLimits(bounds);
        let now = 0;
        const let_through: [string, string, number][] = [];
        for (const [user, room, later] of asked) {
          now += later;
          if (rates.take(user, room, now).allowed) let_through.push([user, room, now]);
        }
        for (const [, , at] of let_through) {
          const inMinute = let_through.filter((each) => each[2] > at - minute && each[2] <= at);
          for (const user of ['x', 'y'])
            expect(inMinute.filter((each) => each[0] === user).length).toBeLessThanOrEqual(3);
          for (const room of ['a', 'b'])
            expect(inMinute.filter((each) => each[1] === room).length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

describe('the settings of a room', () => {
  const verbs = rolesOf(commands);

  it('are taken as far as they make sense', () => {
    expect(readSettings(null)).toEqual({ prefix: '!loom', roles: {}, answersFromOtherServers: false });
    expect(
      readSettings({
        prefix: '!ops',
        roles: { run: 'operator', plan: 'king', runs: 7 },
        answers_from_other_servers: true,
      }),
    ).toEqual({ prefix: '!ops', roles: { run: 'operator', runs: 7 }, answersFromOtherServers: true });
    expect(readSettings({ prefix: 'word', roles: [], answers_from_other_servers: 'perhaps' })).toEqual(
      readSettings(null),
    );
  });

  it('are something for every content of the state event', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const settings = readSettings(content as never);
        expect(settings.prefix).toMatch(/^[\p{P}\p{S}]/u);
        expect(listSettings(settings, verbs).every(({ value }) => value !== '')).toBe(true);
      }),
    );
  });

  it('change one at a time, and leave the rest of the state alone', () => {
    const content = { prefix: '!ops', other: 1, roles: { run: 25 } };
    expect(changedSettings(content, 'role cancel', 'operator', verbs)).toEqual({
      ...content,
      roles: { run: 25, cancel: 'operator' },
    });
    expect(changedSettings(content, 'role run', null, verbs)).toEqual({ prefix: '!ops', other: 1, roles: {} });
    expect(changedSettings(content, 'prefix', null, verbs)).toEqual({ other: 1, roles: { run: 25 } });
    expect(changedSettings(null, 'answers-from-other-servers', 'yes', verbs)).toEqual({
      answers_from_other_servers: true,
    });
  });

  it.each([
    ['prefix', 'ops'],
    ['prefix', '! ops'],
    ['prefix', '!loom\u202e'],
    ['role run', 'king'],
    ['role dance', 'member'],
    ['roles', 'x'],
    ['answers-from-other-servers', 'maybe'],
  ])('cannot be %s = %j', (name, value) => {
    expect(() => changedSettings(null, name, value, verbs)).toThrow(
      expect.objectContaining({ code: 'chat.bad_setting' }),
    );
  });
});

describe('a reaction', () => {
  it('means the same whatever colours it', () => {
    expect(new Set(['👍', '👍\ufe0f', '👍🏽', '👍🏿'].map(plainKey))).toEqual(new Set(['👍']));
    for (const key of ['👍', '👍🏽', '✅', '✅\ufe0f', '✔', '✔\ufe0f']) expect(choiceOfKey(key, 2)).toBe(1);
    for (const key of ['👎🏻', '❌', '✖\ufe0f', '🚫']) expect(choiceOfKey(key, 2)).toBe(2);
  });

  it('means a choice by its number', () => {
    expect(choiceOfKey('3\ufe0f\u20e3', 3)).toBe(3);
    expect(choiceOfKey('3\u20e3', 3)).toBe(3);
    expect(choiceOfKey('🔟', 10)).toBe(10);
    expect([choiceOfKey('4\ufe0f\u20e3', 3), choiceOfKey('🔟', 9), choiceOfKey('❌', 3)]).toEqual([null, null, null]);
  });

  it.each(['🎉', '', 'yes', '✅✅', '1', '<b>', '\u202e✅'])('%j means nothing', (key) => {
    expect(choiceOfKey(key, 2)).toBe(null);
  });

  it('that is offered for a choice means that choice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.nat(9), (choices, at) => {
        const position = at % choices;
        expect(choiceOfKey(keyFor(position, choices), choices)).toBe(position + 1);
      }),
    );
  });
});

describe('the id of what an event asks for', () => {
  it('is always the same, and nobody else\u2019s', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => requestIdOf(`$event${index}`));
    expect(ids[7]).toBe(requestIdOf('$event7'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^r-[2-9a-z]{10}$/.test(id))).toBe(true);
  });
});

describe('whoever sits at the machine', () => {
  const session: Session = {
    loom: async () => fakeLoom(),
    found: async () => null,
    services: () => null,
    close: async () => undefined,
  };
  const cases = commands
    .filter(({ places, actsOnTerminal }) => places.includes('command line') && actsOnTerminal !== true)
    .map(({ name, examples }) => [name, examples[0] ?? ''] as const);

  it.each(cases)('may do everything: %s', async (_, line) => {
    const terminal = fakeTerminal(false);
    await execute([...splitLine(line), '--json'], {
      place: 'command line',
      terminal,
      session,
      files: fakeFiles,
      home: '/nowhere',
      signal: new AbortController().signal,
    });
    expect(terminal.paper.out.written).not.toContain('permission.denied');
    expect(terminal.paper.out.written).not.toBe('');
  });
});
