import { LoomError } from '../../domain/errors.ts';
import type { RoomStanding } from '../../domain/roles.ts';
import type { ChatMouth, Incoming } from '../bot/mouth.ts';
import type { Command, RoomDesk } from '../commands/command.ts';
import { type Permit, rolesOf } from '../permissions.ts';
import type { Rooms } from './rooms.ts';
import { changedSettings, listSettings, readSettings, type Settings, settingsType } from './settings.ts';

interface DeskParts {
  readonly mouth: ChatMouth;
  readonly rooms: Rooms;
  readonly commands: readonly Command[];
}

/** The room as commands about it see it. */
export function deskIn(
  { mouth, rooms, commands }: DeskParts,
  { room, eventId }: Pick<Incoming, 'room' | 'eventId'>,
  settings: Settings,
  standing: RoomStanding,
  permit: Permit,
): RoomDesk {
  const verbs = rolesOf(commands.filter(({ places }) => places.includes('chat')));
  return {
    standing,
    settings: listSettings(settings, verbs),
    may: (verb) => allows(permit, verb),
    async change(name, value) {
      const content = changedSettings(await mouth.state(room, settingsType, ''), name, value, verbs);
      await assertMaySet(mouth, room, standing.adminLevel);
      await mouth.say({
        kind: 'state',
        id: `settings:${eventId}`,
        room,
        priority: 'answer',
        type: settingsType,
        stateKey: '',
        content,
      });
      const changed = readSettings(content);
      rooms.remember(room, changed);
      const setting = listSettings(changed, verbs).find((each) => each.name === name);
      if (setting === undefined) throw new TypeError(`The setting ${name} is gone once it is set.`);
      return setting;
    },
  };
}

function allows(permit: Permit, verb: string): boolean {
  try {
    permit(verb);
    return true;
  } catch {
    return false;
  }
}

/** @throws LoomError `chat.not_allowed` */
async function assertMaySet(mouth: ChatMouth, room: string, needed: number): Promise<void> {
  const own = await mouth.standing(room, mouth.account);
  if (own.level >= needed) return;
  throw new LoomError(
    'chat.not_allowed',
    `I have power level ${own.level} here, and setting something needs ${needed}.`,
    `Give me that level, or send the state event ${settingsType} yourself.`,
  );
}
