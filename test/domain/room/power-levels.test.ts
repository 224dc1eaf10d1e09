import { mayInvite } from '../../../domain/room/inviters.ts';
import { creatorLevel, levelNeeded, levelOf, type PowerState } from '../../../domain/room/power-levels.ts';

const room = (version: string, change: Partial<PowerState> = {}): PowerState => ({
  creator: '@ann:test',
  create: { room_version: version },
  levels: { users: { '@bob:test': 50 }, users_default: 0, events_default: 0, state_default: 50 },
  ...change,
});

describe('who stands where', () => {
  test('creators of a room of version 12 stand above everybody, though no list holds them', () => {
    const create = { room_version: '12', additional_creators: ['@cat:test'] };
    const state = room('12', { create });
    expect(['@ann:test', '@cat:test', '@bob:test', '@eve:test'].map((user) => levelOf(user, state))).toEqual([
      creatorLevel,
      creatorLevel,
      50,
      0,
    ]);
  });

  test('in older rooms a creator has what the list says, or 100 where there is no list', () => {
    expect(levelOf('@ann:test', room('11'))).toBe(0);
    expect(levelOf('@ann:test', room('11', { levels: null }))).toBe(100);
    expect(levelOf('@bob:test', room('11', { levels: null }))).toBe(0);
    expect(
      levelOf('@cat:test', room('11', { create: { room_version: '11', additional_creators: ['@cat:test'] } })),
    ).toBe(0);
  });

  test('levels of old rooms may be texts, and what is no level counts as none', () => {
    const levels = { users: { '@bob:test': ' 50 ', '@eve:test': 'lots' }, users_default: '10' };
    expect(levelOf('@bob:test', room('9', { levels }))).toBe(50);
    expect(levelOf('@eve:test', room('9', { levels }))).toBe(10);
  });

  test('names of every object are names of nobody here', () => {
    expect(levelOf('__proto__', room('11'))).toBe(0);
    expect(levelOf('constructor', room('11'))).toBe(0);
  });

  test('what an event needs is its own level, else that of its sort', () => {
    const state = room('11', { levels: { events: { 'm.reaction': 10 }, events_default: 5, state_default: 60 } });
    expect(levelNeeded('m.reaction', false, state)).toBe(10);
    expect(levelNeeded('m.room.message', false, state)).toBe(5);
    expect(levelNeeded('dev.hololoom.room', true, state)).toBe(60);
    expect(levelNeeded('dev.hololoom.room', true, room('11', { levels: {} }))).toBe(50);
  });
});

describe('who may invite', () => {
  test.each([
    ['@ann:test', ['@ann:test'], true],
    ['@ann:test', ['*:test'], true],
    ['@ann:test.evil', ['*:test'], false],
    ['@ann:evil:test', ['*:test'], false],
    ['@ann:test:8448', ['*:test:8448'], true],
    ['@ann:test', [], false],
    ['@ann:test', ['*'], true],
  ])('%s, when %j may, is answered with %s', (user, allowed, answer) => {
    expect(mayInvite(user, allowed)).toBe(answer);
  });
});
