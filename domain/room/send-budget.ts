import type { Priority } from './outgoing.ts';

/** How fast a server takes events: as many at once as `burst`, then `perSecond`. */
export interface SendRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What Synapse allows each user out of the box, over all rooms and kinds of events. */
export const synapseRate: SendRate = { perSecond: 0.2, burst: 10 };

/** Our mirror of the bucket the server keeps for the account. Times in milliseconds. */
export interface SendBudget extends SendRate {
  /** How much the bucket holds at `at`; it runs out at `perSecond`, and is full at `burst`. */
  readonly filled: number;
  readonly at: number;
  /** The server asked for silence until then. */
  readonly silentUntil: number;
  /** Probes that were refused, in a row, and when the next is due. */
  readonly probesRefused: number;
  readonly probeAt: number;
}

/** The server may allow more than we think: now and then it is asked, at first after this. */
const probeMs = 60_000;
const probeMsMax = 6 * 60 * 60_000;
const perSecondMin = 1 / 600;
/** More than the server sends at once is no use to us. */
const perSecondMax = 1_000;

export function openBudget(rate: SendRate, now: number): SendBudget {
  return { ...rate, filled: 0, at: now, silentUntil: 0, probesRefused: 0, probeAt: now };
}

function settled(budget: SendBudget, now: number): SendBudget {
  const seconds = Math.max(0, now - budget.at) / 1_000;
  return { ...budget, at: Math.max(now, budget.at), filled: Math.max(0, budget.filled - seconds * budget.perSecond) };
}

/** Events the server takes at this moment. */
export function sendable(budget: SendBudget, now: number): number {
  if (now < budget.silentUntil) return 0;
  return Math.max(0, budget.burst - settled(budget, now).filled);
}

/** What must be left for the urgent, before something of this kind may be sent. */
const leastLeft: Readonly<Record<Priority, number>> = { answer: 1, prompt: 1, final: 3, progress: 6, seed: 8 };

/** Whether there is room for something of this kind now. */
export function allows(budget: SendBudget, priority: Priority, now: number): boolean {
  // A bucket smaller than what should be left would never send progress at all.
  return sendable(budget, now) + rounding >= Math.min(leastLeft[priority], Math.max(1, budget.burst));
}
const rounding = 1e-9;

/** Milliseconds until `allows`, if nothing else is sent. */
export function waitMs(budget: SendBudget, priority: Priority, now: number): number {
  const from = Math.max(now, budget.silentUntil);
  const least = Math.min(leastLeft[priority], Math.max(1, budget.burst));
  const lacking = least - (budget.burst - settled(budget, from).filled);
  return from - now + Math.max(0, Math.ceil((lacking / budget.perSecond) * 1_000));
}

/** Whether an urgent event may be sent though we believe the server takes none: it may have been set to take more. */
export function mayProbe(budget: SendBudget, priority: Priority, now: number): boolean {
  return priority === 'answer' && now >= budget.silentUntil && now >= budget.probeAt && !allows(budget, priority, now);
}

/** The server took an event. @param probed it was sent though we believed that the server takes none */
export function afterSent(budget: SendBudget, now: number, probed: boolean): SendBudget {
  const { filled, ...rest } = settled(budget, now);
  if (!probed) return { ...rest, filled: filled + 1 };
  const perSecond = Math.min(perSecondMax, rest.perSecond * 2);
  const burst = Math.min(perSecondMax, rest.burst * 2);
  return { ...rest, perSecond, burst, filled: rest.burst, probesRefused: 0, probeAt: now };
}

/**
 * The server refused an event with 429. Where its bucket stands is known then: it has room for one after `retryAfterMs`.
 * How fast it runs out is learnt from the next time it refuses.
 */
export function afterRefused(budget: SendBudget, now: number, retryAfterMs: number, probed: boolean): SendBudget {
  const current = settled(budget, now);
  const surprise = !probed && current.filled + 1 <= current.burst;
  // We believed there was room: it runs out more slowly than we thought, or others use the account too.
  const slower = surprise ? 1_000 / Math.max(retryAfterMs, 1) : current.perSecond;
  const perSecond = Math.min(current.perSecond, Math.max(perSecondMin, slower));
  const filled = current.burst - 1 + (perSecond * Math.max(0, retryAfterMs)) / 1_000;
  const probesRefused = probed ? current.probesRefused + 1 : current.probesRefused;
  const pause = Math.min(probeMsMax, probeMs * 4 ** probesRefused);
  return { ...current, perSecond, filled, silentUntil: now + retryAfterMs, probesRefused, probeAt: now + pause };
}
