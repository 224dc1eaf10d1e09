'use strict';
const path = require('node:path');

// A bot of its own process that starts a run for each "ping" and answers it: what tests kill.
const dist = path.join(__dirname, '..', '..', 'dist');
const { runBot } = require(path.join(dist, 'client', 'bot', 'matrix', 'run.js'));
const { openLoom } = require(path.join(dist, 'client', 'api', 'index.js'));
const { noKeys } = require(path.join(dist, 'client', 'keyring.js'));
const { pino } = require('pino');

const environment = JSON.parse(process.env.PING_BOT);
const loom = openLoom(environment.addresses, noKeys, environment.taskQueue);
const log = pino({ level: 'info' });

const open = async (mouth) => ({
  async handle(incoming) {
    if (incoming.kind !== 'message' || !incoming.body.startsWith('ping')) return;
    mouth.acknowledge(incoming);
    const { level } = await mouth.standing(incoming.room, incoming.sender);
    const caller = { requestId: incoming.eventId, room: incoming.room, requester: incoming.sender, level };
    const run = await loom.loops.run(
      { program: 'ping', words: { number: incoming.body.slice('ping '.length) } },
      caller,
    );
    await mouth.say({
      kind: 'message',
      id: `answer:${incoming.eventId}`,
      room: incoming.room,
      priority: 'answer',
      thread: null,
      replyTo: { event: incoming.eventId },
      content: { msgtype: 'm.notice', body: `${incoming.body}: ${run.workflowId}` },
    });
  },
  refused: async (outgoing, code) => log.error({ outgoing, code }, 'refused'),
  close: async () => undefined,
});

runBot({
  ...environment.bot,
  open,
  log,
  signal: new AbortController().signal,
  onReady: (state) => process.send(state),
}).catch((error) => {
  log.error({ error: String(error) }, 'ended');
  process.exit(1);
});
