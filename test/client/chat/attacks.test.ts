import type { Handler, Incoming } from '../../../client/bot/mouth.ts';
import { openHandler } from '../../../client/chat/handler.ts';
import { requestIdOf } from '../../../client/cli/ids.ts';
import type { Loom } from '../../../client/loom.ts';
import { readAudit, verifyAudit } from '../../../db/read/audit.ts';
import { LoomError } from '../../../domain/errors.ts';
import { type FakeMouth, fakeMouth, incoming } from '../../support/fake-mouth.ts';
import { eventually } from '../../support/loops.ts';
import { type Bench, workbench } from '../../support/worker.ts';

const alice = '@alice:loom.test';
const bob = '@bob:loom.test';
const carol = '@carol:loom.test';
const eve = '@eve:loom.test';

let bench: Bench;
let loom: Loom;
let mouth: FakeMouth;
let handler: Handler;
/** Settings of a room are asked for again after a while. */
let clock = Date.now();
beforeAll(async () => {
  bench = await workbench({});
  loom = bench.openLoom();
  mouth = fakeMouth();
  const bounds = { perUser: 10_000, perRoom: 10_000 };
  const parts = { loom, databaseUrl: bench.databaseUrl, log: { warn: () => undefined }, bounds, now: () => clock };
  handler = await openHandler(parts)(mouth);
});
afterAll(async () => {
  await handler.close();
  await loom.close();
  await bench.close();
});
beforeEach(() => {
  mouth.people.clear();
  const levels = { [alice]: 50, [bob]: 50, [carol]: 50, [eve]: 0, '@loom:loom.test': 100 };
  for (const [user, level] of Object.entries(levels)) mouth.people.set(user, { joined: true, level });
});

/** A question that is put to the room. */
interface Asked {
  readonly run: string;
  readonly number: number;
  /** The event of the prompt. */
  readonly prompt: string;
}

/** Alice starts a run that asks whether to delete. */
async function asking(terms = 'FROM 50 NEED 2'): Promise<Asked> {
  const body = [
    '!loom run',
    '```loop',
    'LOOP asking',
    '  STEPS:',
    `    - ok = ASK "Delete it?" ${terms}`,
    'END',
    '```',
  ].join('\n');
  const event = incoming(alice, { body });
  await handler.handle(event);
  const run = `loop/${requestIdOf(event.eventId)}`;
  let number = 0;
  await eventually(async () => {
    number = (await loom.runs.questions({ run }))[0]?.number ?? number;
    return mouth.said.has(`prompt:${number}`);
  });
  return { run, number, prompt: mouth.event(`prompt:${number}`) };
}

const reaction = (who: string, { prompt }: Asked, change: Partial<Incoming> = {}): Incoming =>
  incoming(who, { kind: 'reaction', target: prompt, body: '✅', messageType: null, ...change });
async function reacts(who: string, asked: Asked, change: Partial<Incoming> = {}): Promise<Incoming> {
  const event = reaction(who, asked, change);
  await handler.handle(event);
  return event;
}
async function says(who: string, body: string, change: Partial<Incoming> = {}): Promise<string> {
  const event = incoming(who, { body, ...change });
  await handler.handle(event);
  return mouth.text(`answer ${event.eventId} ${who}`);
}
/** How many have said yes, and whether it is decided. */
const standing = async ({ number }: Asked) => {
  const { question, state } = await loom.runs.asked(number);
  return [question.votes, state];
};
const told = (event: Incoming): string => mouth.text(`answer ${event.eventId} ${event.sender}`);
const lastCode = async (): Promise<string | null | undefined> => (await readAudit(bench.db, 1))[0]?.code;

describe('an approval', () => {
  it('by two people who may lets the run go on', async () => {
    const asked = await asking();
    await reacts(bob, asked);
    expect(await standing(asked)).toEqual([1, 'open']);
    await reacts(carol, asked, { body: '👍🏿' });
    await eventually(async () => (await loom.runs.get(asked.run)).status === 'completed');
    expect((await loom.runs.get(asked.run)).output).toEqual({ ok: 'yes' });
    await eventually(async () => mouth.text(`prompt:${asked.number}`).startsWith('✅'));
    expect(mouth.text(`prompt:${asked.number}`)).toContain(`yes: ${bob}, ${carol}`);
    const rows = await readAudit(bench.db, 3);
    expect(rows.map(({ actor, verb, allowed, plan }) => [actor, verb, allowed, plan?.length])).toEqual([
      [carol, 'answer', true, 64],
      [bob, 'answer', true, 64],
      [alice, 'run', true, 64],
    ]);
  });
});

describe('an approval cannot be forged or moved:', () => {
  it('1. an edit makes no command of a harmless message', async () => {
    const asked = await asking();
    const first = incoming(bob, { body: '!loom status ' });
    await handler.handle(first);
    const edit = { kind: 'edit', target: first.eventId } as const;
    expect(await says(bob, `!loom approve ${asked.number}`, edit)).toBe('');
    expect(mouth.text(`answer ${first.eventId} ${bob}`)).toContain('chat.edited');
    // Nor does an edit of what somebody else has said.
    await says(eve, `!loom approve ${asked.number}`, edit);
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('2. an edit of a card, or a copy of it that somebody else sent, is no card', async () => {
    const asked = await asking();
    for (const target of ['$forged', `${asked.prompt}x`, mouth.event(`card:${asked.run}`), null]) {
      await reacts(bob, asked, { target });
    }
    const body = mouth.text(`prompt:${asked.number}`);
    await says(eve, body, { content: { 'dev.hololoom.card': { kind: 'prompt', id: String(asked.number) } } });
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('3. nobody approves what they asked for', async () => {
    const asked = await asking();
    expect(told(await reacts(alice, asked))).toContain(`${alice} started this run, and it needs 2 others.`);
    expect(await lastCode()).toBe('ask.not_entitled');
    expect(await says(alice, `!loom approve ${asked.number}`)).toContain('ask.not_entitled');
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('4. whoever is not in the room has no say', async () => {
    const asked = await asking('');
    await reacts('@mallory:loom.test', asked);
    expect(await lastCode()).toBe('permission.denied');
    expect(await says('@mallory:loom.test', `!loom approve ${asked.number}`)).toContain('permission.denied');
    // Nor has anybody in another room.
    await reacts(bob, asked, { room: '!elsewhere' });
    expect(await says(bob, `!loom approve ${asked.number}`, { room: '!elsewhere' })).toContain('is answered there');
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('5. what somebody approved who has left since counts no more', async () => {
    const asked = await asking();
    await reacts(bob, asked);
    mouth.people.set(bob, { joined: false, level: 50 });
    await reacts(carol, asked);
    expect(await standing(asked)).toEqual([1, 'open']);
    expect(mouth.text(`prompt:${asked.number}`)).toContain(`${bob} took back yes`);
  });

  it('6. nor what somebody approved who has lost the power since', async () => {
    const asked = await asking();
    await reacts(bob, asked);
    mouth.people.set(bob, { joined: true, level: 49 });
    expect(await says(carol, `!loom approve ${asked.number}`)).toContain('1 of 2 so far');
    expect(told(await reacts(bob, asked))).toContain('has power level 49 here, and the question wants 50');
    expect(await standing(asked)).toEqual([1, 'open']);
  });

  it('7. bridges vouch for nobody, nor do other homeservers unless the room says so', async () => {
    const asked = await asking('');
    for (const user of ['@_irc_bob:loom.test', '@telegram_17:loom.test', '@bob:evil.test']) {
      mouth.people.set(user, { joined: true, level: 100 });
      expect(told(await reacts(user, asked))).toContain('permission.denied');
    }
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('8. a name that looks like another is another', async () => {
    const asked = await asking('FROM ["@bob", "@carol"]');
    mouth.stateOf.set('dev.hololoom.room', { answers_from_other_servers: true });
    clock += 60_000;
    for (const user of ['@b\u043eb:loom.test', '@bob:evil.test', '@bob2:loom.test']) {
      mouth.people.set(user, { joined: true, level: 100 });
      expect(told(await reacts(user, asked))).toContain('is not among those who were asked');
    }
    mouth.stateOf.delete('dev.hololoom.room');
    clock += 60_000;
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('9. the same event counts once, however often it comes', async () => {
    const asked = await asking();
    const event = await reacts(bob, asked);
    await Promise.all([handler.handle(event), handler.handle({ ...event, attempt: 2 })]);
    expect(await standing(asked)).toEqual([1, 'open']);
    const command = incoming(carol, { body: `!loom reject ${asked.number} --plan 0000` });
    await handler.handle(command);
    await handler.handle(command);
    expect(await standing(asked)).toEqual([1, 'open']);
  });

  it('10. an approval of another plan is none of this one', async () => {
    const [older, newer] = [await asking(), await asking('FROM 50 NEED 3')];
    const { plan } = await loom.runs.asked(older.number);
    expect(await says(bob, `!loom approve ${newer.number} --plan ${plan.slice(0, 12)}`)).toContain('ask.other_plan');
    expect(await lastCode()).toBe('ask.other_plan');
    expect(await says(bob, `!loom approve ${older.number} --plan ${plan.slice(0, 12)}`)).toContain('1 of 2 so far');
    const stale = bench.client.workflow.getHandle(newer.run);
    const answer = { path: 'ok', choice: 'yes', user: bob, level: 50, plan, home: 'loom.test' };
    const refused = await stale
      .executeUpdate('answer', { args: [answer] })
      .catch((error) => LoomError.from(error).code);
    expect(refused).toBe('ask.other_plan');
    expect(await standing(newer)).toEqual([0, 'open']);
  });

  it('11. one person has one voice', async () => {
    const asked = await asking();
    await reacts(bob, asked);
    expect(told(await reacts(bob, asked, { body: '👍' }))).toContain('ask.answered_already');
    expect(await says(bob, `!loom approve ${asked.number}`)).toContain('ask.answered_already');
    expect(await standing(asked)).toEqual([1, 'open']);
  });

  it('12. after the time is over nothing counts', async () => {
    const asked = await asking('FROM 50 NEED 2 WITHIN 5s ELSE "no"');
    await reacts(bob, asked);
    await eventually(async () => (await loom.runs.get(asked.run)).status === 'completed');
    expect(told(await reacts(carol, asked))).toBe('');
    expect(await lastCode()).toMatch(/^ask\.(?:not|none)_open$/);
    expect((await loom.runs.get(asked.run)).output).toEqual({ ok: 'no' });
    await eventually(async () => mouth.text(`prompt:${asked.number}`).startsWith('⌛'));
  });

  it('13. an approval that is removed is none, also when a moderator removes it', async () => {
    const asked = await asking();
    const [first, second] = [await reacts(bob, asked), await reacts(bob, asked, { body: '👍' })];
    // The second one never counted, so nothing is taken back with it.
    await handler.handle(incoming(bob, { kind: 'redaction', target: second.eventId }));
    expect(await standing(asked)).toEqual([1, 'open']);
    await handler.handle(incoming(alice, { kind: 'redaction', target: first.eventId }));
    expect(await standing(asked)).toEqual([0, 'open']);
    await handler.handle(incoming(alice, { kind: 'redaction', target: first.eventId }));
    // A reaction that was removed before its turn came is not heard at all.
    await reacts(carol, asked, { withdrawn: true });
    expect(await standing(asked)).toEqual([0, 'open']);
  });

  it('14. no signal is an answer', async () => {
    const asked = await asking();
    const handle = bench.client.workflow.getHandle(asked.run);
    const { plan } = await loom.runs.asked(asked.number);
    const answer = { path: 'ok', choice: 'yes', user: bob, level: 50, plan };
    for (const name of ['answer', 'withdraw', 'event']) await handle.signal(name, answer);
    await handle.signal('event', { id: 'x', name: 'answer', data: answer });
    expect(await standing(asked)).toEqual([0, 'open']);
    // An Update that says less than it must is refused as well.
    const bare = await handle
      .executeUpdate('answer', { args: [{ ...answer, plan: undefined }] })
      .catch(() => 'refused');
    expect(bare).toBe('refused');
  });
});

describe('twenty people who approve, take back and are too late', () => {
  it('decide as many as may, once, and all of it is written down', async () => {
    const people = Array.from({ length: 20 }, (_, index) => `@p${index}:loom.test`);
    for (const user of people) mouth.people.set(user, { joined: true, level: 50 });
    const asked = await asking('FROM 50 NEED 12');
    const before = (await verifyAudit(bench.db)).rows;
    const given = await Promise.all(people.slice(0, 11).map((user) => reacts(user, asked)));
    await Promise.all(
      given
        .slice(0, 5)
        .map((event) => handler.handle(incoming(event.sender, { kind: 'redaction', target: event.eventId }))),
    );
    expect(await standing(asked)).toEqual([6, 'open']);
    await Promise.all(people.slice(11).map((user) => reacts(user, asked)));
    await eventually(async () => (await loom.runs.get(asked.run)).status === 'completed');
    expect((await loom.runs.get(asked.run)).output).toEqual({ ok: 'yes' });
    const verdict = await verifyAudit(bench.db);
    expect(verdict).toMatchObject({ brokenAt: null, rows: before + 11 + 5 + 9 });
    const rows = (await readAudit(bench.db, 25)).filter(({ allowed, verb }) => allowed && verb === 'answer');
    expect(rows).toHaveLength(11 + 6);
  });
});
