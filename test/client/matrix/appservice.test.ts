import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { displayNameOf, type Registration, registrationOf } from '../../../domain/room/appservice.ts';
import type { Speaker } from '../../../domain/room/outgoing.ts';
import { liftLimits, openAccount } from '../../../workers/embedded/matrix-accounts.ts';
import { freePort } from '../../../workers/embedded/ports.ts';
import { type Synapse, startSynapse } from '../../../workers/embedded/synapse.ts';
import { echo, startBot, type TestBot } from '../../support/bot.ts';
import { asks, chatBench, hears, isAnswerTo, relationOf } from '../../support/chat-room.ts';
import { forget } from '../../support/forget.ts';
import { asPerson, describeMatrix, type Person, person, type RoomEvent } from '../../support/homeserver.ts';
import { freshDatabase } from '../../support/services.ts';

jest.setTimeout(120_000);

const loom = '@loom:hololoom.localhost';
const anything = z.looseObject({});
const council = [
  '```loop',
  'LOOP council',
  '  STEPS:',
  '    - verdict = COLLABORATE "Roll back?" WITH ["ada", "grace"]',
  '    - SAY "They agree by {verdict.agreement}."',
  'END',
  '```',
].join('\n');

describeMatrix('the bot as an appservice of a real homeserver', () => {
  let home: string;
  let registration: Registration;
  let port: number;
  let synapse: Synapse;
  let ann: Person;
  let databaseUrl: string;
  let bot: TestBot | null = null;

  const startHomeserver = (): Promise<Synapse> =>
    startSynapse({
      ...{ home, port, tell: () => undefined, signal: new AbortController().signal },
      ...{ folder: join(home, 'matrix'), logFile: join(home, 'log'), registrations: [join(home, 'loom.yaml')] },
      // The limits of Synapse out of the box: they are not for appservices.
      profile: 'default',
    });
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'appservice-'));
    const listens = (await freePort(0)) ?? 0;
    const secret = () => randomBytes(32).toString('base64url');
    registration = registrationOf(`http://127.0.0.1:${listens}`, 'loom', secret);
    writeFileSync(join(home, 'loom.yaml'), JSON.stringify(registration));
    port = (await freePort(0)) ?? 0;
    synapse = await startHomeserver();
    ann = await person('ann', synapse, home);
    await liftLimits(synapse, await openAccount(synapse, home, 'boss', true), ann.userId);
  });
  afterAll(async () => {
    await synapse?.stop();
    await forget(home);
  });
  beforeEach(async () => {
    databaseUrl = await freshDatabase();
  });
  afterEach(async () => {
    await bot?.stop();
    bot = null;
  });

  const appservice = () => {
    const listen = { host: '127.0.0.1', port: Number(new URL(registration.url).port) };
    return { registration, listen };
  };
  const start = async (handle = echo): Promise<TestBot> => {
    const account = { token: registration.as_token };
    bot = await startBot({ databaseUrl, url: synapse.url, account, appservice: appservice(), handle });
    return bot;
  };
  const isJoin = ({ type, state_key: user, content }: RoomEvent): boolean =>
    type === 'm.room.member' && user === loom && content.membership === 'join';
  async function sharedRoom(settings: object = {}): Promise<string> {
    const room = await ann.makeRoom({ invite: [loom], ...settings });
    await ann.sees(room, (events) => events.some(isJoin));
    return room;
  }
  const saidBy = (events: readonly RoomEvent[], user: string): unknown[] =>
    events
      .filter(({ type, sender }) => type === 'm.room.message' && sender === user)
      .map(({ content }) => content.body);
  /** Sends the bot something as the homeserver does, or as somebody who would like to be it. */
  async function push(id: string, events: readonly object[], token: string | null = registration.hs_token) {
    const answer = await fetch(`${registration.url}/_matrix/app/v1/transactions/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ events }),
    });
    return { status: answer.status, body: (await answer.json()) as object };
  }
  const messageEvent = (room: string, eventId: string, body: string) => ({
    ...{ room_id: room, event_id: eventId, type: 'm.room.message', sender: ann.userId, origin_server_ts: Date.now() },
    content: { msgtype: 'm.text', body },
  });

  it('is sent what happens, answers it, and was asked in like anybody', async () => {
    const { heard } = await start();
    const room = await sharedRoom();
    const asked = await ann.say(room, 'ping');
    const events = await ann.sees(room, (all) => saidBy(all, loom).length === 1);
    expect(saidBy(events, loom)).toEqual(['heard: ping']);
    expect(heard.map(({ kind, sender, body }) => [kind, sender, body])).toEqual([
      ['joined', ann.userId, ''],
      ['message', ann.userId, 'ping'],
    ]);
    expect(heard.at(-1)?.eventId).toBe(asked);
    expect(await bot?.mouth.standing(room, ann.userId)).toMatchObject({ joined: true });
  });

  it('is sent what it missed as soon as it is back, in order and once', async () => {
    await start();
    const room = await sharedRoom();
    await bot?.stop();
    const numbers = Array.from({ length: 8 }, (_, number) => String(number));
    for (const number of numbers) await ann.say(room, number);
    await start();
    const events = await ann.sees(room, (all) => saidBy(all, loom).length >= numbers.length);
    expect(saidBy(events, loom)).toEqual(numbers.map((number) => `heard: ${number}`));
  });

  it('does nothing twice when a transaction comes again, also to another process', async () => {
    await start();
    const room = await sharedRoom();
    const sent = [messageEvent(room, '$again', 'once')];
    expect(await push('again', sent)).toEqual({ status: 200, body: {} });
    expect(await push('again', sent)).toEqual({ status: 200, body: {} });
    await ann.sees(room, (all) => saidBy(all, loom).length === 1);
    await bot?.stop();
    const { heard } = await start();
    expect(await push('again', sent)).toEqual({ status: 200, body: {} });
    // An event may also come in another transaction; and a homeserver that is set up anew names its own from the beginning.
    expect((await push('other', sent)).status).toBe(200);
    expect((await push('again', [messageEvent(room, '$new', 'new')])).status).toBe(200);
    await ann.say(room, 'last');
    const events = await ann.sees(room, (all) => saidBy(all, loom).includes('heard: last'));
    expect(heard.map(({ body }) => body)).toEqual(['new', 'last']);
    expect(saidBy(events, loom)).toEqual(['heard: once', 'heard: new', 'heard: last']);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query("SELECT id FROM bot_transactions WHERE id IN ('again', 'other') ORDER BY id");
    await client.end();
    expect(rows).toEqual([{ id: 'again' }, { id: 'again' }, { id: 'other' }]);
  });

  it('listens to the homeserver alone', async () => {
    const { heard } = await start();
    const room = await sharedRoom();
    const before = heard.length;
    const forged = [messageEvent(room, '$forged', 'rm -rf')];
    expect(await push('forged', forged, null)).toMatchObject({ status: 401, body: { errcode: 'M_UNAUTHORIZED' } });
    for (const token of [registration.as_token, `${registration.hs_token}x`, registration.hs_token.slice(1), 'x']) {
      expect(await push('forged', forged, token)).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
    }
    expect(await push('bad', [], registration.hs_token)).toMatchObject({ status: 200 });
    await ann.say(room, 'honest');
    await ann.sees(room, (all) => saidBy(all, loom).includes('heard: honest'));
    expect(heard.slice(before).map(({ body }) => body)).toEqual(['honest']);
  });

  it('lets agents and loops speak from accounts of their own, and speaks for those that are not let in', async () => {
    await start();
    const { mouth, heard } = bot!;
    const ada: Speaker = { kind: 'agent', name: 'ada' };
    const nightly: Speaker = { kind: 'loop', name: 'nightly' };
    const say = (room: string, id: string, speaker: Speaker, body: string): Promise<void> =>
      mouth.say({
        ...{ kind: 'message', id, room, priority: 'prompt', thread: null, replyTo: null, speaker },
        content: { msgtype: 'm.notice', body },
      });
    const room = await sharedRoom({ power_level_content_override: { invite: 0 } });
    await say(room, 'one', ada, 'Roll back.');
    await say(room, 'two', nightly, 'Good morning.');
    await say(room, 'three', ada, 'Now.');
    const [adaUser, nightlyUser] = ['@loom_ada:hololoom.localhost', '@loom_loop_nightly:hololoom.localhost'];
    const events = await ann.sees(room, (all) => saidBy(all, adaUser).length === 2);
    expect(saidBy(events, adaUser)).toEqual(['Roll back.', 'Now.']);
    expect(saidBy(events, nightlyUser)).toEqual(['Good morning.']);
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(adaUser)}/displayname`;
    expect(await ann.ask({ method: 'GET', path }, anything)).toEqual({ displayname: displayNameOf(ada) });
    // They are no company, and what they say is no command.
    expect(await mouth.isDirect(room)).toBe(true);
    expect(heard.filter(({ kind }) => kind === 'message')).toEqual([]);

    const closed = await sharedRoom({ power_level_content_override: { invite: 50 } });
    await say(closed, 'four', ada, 'Let me in.');
    await say(closed, 'five', nightly, 'Me too.');
    const here = await ann.sees(closed, (all) => saidBy(all, loom).length === 2);
    expect(saidBy(here, loom)).toEqual(['ada: Let me in.', 'Me too.']);
  });

  it('does what people ask it to, and each agent that a run asks answers from its own account', async () => {
    const account = { userId: loom, password: '', token: registration.as_token };
    const bench = await chatBench(
      {},
      {
        way: { url: synapse.url, bot: asPerson(synapse.url, account), appservice: appservice() },
        agents: {
          answer: async ({ agent }) => ({
            ...{ value: agent === 'ada' ? 'Roll back.' : 'Wait.', sources: [], agent: agent ?? '', provider: 'test' },
            confidence: 0.5,
          }),
          choose: async () => [],
        },
      },
    );
    try {
      const room = await bench.room(ann);
      expect((await asks(bench, ann, room, '!loom whoami')).body).toContain(`${ann.userId}: admin of this room`);
      const asked = await ann.say(room, `!loom run\n${council}`);
      const card = await hears(bench, ann, room, (seen) => isAnswerTo(seen, asked) && /completed/.test(seen.body));
      const voices = ['@loom_ada:hololoom.localhost', '@loom_grace:hololoom.localhost'];
      const events = await ann.sees(room, (all) => saidBy(all, '@loom_loop_council:hololoom.localhost').length > 0);
      expect(voices.map((user) => saidBy(events, user))).toEqual([['Roll back.'], ['Wait.']]);
      const opinion = events.find(({ type, sender }) => type === 'm.room.message' && sender === voices[0]);
      expect(relationOf(opinion!)).toEqual({ type: 'm.thread', event: asked });
      expect(card.event.sender).toBe(loom);
    } finally {
      await bench.close();
    }
  });

  it('says nothing twice when the homeserver was killed before it could tell that it had heard', async () => {
    await start();
    const room = await sharedRoom();
    const say = () =>
      bot!.mouth.say({
        ...{ kind: 'message', id: 'only once', room, priority: 'answer', thread: null, replyTo: null },
        content: { msgtype: 'm.notice', body: 'only once' },
      });
    await say();
    await ann.sees(room, (all) => saidBy(all, loom).length === 1);
    await bot!.stop();
    synapse.child.process.kill('SIGKILL');
    await synapse.child.ended;
    synapse = await startHomeserver();
    // As it stands in the outbox of a process that died on its way.
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query("UPDATE bot_outbox SET sent = 0, event_id = NULL, sent_at = NULL WHERE id = 'only once'");
    await client.end();
    await start();
    await ann.say(room, 'last');
    const events = await ann.sees(room, (all) => saidBy(all, loom).includes('heard: last'));
    expect(saidBy(events, loom)).toEqual(['only once', 'heard: last']);
  });
});
