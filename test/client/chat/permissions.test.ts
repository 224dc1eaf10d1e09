import type { Handler } from '../../../client/bot/mouth.ts';
import { doorFor, doorVerbs } from '../../../client/chat/door.ts';
import { openHandler } from '../../../client/chat/handler.ts';
import { commands } from '../../../client/commands/index.ts';
import { permitOf, rolesOf } from '../../../client/permissions.ts';
import { connectDatabase, type DatabaseConnection } from '../../../db/connection.ts';
import { readAudit, verifyAudit } from '../../../db/read/audit.ts';
import { LoomError } from '../../../domain/errors.ts';
import { levelNeeded, type RoleOverrides, type RoomStanding, roleOf } from '../../../domain/roles.ts';
import { fakeLoom } from '../../support/fake-loom.ts';
import { type FakeMouth, fakeMouth, incoming, testRoom } from '../../support/fake-mouth.ts';
import { finishedRun } from '../../support/run-views.ts';
import { freshDatabase } from '../../support/services.ts';

/** Somebody of each role. */
const people = {
  stranger: '@stranger:loom.test',
  member: '@member:loom.test',
  operator: '@operator:loom.test',
  moderator: '@moderator:loom.test',
  admin: '@admin:loom.test',
} as const;
type Who = keyof typeof people;
const levelOf: Readonly<Record<Who, number>> = { stranger: 0, member: 0, operator: 25, moderator: 50, admin: 100 };
const standing = (who: Who): RoomStanding => ({
  user: people[who],
  joined: who !== 'stranger',
  level: levelOf[who],
  adminLevel: 100,
});
const may = (who: Who, verb: string, overrides: RoleOverrides = {}): boolean => {
  const role = rolesOf(commands).get(verb);
  return who !== 'stranger' && role !== undefined && levelOf[who] >= levelNeeded(verb, role, standing(who), overrides);
};

/** What is said to try a command in a room: its first example, with a program where it takes one. */
const inChat = commands.filter(({ places }) => places.includes('chat'));
const program = '\n```loop\nLOOP x\n  STEPS:\n    - a = 1\nEND\n```';
const metadata =
  '\n```json\n{"workflow_id": "x", "name": "x", "version": "1.0.0", "author": "a", "description": "d"}\n```';
const lines = new Map(
  inChat.map(({ name, examples }) => {
    if (name === 'check' || name === 'format') return [name, `!loom ${name}${program}`];
    if (name === 'market publish') return [name, `!loom ${name}${program}${metadata}`];
    return [name, `!loom ${examples[0]}`];
  }),
);

let database: DatabaseConnection;
let databaseUrl: string;
let mouth: FakeMouth;
let handler: Handler;
const bounds = { perUser: 10_000, perRoom: 10_000 };

beforeAll(async () => {
  databaseUrl = await freshDatabase();
  database = connectDatabase(databaseUrl);
  mouth = fakeMouth();
  for (const [who, user] of Object.entries(people)) {
    if (who !== 'stranger') mouth.people.set(user, { joined: true, level: levelOf[who as Who] });
  }
  const loom = fakeLoom(finishedRun({ room: testRoom, requester: '@somebody-else:loom.test' }));
  handler = await openHandler({ loom, databaseUrl, log: { warn: () => undefined }, bounds })(mouth);
});
afterAll(async () => {
  await handler.close();
  await database.close();
});

/** Says something in somebody's name. @returns whether it was refused for want of power, and what was answered */
async function says(who: Who, body: string): Promise<{ denied: boolean; answer: string }> {
  const event = incoming(people[who], { body });
  await handler.handle(event);
  const answer = mouth.text(`answer ${event.eventId} ${people[who]}`);
  return { denied: /permission\.denied/.test(answer), answer };
}

describe('who may do what in a room', () => {
  const cells = Object.keys(people).flatMap((who) =>
    [...lines].map(([verb, line]) => [who as Who, verb, line] as const),
  );

  it.each(cells)('%s: %s', async (who, verb, line) => {
    const before = (await verifyAudit(database.db)).rows;
    const { denied, answer } = await says(who, line);
    // Whose run it is matters as well: all runs here were started by somebody else.
    const others = commands.find(({ name }) => name === verb)?.others === undefined || may(who, `${verb} others`);
    expect([denied, answer]).toEqual([!(may(who, verb) && others), answer]);
    if (!denied) return;
    const [last] = await readAudit(database.db, 1);
    expect(last).toMatchObject({ actor: people[who], room: testRoom, verb, allowed: false, code: 'permission.denied' });
    expect((await verifyAudit(database.db)).rows).toBe(before + 1);
  });

  it('leaves a chain of entries that nobody has touched', async () => {
    expect(await verifyAudit(database.db)).toMatchObject({ brokenAt: null });
  });

  it('is as the room wants it, but for who decides about that', async () => {
    mouth.stateOf.set('dev.hololoom.room', {
      roles: { version: 'admin', 'market publish': 'member', runs: 30, 'config set': 'member' },
    });
    const fresh = await openHandler({ loom: fakeLoom(), databaseUrl, log: { warn: () => undefined }, bounds })(mouth);
    const denied = async (who: Who, verb: string): Promise<boolean> => {
      const event = incoming(people[who], { body: lines.get(verb) ?? '' });
      await fresh.handle(event);
      return /permission\.denied/.test(mouth.text(`answer ${event.eventId} ${people[who]}`));
    };
    expect([await denied('moderator', 'version'), await denied('admin', 'version')]).toEqual([true, false]);
    expect([await denied('stranger', 'market publish'), await denied('member', 'market publish')]).toEqual([
      true,
      false,
    ]);
    expect([await denied('operator', 'runs'), await denied('moderator', 'runs')]).toEqual([true, false]);
    expect([await denied('moderator', 'config set'), await denied('admin', 'config set')]).toEqual([true, false]);
    await fresh.close();
    mouth.stateOf.delete('dev.hololoom.room');
  });
});

describe('the door of somebody in a room', () => {
  // What some methods need depends on what is asked of them.
  const asked: Readonly<Record<string, readonly unknown[]>> = {
    'market.prepare': [{ kind: 'update' }, {}],
    'market.apply': [{ kind: 'uninstall' }, 'a', {}],
    'market.mark': ['x@1.0.0', 'deprecated', 'old', {}],
  };
  type EachVerb = string | null | ((...given: unknown[]) => string);
  const verbs: [string, string, string | null][] = Object.entries(doorVerbs).flatMap(([part, verb]) =>
    typeof verb === 'object' && verb !== null
      ? Object.entries(verb as unknown as Record<string, EachVerb>)
          // Not all that stands behind the door is to be called.
          .filter(([method]) => typeof Reflect.get(Reflect.get(fakeLoom(), part), method) === 'function')
          .map(([method, each]): [string, string, string | null] => [
            part,
            method,
            typeof each === 'function' ? each(...asked[`${part}.${method}`]!) : each,
          ])
      : [],
  );

  it.each(Object.keys(people).flatMap((who) => verbs.map((row) => [who as Who, ...row] as const)))(
    '%s: %s.%s needs "%s"',
    async (who, part, method, verb) => {
      const loom = fakeLoom(finishedRun({ room: testRoom }));
      const door = doorFor(loom, testRoom, permitOf(commands, standing(who), {}));
      const methods = door[part as 'runs'] as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
      const given =
        part === 'schedules'
          ? [`schedule/${testRoom}/x`]
          : part === 'runs'
            ? ['r-7f', {}, {}, {}]
            : (asked[`${part}.${method}`] ?? [{ file: 'x' }, {}]);
      const code = await methods[method]!(...given).then(
        () => 'allowed',
        (error: unknown) => (error instanceof TypeError && verb === null ? 'closed' : LoomError.from(error).code),
      );
      if (verb === null) expect(code).toBe('closed');
      else expect(code === 'permission.denied').toBe(!may(who, verb));
      // What is refused reaches nothing behind the door.
      if (code === 'permission.denied') expect(loom.calls.filter(([name]) => name === `${part}.${method}`)).toEqual([]);
    },
  );

  it('has a verb of the table of commands for each way through', () => {
    const known = rolesOf(commands);
    expect(verbs.flatMap(([, , verb]) => (verb === null || known.has(verb) ? [] : [verb]))).toEqual([]);
  });

  it('shows nothing of other rooms', async () => {
    const loom = fakeLoom(finishedRun({ room: '!elsewhere' }));
    const door = doorFor(loom, testRoom, () => undefined);
    const codes = await Promise.all(
      [
        door.runs.get('r-7f'),
        door.runs.cancel('r-7f'),
        door.runs.resume('r-7f', {} as never),
        door.runs.watch('r-7f', () => undefined),
      ].map((work) =>
        work.then(
          () => 'seen',
          ({ code }) => code,
        ),
      ),
    );
    expect(codes).toEqual(Array(4).fill('loop.run_not_found'));
    await expect(door.schedules.pause('schedule/!elsewhere/x')).rejects.toMatchObject({ code: 'schedule.not_found' });
    await door.runs.list({ limit: 3 });
    expect(loom.calls.at(-1)).toEqual(['runs.list', { limit: 3, room: testRoom }]);
    expect(loom.calls.filter(([name]) => name === 'runs.cancel' || name === 'runs.resume')).toEqual([]);
  });
});

describe('roles', () => {
  it.each([
    [true, -1, 'stranger'],
    [true, 0, 'member'],
    [true, 25, 'operator'],
    [true, 50, 'moderator'],
    [true, 100, 'admin'],
    [true, Number.POSITIVE_INFINITY, 'admin'],
    [false, 100, 'stranger'],
  ])('joined %s with level %s: %s', (joined, level, role) => {
    expect(roleOf({ user: '@x:loom.test', joined, level, adminLevel: 100 })).toBe(role);
  });
});
