import { z } from 'zod';
import { beginReading } from '../../../db/bot/accounts.ts';
import { readKeys, saveKeys } from '../../../db/bot/keys.ts';
import { connectDatabase } from '../../../db/connection.ts';
import { LoomError } from '../../../domain/errors.ts';
import { echo, startBot, type TestBot } from '../../support/bot.ts';
import { until } from '../../support/command-line.ts';
import { type EncryptedPerson, type Opened, withKeys } from '../../support/encrypted-person.ts';
import { describeMatrix, homeserver, type Person, person } from '../../support/homeserver.ts';
import { freshDatabase } from '../../support/services.ts';

jest.setTimeout(120_000);

const whoSchema = z.object({ device_id: z.string() });

describeMatrix('the bot in encrypted rooms of a real homeserver', () => {
  let databaseUrl: string;
  let ann: EncryptedPerson;
  let loom: Person;
  let bots: TestBot[] = [];
  beforeEach(async () => {
    databaseUrl = await freshDatabase();
    loom = await person('loom');
    ann = await withKeys(await person('ann'));
    bots = [];
  });
  afterEach(() => Promise.all(bots.map((bot) => bot.stop())));

  async function start(): Promise<TestBot> {
    const bot = await startBot({ databaseUrl, url: homeserver().url, account: loom, handle: echo, encryption: true });
    bots.push(bot);
    return bot;
  }
  async function sharedRoom(): Promise<string> {
    const room = await ann.makeEncryptedRoom([loom.userId]);
    await until(() => bots.some(({ heard }) => heard.some((each) => each.kind === 'joined' && each.room === room)));
    return room;
  }
  const bodies = (opened: readonly Opened[]) => opened.map(({ content }) => content.body);
  const keysOnServer = async () => {
    const body = { device_keys: { [loom.userId]: [] } };
    return ann.ask(
      { method: 'POST', path: '/_matrix/client/v3/keys/query', body },
      z.looseObject({ device_keys: z.json() }),
    );
  };

  it('reads what is said, answers and edits so that people can read it, and says nothing in the clear', async () => {
    const { mouth, heard } = await start();
    const room = await sharedRoom();
    await ann.sayEncrypted(room, 'ping');
    await ann.opens(room, (opened) => bodies(opened).includes('heard: ping'));
    expect(heard.map(({ kind, body, sender }) => [kind, body, sender]).at(-1)).toEqual(['message', 'ping', ann.userId]);
    const card = (body: string) =>
      mouth.say({
        ...{ kind: 'message', id: 'card', room, priority: 'progress', thread: null, replyTo: null },
        content: { msgtype: 'm.notice', body },
      });
    await card('running');
    await until(async () => (await mouth.eventOf('card')) !== null);
    await card('done');
    const opened = await ann.opens(room, (all) => bodies(all).includes('* done'));
    const edit = opened.at(-1)?.content;
    expect(edit?.['m.new_content']).toMatchObject({ body: 'done' });
    expect(edit?.['m.relates_to']).toEqual({ rel_type: 'm.replace', event_id: await mouth.eventOf('card') });
    const place = await mouth.attach(room, { bytes: Buffer.from('a secret'), name: 'a.txt', type: 'text/plain' });
    expect(place).toMatchObject({ file: { url: expect.stringMatching(/^mxc:/), hashes: {}, key: {}, v: 'v2' } });
    const stored = await mouth.download((place.file as { url: string }).url, 1_000);
    expect(Buffer.from(stored).toString()).not.toContain('secret');
    const said = (await ann.read(room)).filter(
      ({ sender, state_key: state }) => sender === loom.userId && state === undefined,
    );
    expect(new Set(said.map(({ type }) => type))).toEqual(new Set(['m.room.encrypted']));
  });

  it('hears all that was said while it was away, and stays the session it was, whichever process speaks', async () => {
    await start();
    const room = await sharedRoom();
    await ann.sayEncrypted(room, 'first');
    await ann.opens(room, (opened) => opened.length === 1);
    const keys = await keysOnServer();
    await bots[0]!.stop();
    const numbers = ['1', '2', '3', '4', '5'];
    for (const number of numbers) await ann.sayEncrypted(room, number);
    await start();
    await start();
    await ann.opens(room, (opened) => opened.length === 6);
    await bots[1]!.stop();
    await ann.sayEncrypted(room, 'last');
    const opened = await ann.opens(room, (all) => all.length === 7);
    expect(bodies(opened)).toEqual(['first', ...numbers, 'last'].map((body) => `heard: ${body}`));
    expect((await keysOnServer()).device_keys).toEqual(keys.device_keys);
  });

  it('does what a message says once its key comes', async () => {
    const { heard } = await start();
    const room = await sharedRoom();
    const sendKeys = await ann.sayEncrypted(room, 'early', true);
    await until(() => heard.some(({ kind }) => kind === 'encrypted'));
    await sendKeys();
    const opened = await ann.opens(room, (all) => all.length === 1);
    expect(bodies(opened)).toEqual(['heard: early']);
  });

  it('makes no second set of keys for a session whose keys are elsewhere', async () => {
    await start();
    const room = await sharedRoom();
    await ann.sayEncrypted(room, 'first');
    await ann.opens(room, (all) => all.length === 1);
    const keys = await keysOnServer();
    const { db, close } = connectDatabase(databaseUrl, 1);
    const { device_id: device } = await loom.ask(
      { method: 'GET', path: '/_matrix/client/v3/account/whoami' },
      whoSchema,
    );
    const store = await readKeys(db, loom.userId, device);
    // A process that lost the account unawares.
    const { generation } = await beginReading(db, loom.userId);
    expect(await saveKeys(db, loom.userId, generation - 1, { device, store: Buffer.from('x') })).toBe(false);
    expect(await readKeys(db, loom.userId, device)).toEqual(store);
    await close();
    await bots.pop()?.stop();
    databaseUrl = await freshDatabase();
    const refusal = await start().then(() => null, LoomError.from);
    expect(refusal).toMatchObject({ code: 'chat.keys_lost' });
    expect((await keysOnServer()).device_keys).toEqual(keys.device_keys);
  });
});
