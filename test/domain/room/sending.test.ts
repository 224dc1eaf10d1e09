import fc from 'fast-check';
import { type Priority, priorities } from '../../../domain/room/outgoing.ts';
import {
  afterRefused,
  afterSent,
  allows,
  openBudget,
  type SendBudget,
  type SendRate,
  sendable,
  synapseRate,
} from '../../../domain/room/send-budget.ts';
import { attempting, choose, type Delivery, step, type Waiting } from '../../../domain/room/send-order.ts';
import { transactionId } from '../../../domain/room/transaction.ts';

/** A server's bucket, as Synapse keeps it: full at `burst`, running out at `perSecond`. */
function serverBucket({ perSecond, burst }: SendRate) {
  let [filled, at] = [0, 0];
  return (now: number): { readonly taken: true } | { readonly retryAfterMs: number } => {
    filled = Math.max(0, filled - ((now - at) / 1_000) * perSecond);
    at = now;
    if (filled + 1 > burst) return { retryAfterMs: Math.ceil(((filled + 1 - burst) / perSecond) * 1_000) };
    filled += 1;
    return { taken: true };
  };
}

let position = 0;
const waiting = (priority: Priority, change: Partial<Waiting> = {}): Waiting => {
  position += 1;
  return { id: `${priority}-${position}`, room: '!a', priority, position, sentAt: null, ready: true, ...change };
};

const arrivals = fc.array(fc.record({ at: fc.nat({ max: 120_000 }), priority: fc.constantFrom(...priorities) }), {
  maxLength: 60,
});

/** Plays a sender against a server: what arrives is sent as the choice says. */
function play(given: readonly { at: number; priority: Priority }[], server: SendRate, believed: SendRate) {
  const bucket = serverBucket(server);
  const coming = [...given]
    .sort((one, other) => one.at - other.at)
    .map(({ at, priority }) => ({ at, ...waiting(priority) }));
  const sent: { id: string; priority: Priority; at: number; queuedAt: number }[] = [];
  let queue: ((typeof coming)[number] & Waiting)[] = [];
  let budget: SendBudget = openBudget(believed, 0);
  let refused = 0;
  for (let now = 0; coming.length + queue.length > 0 && now < 3_600_000; ) {
    while (coming[0] !== undefined && coming[0].at <= now) queue.push(coming.shift()!);
    const choice = choose(queue, budget, now);
    if (choice.kind === 'wait') {
      now += Math.max(1, Math.min(choice.ms ?? 60_000, (coming[0]?.at ?? now + 60_000) - now));
      continue;
    }
    const answer = bucket(now);
    if ('taken' in answer) {
      budget = afterSent(budget, now, choice.probing);
      queue = queue.filter(({ id }) => id !== choice.next.id);
      sent.push({ id: choice.next.id, priority: choice.next.priority, at: now, queuedAt: choice.next.at });
    } else {
      refused += choice.probing ? 0 : 1;
      budget = afterRefused(budget, now, answer.retryAfterMs, choice.probing);
    }
    now += 20;
  }
  return { sent, refused, left: queue.length };
}

describe('the mirror of the bucket', () => {
  test('never asks for more than the server it knows allows, and sends everything in the end', () => {
    fc.assert(
      fc.property(arrivals, (given) => {
        const { refused, left } = play(given, synapseRate, synapseRate);
        expect({ refused, left }).toEqual({ refused: 0, left: 0 });
      }),
    );
  });

  test('learns how slow a server is when it is slower than believed', () => {
    fc.assert(
      fc.property(arrivals, fc.double({ min: 0.02, max: 0.2, noNaN: true }), (given, perSecond) => {
        const { refused, left } = play(given, { perSecond, burst: 5 }, synapseRate);
        expect(left).toBe(0);
        // A few refusals teach it; asking on and on would be one for each event.
        expect(refused).toBeLessThanOrEqual(8);
      }),
    );
  });

  test('finds out that a server allows more, so that many answers do not wait for ever', () => {
    const many = Array.from({ length: 200 }, () => ({ at: 0, priority: 'answer' as const }));
    const { sent } = play(many, { perSecond: 1_000, burst: 1_000 }, synapseRate);
    expect(sent).toHaveLength(200);
    expect(sent.at(-1)?.at).toBeLessThan(60_000);
  });

  test('keeps room for answers whatever else there is to say', () => {
    const cards = Array.from({ length: 900 }, (_, n) => ({ at: n * 100, priority: 'progress' as const }));
    const answers = Array.from({ length: 7 }, (_, n) => ({ at: 10_000 + n * 11_000, priority: 'answer' as const }));
    const { sent, refused } = play([...cards, ...answers], synapseRate, synapseRate);
    expect(refused).toBe(0);
    const waits = sent.filter(({ priority }) => priority === 'answer').map(({ at, queuedAt }) => at - queuedAt);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20);
  });

  test('is silent as long as it was asked to be', () => {
    const refused = afterRefused(openBudget(synapseRate, 0), 0, 5_000, false);
    expect(sendable(refused, 4_999)).toBe(0);
    expect(allows(refused, 'answer', 5_001)).toBe(true);
  });
});

describe('what goes first', () => {
  test('is the most urgent, then what was said first, and of progress the stalest', () => {
    const budget = openBudget(synapseRate, 0);
    const [fresh, stale] = [waiting('progress', { sentAt: 9_000 }), waiting('progress', { sentAt: 1_000 })];
    const all = [
      waiting('seed'),
      fresh,
      stale,
      waiting('final'),
      waiting('prompt'),
      waiting('answer'),
      waiting('answer'),
    ];
    const order: string[] = [];
    for (let rest = all; rest.length > 0; ) {
      const choice = choose(rest, budget, 0);
      if (choice.kind === 'wait') break;
      order.push(choice.next.id);
      rest = rest.filter(({ id }) => id !== choice.next.id);
    }
    const [seed, , , final, prompt, one, other] = all.map(({ id }) => id);
    expect(order).toEqual([one, other, prompt, final, stale.id, fresh.id, seed]);
  });

  test('is nothing whose target is not sent yet', () => {
    expect(choose([waiting('answer', { ready: false })], openBudget(synapseRate, 0), 0)).toEqual({
      kind: 'wait',
      ms: null,
    });
  });
});

describe('a message that is edited while it is on its way', () => {
  /** What the server shows: one event for each transaction, however often it is asked. */
  function server() {
    const events = new Map<string, { id: string; version: number }>();
    return {
      events,
      take(transaction: string, version: number): string {
        const known = events.get(transaction) ?? { id: `$${events.size}`, version };
        events.set(transaction, known);
        return known.id;
      },
      shown: (): number => [...events.values()].at(-1)?.version ?? 0,
    };
  }
  /** In each round: how often the wording changes, and whether the process dies before or after the server has it, or not. */
  const rounds = fc.array(fc.record({ changes: fc.nat({ max: 2 }), dies: fc.constantFrom('before', 'after', 'not') }), {
    maxLength: 12,
  });

  test('is one event, and shows its newest wording once the process stays alive', () => {
    fc.assert(
      fc.property(rounds, (given) => {
        const rooms = server();
        let row: Delivery = { version: 1, attempted: 0, sent: 0, eventId: null };
        const deliver = (dies: string): void => {
          if (row.version === row.sent) return;
          const { act, ordinal } = step(row);
          const before = row;
          row = { ...row, attempted: attempting(row) };
          if (dies === 'before') return;
          const id = rooms.take(transactionId('card', ordinal), before.version);
          if (dies === 'after') return;
          row = { ...row, sent: attempting(before), eventId: act === 'create' ? id : row.eventId };
        };
        for (const { changes, dies } of given) {
          row = { ...row, version: row.version + changes };
          deliver(dies);
        }
        for (let tries = 0; tries < 3; tries += 1) deliver('not');
        expect(row.sent).toBe(row.version);
        expect(rooms.shown()).toBe(row.version);
        expect([...rooms.events.keys()].filter((transaction) => transaction.endsWith('.0'))).toHaveLength(1);
      }),
    );
  });
});
