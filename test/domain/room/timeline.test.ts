import fc from 'fast-check';
import type { RoomEvent } from '../../../domain/room/event.ts';
import { hasGap, hear, type Page, type Position, type Walk, walkOn } from '../../../domain/room/timeline.ts';

const account = '@loom:test';
let count = 0;
function event(change: Partial<RoomEvent> = {}): RoomEvent {
  count += 1;
  return {
    event_id: `$${count}`,
    type: 'm.room.message',
    sender: '@ann:test',
    origin_server_ts: count,
    content: { msgtype: 'm.text', body: 'hello' },
    ...change,
  };
}
const own = (membership: string, sender = account): RoomEvent =>
  event({ type: 'm.room.member', sender, state_key: account, content: { membership } });
const here: Position = { account, joined: true };
const elsewhere: Position = { account, joined: false };

/** A server's room: gives the newest `limit` events after `since`, and pages before them. */
function server(history: readonly RoomEvent[], limit: number, pageSize: number, heedsTo: boolean) {
  return {
    sync(since: number) {
      const fresh = history.slice(since);
      const events = fresh.slice(Math.max(0, fresh.length - limit));
      return { events, limited: events.length < fresh.length, prevBatch: String(history.length - events.length) };
    },
    page(from: string, to: number | null): Page {
      const end = Number(from);
      const first = Math.max(heedsTo && to !== null ? to : 0, end - pageSize);
      const events = history.slice(first, end).reverse();
      return { events, end: events.length === 0 ? null : String(first) };
    },
  };
}

/** Reads a room as the bot does: one sync, and the walk back where there is a gap. */
function read(history: readonly RoomEvent[], since: number, position: Position, limits: [number, number, boolean]) {
  const room = server(history, ...limits);
  const synced = room.sync(since);
  const known = new Set(history.slice(0, since).map(({ event_id: id }) => id));
  let walk: Walk = { events: [], from: hasGap(synced, position) ? synced.prevBatch : null };
  let pages = 0;
  while (walk.from !== null) {
    walk = walkOn(walk, room.page(walk.from, position.joined ? since : null), known, position);
    pages += 1;
  }
  return { events: [...walk.events, ...synced.events], pages };
}

const ids = (events: readonly { event_id: string }[]) => events.map(({ event_id: id }) => id);

describe('a timeline that a sync brought', () => {
  test('has a gap when it is limited and we were there', () => {
    const synced = { events: [event()], limited: true, prevBatch: 'p' };
    expect(hasGap(synced, here)).toBe(true);
    expect(hasGap({ ...synced, limited: false }, here)).toBe(false);
  });

  test('of a room we just came to has one only when our coming is not in it', () => {
    expect(hasGap({ events: [own('join'), event()], limited: true, prevBatch: 'p' }, elsewhere)).toBe(false);
    expect(hasGap({ events: [event()], limited: true, prevBatch: 'p' }, elsewhere)).toBe(true);
  });

  test('is read whole and in order however little of it a server sends at once', () => {
    const limits = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 }), fc.boolean());
    fc.assert(
      fc.property(fc.nat({ max: 120 }), fc.nat({ max: 60 }), limits, (fresh, before, given) => {
        const history = Array.from({ length: before + fresh }, () => event());
        const { events, pages } = read(history, before, here, given);
        expect(ids(events)).toEqual(ids(history.slice(before)));
        // Only what is needed is asked for: one page more at most, to meet what is known.
        expect(pages).toBeLessThanOrEqual(Math.ceil(fresh / given[1]) + 1);
      }),
    );
  });

  test('is read back to our own coming, and what was said before it is not heard', () => {
    const limits = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 }), fc.boolean());
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 40 }), limits, (before, after, given) => {
        const [old, fresh] = [before, after].map((length) => Array.from({ length }, () => event()));
        const join = own('join');
        const history = [...(old ?? []), own('invite', '@ann:test'), join, ...(fresh ?? [])];
        const { events } = read(history, 0, elsewhere, given);
        const { entries, joined } = hear(events, elsewhere);
        expect(entries.map((entry) => entry.event.event_id)).toEqual([join.event_id, ...ids(fresh ?? [])]);
        expect(joined).toBe(true);
      }),
    );
  });
});

describe('what is heard', () => {
  const kinds = (events: readonly RoomEvent[], position = here) =>
    hear(events, position).entries.map(({ kind }) => kind);

  test('are messages, edits, reactions and redactions of others, by what they refer to', () => {
    const edit = event({
      content: {
        body: '* b',
        'm.new_content': { body: 'b' },
        'm.relates_to': { rel_type: 'm.replace', event_id: '$a' },
      },
    });
    const reaction = event({
      type: 'm.reaction',
      content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a', key: '✅' } },
    });
    const redaction = event({ type: 'm.room.redaction', content: { redacts: '$a' } });
    const older = event({ type: 'm.room.redaction', redacts: '$b', content: {} });
    const secret = event({ type: 'm.room.encrypted', content: {} });
    const heard = hear([event(), edit, reaction, redaction, older, secret], here).entries;
    expect(heard.map(({ kind, target }) => [kind, target])).toEqual([
      ['message', null],
      ['edit', '$a'],
      ['reaction', '$a'],
      ['redaction', '$a'],
      ['redaction', '$b'],
      ['encrypted', null],
    ]);
  });

  test('is nothing we say ourselves, no state, and no event twice', () => {
    const twice = event();
    const topic = event({ type: 'm.room.message', state_key: '' });
    expect(kinds([event({ sender: account }), topic, twice, twice])).toEqual(['message']);
  });

  test('are our own comings and goings, and nothing while we were away', () => {
    const events = [event(), own('leave', '@ann:test'), event(), own('invite', '@ann:test'), own('join'), event()];
    expect(kinds(events)).toEqual(['message', 'left', 'joined', 'message']);
    expect(kinds([own('join'), event()])).toEqual(['message']);
    expect(kinds([own('leave'), event()])).toEqual([]);
  });
});
