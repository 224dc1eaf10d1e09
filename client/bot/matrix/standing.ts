import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import { isVoice } from '../../../domain/room/appservice.ts';
import { textIn } from '../../../domain/room/event.ts';
import { contentOf, levelNeeded, levelOf, type PowerState } from '../../../domain/room/power-levels.ts';
import type { Standing } from '../mouth.ts';
import { type RoomsClient, refusalOf } from './client.ts';

/** What is asked about rooms and the people in them, of the server and at the moment it is wanted. */
export interface Rooms {
  standing(room: string, user: string): Promise<Standing>;
  levelFor(room: string, eventType: string, isState: boolean): Promise<number>;
  state(room: string, type: string, stateKey: string): Promise<Json>;
  roomCalled(alias: string): Promise<string | null>;
  isDirect(room: string): Promise<boolean>;
  /** Members of the room may have changed. */
  forgetMembers(room: string): void;
}

const jsonSchema = z.json();
const membersSchema = z.object({ joined: z.record(z.string(), z.unknown()) });
const stateSchema = z.array(
  z.object({ type: z.string(), sender: z.string(), content: z.record(z.string(), z.json()) }),
);
const roomsKeptMax = 1_000;

export function openRooms(client: RoomsClient, account: string): Rooms {
  /** How a room was made never changes. */
  const made = new Map<string, Pick<PowerState, 'create' | 'creator'>>();
  const direct = new Map<string, boolean>();
  const path = (room: string, rest: string) => `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/${rest}`;

  async function state(room: string, type: string, stateKey: string): Promise<Json> {
    const where = path(room, `state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`);
    try {
      return jsonSchema.parse(await client.doRequest('GET', where));
    } catch (error) {
      if (refusalOf(error)?.code === 'M_NOT_FOUND') return null;
      throw error;
    }
  }

  async function creation(room: string): Promise<Pick<PowerState, 'create' | 'creator'>> {
    const known = made.get(room);
    if (known !== undefined) return known;
    // Who made it stands beside the content, so the state is read whole, once for each room.
    const events = stateSchema.parse(await client.doRequest('GET', path(room, 'state')));
    const event = events.find(({ type }) => type === 'm.room.create');
    const found = { create: event?.content ?? {}, creator: event?.sender ?? '' };
    keep(made, room, found);
    return found;
  }

  async function powerState(room: string): Promise<PowerState> {
    const [levels, creator] = await Promise.all([state(room, 'm.room.power_levels', ''), creation(room)]);
    return { ...creator, levels: levels === null ? null : contentOf(levels) };
  }

  return {
    state,
    async standing(room, user) {
      const [power, member] = await Promise.all([powerState(room), state(room, 'm.room.member', user)]);
      return { joined: textIn(contentOf(member), 'membership') === 'join', level: levelOf(user, power) };
    },
    levelFor: async (room, eventType, isState) => levelNeeded(eventType, isState, await powerState(room)),
    async roomCalled(alias) {
      try {
        const found = await client.doRequest('GET', `/_matrix/client/v3/directory/room/${encodeURIComponent(alias)}`);
        return z.object({ room_id: z.string() }).parse(found).room_id;
      } catch (error) {
        // An alias that nobody has, or that is none.
        if (['M_NOT_FOUND', 'M_INVALID_PARAM'].includes(refusalOf(error)?.code ?? '')) return null;
        throw error;
      }
    },
    async isDirect(room) {
      const known = direct.get(room);
      if (known !== undefined) return known;
      const { joined } = membersSchema.parse(await client.doRequest('GET', path(room, 'joined_members')));
      // Agents that speak from accounts of their own are no company.
      const others = Object.keys(joined).filter((user) => user !== account && !isVoice(user, account));
      const found = others.length === 1 && Object.hasOwn(joined, account);
      keep(direct, room, found);
      return found;
    },
    forgetMembers: (room) => void direct.delete(room),
  };
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= roomsKeptMax) break;
    map.delete(oldest);
  }
}
