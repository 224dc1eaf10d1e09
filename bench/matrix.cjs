'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

/**
 * `npm run build && node bench/matrix.cjs`: how long people wait for the bot, on a real homeserver and a real PostgreSQL.
 *
 * - ping: from sending a message until its answer arrives at the person's client, on a homeserver without limits;
 * - cards: ten cards that change ten times a second between them for ninety seconds, and seven commands meanwhile, on a homeserver
 *   with the limits Synapse has out of the box.
 */
const dist = path.join(__dirname, '..', 'dist');
const load = (file) => require(path.join(dist, file));
const { openServices } = load('client/services.js');
const { runBot } = load('client/bot/matrix/run.js');
const { synapseRate } = load('domain/room/send-budget.js');
const { startSynapse } = load('workers/embedded/synapse.js');
const { openAccount } = load('workers/embedded/matrix-accounts.js');
const { freePort } = load('workers/embedded/ports.js');
const { Pool } = require('pg');

const pings = 50;
const cards = 10;
const cardsMs = Number(process.env.BENCH_CARDS_MS ?? 90_000);
const answers = 7;
const finalMs = 60_000;

async function main() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-matrix-'));
  const services = await openServices({ needs: 'database', home });
  try {
    const setting = { home, databaseUrl: services.addresses.databaseUrl };
    const results = { ping: await measurePings(setting), cards: await measureCards(setting) };
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await services.close();
    fs.rmSync(home, { recursive: true, force: true });
  }
}

/** A homeserver of a profile, a person and a bot that share a room. */
async function withRoom({ home, databaseUrl }, profile, rate, measure) {
  const folder = path.join(home, profile);
  const port = await freePort(0);
  const signal = new AbortController().signal;
  const tell = () => undefined;
  const synapse = await startSynapse({ home, folder, logFile: `${folder}.log`, port, profile, tell, signal });
  const stop = new AbortController();
  try {
    const [ann, loom] = [
      await openAccount(synapse, folder, 'ann'),
      await openAccount(synapse, folder, `loom-${profile}`),
    ];
    const ask = client(synapse.url, ann.token);
    const refusals = [];
    const handle = { current: async () => undefined };
    const opened = {};
    const running = new Promise((ready, failed) => {
      opened.bot = runBot({
        databaseUrl,
        homeserver: { url: synapse.url, token: loom.token },
        inviters: ['*'],
        rate,
        signal: stop.signal,
        onReady: ready,
        log: {
          info: (facts) => 'retryAfterMs' in facts && refusals.push(facts),
          warn: console.error,
          error: console.error,
        },
        open: async (mouth) => {
          opened.mouth = mouth;
          return {
            handle: (incoming) => handle.current(incoming, mouth),
            refused: async () => undefined,
            close: async () => undefined,
          };
        },
      });
      opened.bot.catch(failed);
    });
    await running;
    const joined = new Promise((resolve) => {
      handle.current = async ({ kind }) => kind === 'joined' && resolve();
    });
    const { room_id: room } = await ask('POST', '/createRoom', { invite: [loom.userId] });
    await joined;
    return await measure({ ask, room, mouth: opened.mouth, refusals, handle, databaseUrl, loom });
  } finally {
    stop.abort();
    await synapse.stop();
  }
}

function client(url, token) {
  return async (method, where, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_matrix/client/v3${where}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return answer.json();
  };
}

const message = (id, room, priority, body, replyTo = null) => ({
  ...{ kind: 'message', id, room, priority, thread: null, replyTo },
  content: { msgtype: 'm.notice', body },
});
const answerTo = (incoming, mouth) => {
  if (incoming.kind !== 'message') return undefined;
  mouth.acknowledge(incoming);
  return mouth.say(message(`answer:${incoming.eventId}`, incoming.room, 'answer', 'pong', { event: incoming.eventId }));
};
const say = (ask, room, body) =>
  ask('PUT', `/rooms/${encodeURIComponent(room)}/send/m.room.message/${Math.random()}`, { msgtype: 'm.text', body });

/** @returns milliseconds from sending to seeing the answer */
function measurePings(setting) {
  return withRoom(setting, 'relaxed', { perSecond: 1000, burst: 1000 }, async ({ ask, room, handle, loom }) => {
    handle.current = answerTo;
    let { next_batch: since } = await ask('GET', '/sync?timeout=0');
    const waits = [];
    for (let number = 0; number < pings; number += 1) {
      const start = performance.now();
      await say(ask, room, `ping ${number}`);
      for (let seen = false; !seen; ) {
        const synced = await ask('GET', `/sync?timeout=30000&since=${since}`);
        since = synced.next_batch;
        const events = synced.rooms?.join?.[room]?.timeline?.events ?? [];
        seen = events.some(({ sender, type }) => sender === loom.userId && type === 'm.room.message');
      }
      waits.push(performance.now() - start);
    }
    return { pings, ...spread(waits) };
  });
}

/** @returns how long answers waited until the server took them, refusals, edits, and when the last final state was shown */
function measureCards(setting) {
  return withRoom(setting, 'default', synapseRate, async ({ ask, room, mouth, refusals, handle, databaseUrl }) => {
    handle.current = answerTo;
    const end = Date.now() + cardsMs;
    let offered = 0;
    const changing = async () => {
      for (let round = 0; Date.now() < end; round += 1) {
        await mouth.say(message(`card ${round % cards}`, room, 'progress', `step ${round}`));
        offered += 1;
        await sleep(100);
      }
    };
    const asking = async () => {
      for (let number = 0; number < answers; number += 1) {
        await sleep(cardsMs / (answers + 1));
        await say(ask, room, `command ${number}`);
      }
    };
    await Promise.all([changing(), asking()]);
    const over = Date.now();
    for (let card = 0; card < cards; card += 1) await mouth.say(message(`card ${card}`, room, 'final', `done ${card}`));
    while ((await mouth.health()).waitingOut > 0 && Date.now() - over < 2 * finalMs) await sleep(50);
    const finalsMs = Date.now() - over;
    const pool = new Pool({ connectionString: databaseUrl });
    const rows = async (query) => (await pool.query(query)).rows;
    const waits = await rows(
      "SELECT extract(epoch FROM sent_at - queued_at) * 1000 AS ms FROM bot_outbox WHERE id LIKE 'answer:%' AND sent > 0 AND room = '" +
        room +
        "'",
    );
    const [{ edits }] = await rows(
      "SELECT count(*) AS edits FROM bot_outbox WHERE id LIKE 'card %' AND sent = version",
    );
    await pool.end();
    return {
      ...{ cards, changesOffered: offered, refusals: refusals.length, finalsShown: Number(edits), finalsMs },
      answers: { count: waits.length, ...spread(waits.map(({ ms }) => Number(ms))) },
    };
  });
}

function spread(list) {
  const sorted = [...list].sort((one, other) => one - other);
  const at = (share) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
