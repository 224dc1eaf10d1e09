import { LoomError } from '../../../domain/errors.ts';
import { mayInvite } from '../../../domain/room/inviters.ts';
import type { Log } from '../log.ts';
import { mayPass, type RoomsClient, refusalOf } from './client.ts';

/**
 * Joins a room when the inviter may ask us in, else says no with a reason.
 * @throws LoomError `service.unreachable` when it has to be tried again
 */
export async function answerInvitation(
  client: RoomsClient,
  inviters: readonly string[],
  log: Log,
  room: string,
  inviter: string,
): Promise<void> {
  const path = (verb: string) => `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/${verb}`;
  const allowed = mayInvite(inviter, inviters);
  const reason = 'Only people named by my operator (HOLOLOOM_MATRIX_INVITERS) may ask me into rooms.';
  try {
    await client.doRequest('POST', path(allowed ? 'join' : 'leave'), null, allowed ? {} : { reason });
    log.info({ room, inviter }, allowed ? 'joined' : 'refused an invitation');
  } catch (error) {
    if (mayPass(error)) {
      const message = `The homeserver does not let me into ${room} now: ${String(error)}`;
      throw new LoomError('service.unreachable', message, 'Wait a moment.', { cause: error });
    }
    // Taken back, banned, or the room is gone: whoever still wants us can ask again.
    log.warn({ room, inviter, code: refusalOf(error)?.code }, 'an invitation could not be answered');
  }
}
