import { entryOf, type InboxEntry, type RoomEvent, textIn } from './event.ts';

/** The part of a room's timeline that one sync brought. */
export interface SyncedTimeline {
  readonly events: readonly RoomEvent[];
  /** Events before these were left out. */
  readonly limited: boolean;
  /** From where to walk back to them. */
  readonly prevBatch: string | null;
}

/** Where the account stood when the last sync had been read. */
export interface Position {
  readonly account: string;
  readonly joined: boolean;
}

/** Whether the account itself comes or goes by this event. */
function ownMembership(event: RoomEvent, account: string): string | null {
  const isOwn = event.type === 'm.room.member' && event.state_key === account;
  return isOwn ? textIn(event.content, 'membership') : null;
}

/** Whether somebody asks the account into a room by this event. */
export function isInvitation(event: RoomEvent, account: string): boolean {
  return ownMembership(event, account) === 'invite';
}

/**
 * Whether events may be missing that were sent while the account was in the room. One that was not there before misses
 * nothing from before it came, so the walk ends at its own coming.
 */
export function hasGap({ events, limited, prevBatch }: SyncedTimeline, { account, joined }: Position): boolean {
  if (!limited || prevBatch === null) return false;
  return joined || !events.some((event) => ownMembership(event, account) === 'join');
}

/** One page of the walk back, newest first as the server gives it. */
export interface Page {
  readonly events: readonly RoomEvent[];
  /** Where the next page begins; null when there is none. */
  readonly end: string | null;
}

/** How far a walk back has come; events oldest first. */
export interface Walk {
  readonly events: readonly RoomEvent[];
  /** Where to go on; null when it is over. */
  readonly from: string | null;
}

/**
 * Takes a page. The walk is over when the server has no more, when it meets what is known already (not every server heeds
 * where it was asked to stop), or, of an account that was not there before, its own coming.
 * @param known ids of events that were read by an earlier sync
 */
export function walkOn(walk: Walk, page: Page, known: ReadonlySet<string>, { account, joined }: Position): Walk {
  const taken: RoomEvent[] = [];
  let over = page.end === null || page.events.length === 0;
  for (const event of page.events) {
    over ||= known.has(event.event_id);
    if (over && known.has(event.event_id)) break;
    taken.push(event);
    if (!joined && ownMembership(event, account) === 'join') {
      over = true;
      break;
    }
  }
  return { events: [...taken.reverse(), ...walk.events], from: over ? null : page.end };
}

/** What a stretch of timeline is to the account, and where it stands after it. */
export interface Heard {
  readonly entries: readonly InboxEntry[];
  readonly joined: boolean;
}

/**
 * Reads a stretch of timeline, oldest first: what was said while the account was there, and its own comings and goings. What was
 * said before it came is none of its business.
 */
export function hear(events: readonly RoomEvent[], { account, joined: before }: Position): Heard {
  const entries: InboxEntry[] = [];
  const seen = new Set<string>();
  let joined = before;
  for (const event of events) {
    if (seen.has(event.event_id)) continue;
    seen.add(event.event_id);
    const membership = ownMembership(event, account);
    if (membership !== null) {
      if (membership === 'join' && !joined) entries.push({ kind: 'joined', target: null, event });
      // Who leaves by itself needs not be told.
      if (membership !== 'join' && joined && event.sender !== account) {
        entries.push({ kind: 'left', target: null, event });
      }
      joined = membership === 'join';
    } else if (joined) {
      const entry = entryOf(event, account);
      if (entry !== null) entries.push(entry);
    }
  }
  return { entries, joined };
}
