import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loom } from '../../../client/loom.ts';
import { type Registration, registrationOf } from '../../../domain/room/appservice.ts';
import { freePort } from '../../../workers/embedded/ports.ts';
import { type Synapse, startSynapse } from '../../../workers/embedded/synapse.ts';
import { serverName } from '../../../workers/embedded/synapse-settings.ts';
import { ensureBuilt } from '../../support/built.ts';
import { until } from '../../support/command-line.ts';
import { bundle } from '../../support/fake-loom.ts';
import { forget } from '../../support/forget.ts';
import { asPerson, describeMatrix, type Person, person, type RoomEvent } from '../../support/homeserver.ts';
import { answersIn, chance, forkPingBot, type PingBot } from '../../support/storm.ts';
import { type Bench, workbench } from '../../support/worker.ts';

/** `HOLOLOOM_STORM=whole` plays all of it: a few minutes. `HOLOLOOM_STORM_WAY=appservice` plays it with a bot that is one. */
const whole = process.env.HOLOLOOM_STORM === 'whole';
const size = whole
  ? { commands: 300, botKills: 20, synapseKills: 5, whileAway: 500 }
  : { commands: 30, botKills: 4, synapseKills: 1, whileAway: 60 };
const isAppservice = process.env.HOLOLOOM_STORM_WAY === 'appservice';
const seed = Number(process.env.HOLOLOOM_STORM_SEED ?? 7);
jest.setTimeout(whole ? 30 * 60_000 : 180_000);

const source = [
  'LOOP ping',
  '  INPUT: number: number',
  '  TOOLS:',
  '    - pong(number: number) -> number = READ HOST test/pong',
  '  STEPS:',
  '    - said = pong(number)',
  '  OUTPUT: {said}',
  'END',
  '',
].join('\n');

describeMatrix('a bot and a homeserver that are killed again and again', () => {
  let home: string;
  let bench: Bench;
  let loom: Loom;
  let synapse: Synapse;
  let [ann, loomUser]: Person[] = [];
  let rooms: string[];
  let bot: PingBot;

  beforeAll(async () => {
    await ensureBuilt();
    home = mkdtempSync(join(tmpdir(), 'storm-'));
    registered = join(home, 'loom.yaml');
    bench = await workbench({ pong: ({ number }) => number ?? null });
    loom = bench.openLoom();
    await loom.market.publish({ ...bundle('ping'), source });
    port = (await freePort(0)) ?? 0;
    registration = registrationOf(`http://127.0.0.1:${(await freePort(0)) ?? 0}`, 'loom', randomUUID);
    if (isAppservice) writeFileSync(registered, JSON.stringify(registration));
    synapse = await startHomeserver();
    [ann, loomUser] = await Promise.all([
      person('ann', synapse, home),
      isAppservice
        ? asPerson(synapse.url, { userId: `@loom:${serverName}`, password: '', token: registration.as_token })
        : person('loom', synapse, home),
    ]);
    bot = startBot();
    await bot.listens;
    rooms = [await ann!.makeRoom(), await ann!.makeRoom()];
    for (const room of rooms) await ann!.invite(room, loomUser!.userId);
    const isThere = ({ state_key: user, content }: RoomEvent): boolean =>
      user === loomUser!.userId && content.membership === 'join';
    for (const room of rooms) await ann!.sees(room, (events) => events.some(isThere));
  });
  afterAll(async () => {
    await bot?.kill();
    await synapse?.stop();
    await loom?.close();
    await bench?.close();
    await forget(home);
  });

  let port: number;
  let registration: Registration;
  let registered: string;
  const setting = { tell: () => undefined, signal: new AbortController().signal };
  const startHomeserver = (): Promise<Synapse> =>
    startSynapse({
      ...setting,
      home,
      port,
      folder: join(home, 'matrix'),
      logFile: join(home, 'log'),
      profile: 'relaxed',
      registrations: isAppservice ? [registered] : [],
    });
  const startBot = (): PingBot =>
    forkPingBot({
      addresses: {
        databaseUrl: bench.databaseUrl,
        temporalAddress: process.env.HOLOLOOM_TEST_TEMPORAL_ADDRESS ?? '',
        temporalNamespace: 'default',
        temporalUiUrl: null,
        ownTemporal: true,
      },
      taskQueue: bench.taskQueue,
      url: synapse.url,
      account: loomUser!,
      ...(isAppservice && {
        appservice: { registration, listen: { host: '127.0.0.1', port: Number(new URL(registration.url).port) } },
      }),
      logFile: join(home, 'bot.log'),
    });

  /** Waits for the answers, and compares them and the runs with what was asked, one for one. */
  async function expectEachOnce(asked: ReadonlyMap<string, { room: string; body: string }>): Promise<void> {
    const wanted = [...asked].map(([event, { body }]) => [event, [`${body}: loop/${event}`]]);
    for (const room of rooms) {
      const here = [...asked].filter(([, each]) => each.room === room);
      const areAnswered = (events: readonly RoomEvent[]): boolean => {
        const answers = answersIn(events, loomUser!.userId);
        return here.every(([event]) => answers.has(event));
      };
      await ann!.sees(room, areAnswered, whole ? 600_000 : 100_000);
    }
    const events = await Promise.all(rooms.map((room) => ann!.read(room)));
    const answers = answersIn(events.flat(), loomUser!.userId);
    expect([...answers].filter(([event]) => asked.has(event)).sort()).toEqual(wanted.sort());
    const ours = async (): Promise<string[]> => {
      const found: string[] = [];
      const query = `TaskQueue = '${bench.taskQueue}' AND LoomName = 'ping'`;
      for await (const run of bench.client.workflow.list({ query })) found.push(run.workflowId);
      return found.filter((id) => asked.has(id.slice('loop/'.length)));
    };
    // The list lags behind by a moment.
    await until(async () => (await ours()).length >= asked.size);
    expect((await ours()).sort()).toEqual([...asked.keys()].map((event) => `loop/${event}`).sort());
  }

  it(`run and answer each of ${size.commands} commands once, through ${size.botKills} kills of the bot and ${size.synapseKills} of the homeserver`, async () => {
    const random = chance(seed);
    const asked = new Map<string, { room: string; body: string }>();
    const start = Date.now();
    const kills = { bot: 0, synapse: 0 };

    const killBots = async (): Promise<void> => {
      while (kills.bot < size.botKills) {
        await bot.listens;
        await new Promise((next) => setTimeout(next, random() * 1_500));
        await bot.kill();
        kills.bot += 1;
        bot = startBot();
      }
    };
    const killHomeservers = async (): Promise<void> => {
      while (kills.synapse < size.synapseKills) {
        await new Promise((next) => setTimeout(next, 2_000 + random() * 3_000));
        synapse.child.process.kill('SIGKILL');
        await synapse.child.ended;
        kills.synapse += 1;
        synapse = await startHomeserver();
      }
    };
    const ask = async (): Promise<void> => {
      for (let number = 0; number < size.commands; number += 1) {
        const [room, body] = [rooms[number % rooms.length]!, `ping ${number}`];
        asked.set(await ann!.say(room, body), { room, body });
        await new Promise((next) => setTimeout(next, random() * 150));
      }
    };
    await Promise.all([ask(), killBots(), killHomeservers()]);
    await expectEachOnce(asked);
    expect(kills).toEqual({ bot: size.botKills, synapse: size.synapseKills });
    report('storm', { ...size, kills, ms: Date.now() - start, seed, answered: asked.size });
  });

  it(`run ${size.whileAway} commands of two rooms that came while the bot was down, in order`, async () => {
    await bot.listens;
    await bot.kill();
    const asked = new Map<string, { room: string; body: string }>();
    for (let number = 0; number < size.whileAway; number += 1) {
      const [room, body] = [rooms[number % rooms.length]!, `ping ${1_000 + number}`];
      asked.set(await ann!.say(room, body), { room, body });
    }
    const start = Date.now();
    bot = startBot();
    await expectEachOnce(asked);
    for (const room of rooms) {
      const answers = [...answersIn(await ann!.read(room), loomUser!.userId).keys()].filter((event) =>
        asked.has(event),
      );
      expect(answers).toEqual([...asked].filter(([, each]) => each.room === room).map(([event]) => event));
    }
    report('while away', { commands: asked.size, ms: Date.now() - start });
  });
});

/** The whole storm says what it measured. */
function report(name: string, figures: object): void {
  if (whole) process.stderr.write(`  ${name}: ${JSON.stringify(figures)}\n`);
}
