import { LoomError } from '../../domain/errors.ts';
import type { RoomStanding } from '../../domain/roles.ts';
import type { ChatMouth } from '../bot/mouth.ts';
import { type Rooms, serverOf } from './rooms.ts';
import { type Settings, settingsType } from './settings.ts';

/** Where somebody stands in a room, asked of the server at this moment. */
export async function standingOf(mouth: ChatMouth, room: string, user: string): Promise<RoomStanding> {
  const [{ joined, level }, adminLevel] = await Promise.all([
    mouth.standing(room, user),
    mouth.levelFor(room, settingsType, true),
  ]);
  return { user, joined, level, adminLevel };
}

/**
 * People who are only pictured here by a bridge: whoever runs the other network can speak as them. Bridges name them with an
 * underscore first, or after their network.
 */
const ghost =
  /^@(?:_|(?:discord|gitter|gmessages|googlechat|imessage|instagram|irc|linkedin|meta|mattermost|messenger|signal|slack|telegram|twitter|whatsapp|xmpp)(?:go)?_)/i;

/**
 * Lets somebody answer questions from a room. Who was asked, the run itself decides.
 * @throws LoomError `permission.denied`
 */
export function assertMayAnswer({ user, joined }: RoomStanding, settings: Settings, { home }: Rooms): void {
  const refuse = (message: string, hint: string): never => {
    throw new LoomError('permission.denied', message, hint);
  };
  if (!joined) refuse(`${user} is not in this room.`, 'Join the room, then answer.');
  if (ghost.test(user)) {
    refuse(
      `${user} comes from another network, which cannot vouch for anybody.`,
      'Answer from an account of your own.',
    );
  }
  if (!settings.answersFromOtherServers && serverOf(user) !== home) {
    refuse(
      `${user} is of another homeserver, and this room takes no answers from there.`,
      'Leave it to people of this homeserver, or have an admin set answers-from-other-servers.',
    );
  }
}

export function mayAnswer(standing: RoomStanding, settings: Settings, rooms: Rooms): boolean {
  try {
    assertMayAnswer(standing, settings, rooms);
    return true;
  } catch {
    return false;
  }
}
