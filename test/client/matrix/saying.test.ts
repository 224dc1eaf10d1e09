import { Client } from 'pg';
import type { ChatMouth } from '../../../client/bot/mouth.ts';
import type { OutgoingMessage, Priority } from '../../../domain/room/outgoing.ts';
import { echo, startBot, type TestBot } from '../../support/bot.ts';
import { until } from '../../support/command-line.ts';
import { describeMatrix, homeserver, type Person, person, type RoomEvent } from '../../support/homeserver.ts';
import { freshDatabase } from '../../support/services.ts';

jest.setTimeout(120_000);

describeMatrix('what the bot says', () => {
  let databaseUrl: string;
  let room: string;
  let [ann, loom]: Person[] = [];
  let bot: TestBot;
  beforeAll(async () => {
    [ann, loom] = await Promise.all([person('ann'), person('loom')]);
    databaseUrl = await freshDatabase();
    bot = await start();
    room = await ann!.makeRoom({ power_level_content_override: { users_default: 50 } });
    await ann!.invite(room, loom!.userId);
    await until(() => bot.heard.some(({ kind }) => kind === 'joined'));
  });
  afterAll(() => bot.stop());

  const start = () => startBot({ databaseUrl, url: homeserver().url, account: loom!, handle: echo });
  const message = (id: string, body: string, change: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
    kind: 'message',
    id,
    room,
    priority: 'answer',
    thread: null,
    replyTo: null,
    content: { msgtype: 'm.notice', body },
    ...change,
  });
  const sent = async (mouth: ChatMouth, id: string): Promise<string> => {
    await until(async () => (await mouth.eventOf(id)) !== null);
    return (await mouth.eventOf(id))!;
  };
  const ours = (events: readonly RoomEvent[]) => events.filter(({ sender }) => sender === loom!.userId);
  const settled = () => until(async () => (await bot.mouth.health()).waitingOut === 0);

  it('is one message however often it is said, and edited when it changes', async () => {
    const { mouth } = bot;
    await mouth.say(message('one', 'first'));
    await mouth.say(message('one', 'first'));
    const id = await sent(mouth, 'one');
    await mouth.say(message('one', 'second', { priority: 'final' }));
    await settled();
    const [original, edit, ...more] = ours(await ann!.read(room)).filter(({ type }) => type === 'm.room.message');
    expect(original).toMatchObject({ event_id: id, content: { body: 'first', 'm.mentions': {} } });
    expect(edit?.content).toMatchObject({
      body: '* second',
      'm.new_content': { msgtype: 'm.notice', body: 'second' },
      'm.relates_to': { rel_type: 'm.replace', event_id: id },
    });
    expect(more).toEqual([]);
    expect(await mouth.saidAs(id)).toBe('one');
    expect(await mouth.saidAs('$of-somebody-else')).toBeNull();
  });

  it('is of many wordings only the newest', async () => {
    const { mouth } = bot;
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => mouth.say(message('card', `${n} of 100`, { priority: 'progress' }))),
    );
    await mouth.say(message('card', 'done', { priority: 'final' }));
    const id = await sent(mouth, 'card');
    await settled();
    const edits = (await ann!.read(room)).filter(
      ({ content }) => (content['m.relates_to'] as { event_id?: string } | undefined)?.event_id === id,
    );
    expect(edits.length).toBeLessThan(60);
    const last = edits.at(-1)?.content ?? (await ann!.read(room)).find(({ event_id: each }) => each === id)?.content;
    expect(JSON.stringify(last)).toContain('done');
  });

  it('refers to what is not sent yet, in threads, reactions and redactions', async () => {
    const { mouth } = bot;
    await mouth.say({ kind: 'reaction', id: 'seed', room, priority: 'seed', target: { said: 'prompt' }, key: '✅' });
    await mouth.say(message('reply', 'in the thread', { thread: { said: 'prompt' } }));
    await mouth.say(message('prompt', 'Shall I?', { priority: 'prompt' }));
    const [root, reaction, reply] = [
      await sent(mouth, 'prompt'),
      await sent(mouth, 'seed'),
      await sent(mouth, 'reply'),
    ];
    await mouth.say({
      kind: 'redaction',
      id: 'taken back',
      room,
      priority: 'final',
      target: { said: 'seed' },
      reason: 'over',
    });
    await sent(mouth, 'taken back');
    const events = await ann!.read(room);
    expect(events.find(({ event_id: id }) => id === reply)?.content['m.relates_to']).toEqual({
      rel_type: 'm.thread',
      event_id: root,
      is_falling_back: true,
      'm.in_reply_to': { event_id: root },
    });
    expect(events.find(({ event_id: id }) => id === reaction)).toMatchObject({ content: {}, type: 'm.reaction' });
    await mouth.say({
      ...{ kind: 'state', id: 'settings', room, priority: 'answer' },
      ...{ type: 'dev.hololoom.room', stateKey: '', content: { prefix: '!x' } },
    });
    await sent(mouth, 'settings');
    expect(await mouth.state(room, 'dev.hololoom.room', '')).toEqual({ prefix: '!x' });
  });

  it('is no second message when the process died before it heard that the first arrived, and shows the newest wording', async () => {
    await bot.mouth.say(message('unheard', 'hear me'));
    const id = await sent(bot.mouth, 'unheard');
    await settled();
    await bot.stop();
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(
      "UPDATE bot_outbox SET sent = 0, event_id = NULL, attempted = 1, version = 2, outgoing = jsonb_set(outgoing, '{content,body}', '\"hear this\"') WHERE id = 'unheard'",
    );
    await client.end();
    bot = await start();
    expect(await sent(bot.mouth, 'unheard')).toBe(id);
    await settled();
    const bodies = ours(await ann!.read(room)).map(({ content }) => content.body);
    expect(bodies.filter((body) => body === 'hear me')).toHaveLength(1);
    expect(bodies).not.toContain('hear this');
    expect(bodies).toContain('* hear this');
  });

  it('is told of when the server refuses it, and the rest goes on', async () => {
    const quiet = await ann!.makeRoom({ power_level_content_override: { events_default: 50 } });
    await ann!.invite(quiet, loom!.userId);
    await until(() => bot.heard.some((each) => each.kind === 'joined' && each.room === quiet));
    await bot.mouth.say(message('muted', 'hello', { room: quiet }));
    await bot.mouth.say(message('too much', 'x'.repeat(70_000)));
    const seed = { kind: 'reaction', id: 'seed of none', room: quiet, priority: 'seed', key: '✅' } as const;
    await bot.mouth.say({ ...seed, target: { said: 'muted' } });
    await bot.mouth.say(message('fine', 'hello'));
    await sent(bot.mouth, 'fine');
    await until(() => bot.refused.length === 3);
    expect(bot.refused.map(([{ id }, code]) => [id, code]).sort()).toEqual([
      ['muted', 'M_FORBIDDEN'],
      ['seed of none', 'M_NOT_FOUND'],
      ['too much', 'M_TOO_LARGE'],
    ]);
    // What it cannot say there it can say to the inviter.
    const direct = await bot.mouth.directRoom(ann!.userId);
    expect(await bot.mouth.directRoom(ann!.userId)).toBe(direct);
    await ann!.join(direct);
    await until(() => bot.mouth.isDirect(direct));
  });

  it('may be files, which are put on the homeserver once and read by those who are logged in', async () => {
    const { mouth } = bot;
    const file = { bytes: Buffer.from('a,b\n1,2\n'), name: 'result.csv', type: 'text/csv' };
    const mxc = await mouth.upload(file);
    expect(await mouth.upload(file)).toBe(mxc);
    expect(Buffer.from(await mouth.download(mxc, 1_000)).toString()).toBe('a,b\n1,2\n');
    await expect(mouth.download(mxc, 4)).rejects.toMatchObject({ code: 'chat.media_unavailable' });
    await expect(mouth.download('https://evil.example/x', 4)).rejects.toMatchObject({ code: 'chat.media_unavailable' });
    const gone = mxc.replace(/\w{4}$/, 'none');
    await expect(mouth.download(gone, 1_000)).rejects.toMatchObject({ code: 'chat.media_unavailable' });
  });

  it.each<Priority>(['answer', 'seed'])('leaves at once where nothing holds it back: %s', async (priority) => {
    await bot.mouth.say(message(`quick ${priority}`, 'now', { priority }));
    await sent(bot.mouth, `quick ${priority}`);
  });
});
