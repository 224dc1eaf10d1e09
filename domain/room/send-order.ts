import type { Priority } from './outgoing.ts';
import { allows, mayProbe, type SendBudget, waitMs } from './send-budget.ts';

/** Something to be sent, as the choice sees it. */
export interface Waiting {
  readonly id: string;
  readonly room: string;
  readonly priority: Priority;
  /** Order in which it was first said. */
  readonly position: number;
  /** When a version of it was last sent, in milliseconds; null when none was. */
  readonly sentAt: number | null;
  /** What it refers to is sent. */
  readonly ready: boolean;
}

export type Choice<W extends Waiting> =
  | { readonly kind: 'send'; readonly next: W; readonly probing: boolean }
  /** Nothing may be sent now; something after so many milliseconds, null when nothing waits. */
  | { readonly kind: 'wait'; readonly ms: number | null };

const urgency: Readonly<Record<Priority, number>> = { answer: 0, prompt: 1, final: 2, progress: 3, seed: 4 };

/** The most urgent first; of the same urgency what was said first, but of what is edited again and again the stalest. */
export function inOrder(one: Waiting, other: Waiting): number {
  if (one.priority !== other.priority) return urgency[one.priority] - urgency[other.priority];
  if (one.priority === 'progress') return (one.sentAt ?? 0) - (other.sentAt ?? 0) || one.position - other.position;
  return one.position - other.position;
}

/** What is sent next. */
export function choose<W extends Waiting>(waiting: readonly W[], budget: SendBudget, now: number): Choice<W> {
  const [next] = waiting.filter(({ ready }) => ready).sort(inOrder);
  if (next === undefined) return { kind: 'wait', ms: null };
  // Less urgent things need more room, so that when there is none for the first there is none for any.
  if (allows(budget, next.priority, now)) return { kind: 'send', next, probing: false };
  if (mayProbe(budget, next.priority, now)) return { kind: 'send', next, probing: true };
  return { kind: 'wait', ms: Math.max(1, waitMs(budget, next.priority, now)) };
}

/** What stands in the outbox about one thing that is said. */
export interface Delivery {
  /** Raised with each change of what is to be said. */
  readonly version: number;
  /** The version that was on its way, see `attempting`: the server has it or not. */
  readonly attempted: number;
  /** The version the server has. */
  readonly sent: number;
  readonly eventId: string | null;
}

/** How a version is sent: as a new event, or as an edit of it. The ordinal makes its transaction id. */
export function step({ version, eventId }: Delivery): { readonly act: 'create' | 'edit'; readonly ordinal: number } {
  // Whatever version it says, the event is created under one transaction id: there is never a second one.
  return eventId === null ? { act: 'create', ordinal: 0 } : { act: 'edit', ordinal: version };
}

/**
 * The version to note down before one is sent, and the one the server has when it took it. An event whose creation was tried
 * before, without our hearing of it, may be there with the wording of the first try: that is taken for what it says, so that an
 * edit follows.
 */
export function attempting({ version, attempted, eventId }: Delivery): number {
  return eventId === null && attempted !== 0 ? attempted : version;
}
