import { Client } from 'pg';
import { echo, startBot, type TestBot } from '../../support/bot.ts';
import { until } from '../../support/command-line.ts';
import { describeMatrix, homeserver, type Person, person, type RoomEvent } from '../../support/homeserver.ts';
import { freshDatabase } from '../../support/services.ts';

jest.setTimeout(120_000);

describeMatrix('two processes for one account', () => {
  let databaseUrl: string;
  let [ann, loom]: Person[] = [];
  let bots: TestBot[] = [];
  beforeEach(async () => {
    databaseUrl = await freshDatabase();
    [ann, loom] = await Promise.all([person('ann'), person('loom')]);
    bots = [];
  });
  afterEach(() => Promise.all(bots.map((bot) => bot.stop())));

  async function start(): Promise<TestBot> {
    const bot = await startBot({ databaseUrl, url: homeserver().url, account: loom!, handle: echo });
    bots.push(bot);
    return bot;
  }
  async function sharedRoom(): Promise<string> {
    const room = await ann!.makeRoom();
    await ann!.invite(room, loom!.userId);
    await until(() => bots.some(({ heard }) => heard.some((each) => each.kind === 'joined' && each.room === room)));
    return room;
  }
  const answers = (events: readonly RoomEvent[]) =>
    events
      .filter((event) => event.sender === loom!.userId && event.type === 'm.room.message')
      .map(({ content }) => content.body);

  it('are one that speaks and one that stands by and takes over where the first was', async () => {
    const first = await start();
    const room = await sharedRoom();
    const second = await start();
    await ann!.say(room, 'to the first');
    await ann!.sees(room, (events) => answers(events).length === 1);
    expect(second.heard).toEqual([]);
    await first.stop();
    await ann!.say(room, 'to the second');
    const events = await ann!.sees(room, (all) => answers(all).length === 2);
    expect(answers(events)).toEqual(['heard: to the first', 'heard: to the second']);
    expect(second.heard.map(({ body }) => body)).toEqual(['to the second']);
  });

  it('change places when the one that speaks loses its database, and nothing is said twice', async () => {
    await start();
    const room = await sharedRoom();
    await start();
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    for (let round = 0; round < 3; round += 1) {
      await ann!.say(room, `round ${round}`);
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      );
      await ann!.sees(room, (events) => answers(events).length === round + 1);
    }
    await client.end();
    expect(answers(await ann!.read(room))).toEqual(['heard: round 0', 'heard: round 1', 'heard: round 2']);
  });
});
