import { z } from 'zod';
import type { Incoming } from '../../../client/bot/mouth.ts';
import { LoomError } from '../../../domain/errors.ts';
import { creatorLevel } from '../../../domain/room/power-levels.ts';
import { echo, startBot, type TestBot } from '../../support/bot.ts';
import { until } from '../../support/command-line.ts';
import { describeMatrix, homeserver, type Person, person, type RoomEvent } from '../../support/homeserver.ts';
import { freshDatabase } from '../../support/services.ts';

jest.setTimeout(120_000);

const anything = z.looseObject({});

const bodies = (events: readonly RoomEvent[], sender: string): unknown[] =>
  events
    .filter((event) => event.type === 'm.room.message' && event.sender === sender)
    .map(({ content }) => content.body);

describeMatrix('the bot in rooms of a real homeserver', () => {
  let databaseUrl: string;
  let [ann, loom]: Person[] = [];
  let bot: TestBot | null = null;
  beforeEach(async () => {
    databaseUrl = await freshDatabase();
    [ann, loom] = await Promise.all([person('ann'), person('loom')]);
  });
  afterEach(async () => {
    await bot?.stop();
    bot = null;
  });

  const start = async (
    handle: (incoming: Incoming, mouth: TestBot['mouth']) => Promise<void> = echo,
    inviters = ['*'],
  ) => {
    bot = await startBot({ databaseUrl, url: homeserver().url, account: loom!, handle, inviters });
    return bot;
  };
  /** A room the bot is in. */
  async function sharedRoom(settings: object = {}): Promise<string> {
    const room = await ann!.makeRoom(settings);
    await ann!.invite(room, loom!.userId);
    await ann!.sees(room, (events) => events.some(isJoin));
    return room;
  }
  const isJoin = ({ type, state_key: user, content }: RoomEvent): boolean =>
    type === 'm.room.member' && user === loom!.userId && content.membership === 'join';
  const answers = (count: number) => (events: readonly RoomEvent[]) => bodies(events, loom!.userId).length >= count;

  it('joins when it is invited, and hears what is said from then on', async () => {
    const { heard } = await start();
    const room = await ann!.makeRoom({ preset: 'private_chat' });
    await ann!.say(room, 'before it came');
    await ann!.invite(room, loom!.userId);
    await ann!.sees(room, (events) => events.some(isJoin));
    await ann!.say(room, 'after');
    const events = await ann!.sees(room, answers(1));
    expect(bodies(events, loom!.userId)).toEqual(['heard: after']);
    expect(heard.map(({ kind, sender, body }) => [kind, sender, body])).toEqual([
      ['joined', ann!.userId, ''],
      ['message', ann!.userId, 'after'],
    ]);
  });

  it('says no with a reason to those who may not invite it', async () => {
    await start(echo, ['@boss:hololoom.localhost']);
    const room = await ann!.makeRoom();
    await ann!.invite(room, loom!.userId);
    const events = await ann!.sees(room, (all) =>
      all.some(({ state_key: user, content }) => user === loom!.userId && content.membership === 'leave'),
    );
    expect(events.at(-1)?.content.reason).toContain('HOLOLOOM_MATRIX_INVITERS');
  });

  it('takes its first start as the beginning, and answers invitations from before it', async () => {
    const old = await ann!.makeRoom();
    await ann!.invite(old, loom!.userId);
    await loom!.join(old);
    await ann!.say(old, 'long ago');
    const open = await ann!.makeRoom();
    await ann!.invite(open, loom!.userId);
    const { heard } = await start();
    await ann!.sees(open, (events) => events.some(isJoin));
    await ann!.say(old, 'now');
    await ann!.sees(old, answers(1));
    expect(heard.filter(({ room }) => room === old).map(({ body }) => body)).toEqual(['now']);
  });

  it('hears everything that was said while it was away, however much, in order, and once', async () => {
    await start();
    const rooms = [await sharedRoom(), await sharedRoom()];
    await bot!.stop();
    const numbers = Array.from({ length: 70 }, (_, number) => String(number));
    for (const number of numbers) await Promise.all(rooms.map((room) => ann!.say(room, number)));
    const { heard } = await start();
    for (const room of rooms) {
      const events = await ann!.sees(room, answers(numbers.length));
      expect(bodies(events, loom!.userId)).toEqual(numbers.map((number) => `heard: ${number}`));
      expect(heard.filter((each) => each.room === room).map(({ body }) => body)).toEqual(numbers);
    }
  });

  it('leaves a command that fails for a moment at the front of its room, and goes on in others', async () => {
    let failures = 2;
    await start(async (incoming, mouth) => {
      if (incoming.body === 'difficult' && failures > 0) {
        failures -= 1;
        throw new Error('not yet');
      }
      await echo(incoming, mouth);
    });
    const [one, other] = [await sharedRoom(), await sharedRoom()];
    await ann!.say(one, 'difficult');
    await ann!.say(one, 'easy');
    await ann!.say(other, 'elsewhere');
    await ann!.sees(other, answers(1));
    const events = await ann!.sees(one, answers(2));
    expect(bodies(events, loom!.userId)).toEqual(['heard: difficult', 'heard: easy']);
    expect(bot!.heard.filter(({ body }) => body === 'difficult').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('hears edits, reactions, redactions and what it cannot read, and who took it out of a room', async () => {
    const { heard } = await start();
    const room = await sharedRoom();
    const said = await ann!.say(room, 'run it');
    await ann!.send(room, 'm.room.message', {
      msgtype: 'm.text',
      body: '* run that',
      'm.new_content': { msgtype: 'm.text', body: 'run that' },
      'm.relates_to': { rel_type: 'm.replace', event_id: said },
    });
    const relation = { rel_type: 'm.annotation', event_id: said, key: '✅️' };
    await ann!.send(room, 'm.reaction', { 'm.relates_to': relation });
    await ann!.redact(room, said, 'a slip');
    await ann!.send(room, 'm.room.encrypted', { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x' });
    await ann!.ask(
      {
        method: 'POST',
        path: `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/kick`,
        body: { user_id: loom!.userId, reason: 'enough' },
      },
      anything,
    );
    await until(() => heard.some(({ kind }) => kind === 'left'));
    expect(heard.map(({ kind, body, target }) => [kind, body, target])).toEqual([
      ['joined', '', null],
      ['message', 'run it', null],
      ['edit', 'run that', said],
      ['reaction', '✅️', said],
      ['redaction', 'a slip', said],
      ['encrypted', '', null],
      ['left', 'enough', null],
    ]);
  });

  it('keeps texts no database would take', async () => {
    await start();
    const room = await sharedRoom();
    await ann!.send(room, 'm.room.message', { msgtype: 'm.text', body: 'nul \0' });
    await ann!.say(room, 'still here');
    const events = await ann!.sees(room, answers(2));
    expect(bodies(events, loom!.userId)).toEqual(['heard: nul \ufffd', 'heard: still here']);
  });

  it('knows who made a room of version 12, and what an event needs', async () => {
    await start();
    const room = await sharedRoom({
      room_version: '12',
      power_level_content_override: { events: { 'm.reaction': 20 } },
    });
    const { mouth } = bot!;
    expect(await mouth.standing(room, ann!.userId)).toEqual({ joined: true, level: creatorLevel });
    expect(await mouth.standing(room, loom!.userId)).toEqual({ joined: true, level: 0 });
    expect(await mouth.standing(room, '@nobody:hololoom.localhost')).toEqual({ joined: false, level: 0 });
    expect(await mouth.levelFor(room, 'm.reaction', false)).toBe(20);
    expect(await mouth.isDirect(room)).toBe(true);
    const bob = await person('bob');
    await ann!.invite(room, bob.userId);
    await bob.join(room);
    await until(async () => !(await mouth.isDirect(room)));
    await ann!.setState(room, 'dev.hololoom.room', { prefix: '!x' });
    expect(await mouth.state(room, 'dev.hololoom.room', '')).toEqual({ prefix: '!x' });
    expect(await mouth.state(room, 'dev.hololoom.room', 'other')).toBeNull();
    const elsewhere = await bob.makeRoom();
    const refusal = await mouth.standing(elsewhere, bob.userId).catch(LoomError.from);
    expect(refusal).toMatchObject({ code: 'chat.refused', message: expect.stringContaining('M_FORBIDDEN') });
  });
});
