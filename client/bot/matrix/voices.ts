import { displayNameOf, localpartOf } from '../../../domain/room/appservice.ts';
import type { Outgoing, Speaker } from '../../../domain/room/outgoing.ts';
import type { Log } from '../log.ts';
import { enter } from './appservice.ts';
import { type Identity, mayPass, type RoomsClient, refusalOf } from './client.ts';

/** Accounts from which agents and loops speak. */
export interface Voices {
  /**
   * The account something is said from, there and in its room.
   * @returns null when the bot has to say it
   * @throws MatrixError, Error when it may work later
   */
  of(outgoing: Outgoing): Promise<RoomsClient | null>;
  /** Its account may not speak there: the bot does, from now on. */
  lose(outgoing: Outgoing): void;
}

const pairsKeptMax = 10_000;

/** @param client of the appservice, speaking for the bot */
export function openVoices(client: RoomsClient, account: string, log: Log): Voices {
  const bot = account.slice(1, account.indexOf(':'));
  const entered = new Map<string, Identity>();
  /** Whether a speaker is in a room; false where it is not wanted. */
  const present = new Map<string, boolean>();

  async function identityOf(speaker: Speaker, localpart: string): Promise<Identity> {
    const known = entered.get(localpart);
    if (known !== undefined) return known;
    const identity = await enter(client, localpart);
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(identity.user)}/displayname`;
    await client.as(identity).doRequest('PUT', path, null, { displayname: displayNameOf(speaker) });
    entered.set(localpart, identity);
    return identity;
  }

  /** Joins; where that takes an invitation, the bot gives one. */
  async function comeIn(room: string, { user }: Identity, voice: RoomsClient): Promise<void> {
    const path = (verb: string) => `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/${verb}`;
    const join = () => voice.doRequest('POST', path('join'), null, {});
    try {
      await join();
    } catch (error) {
      if (refusalOf(error)?.code !== 'M_FORBIDDEN') throw error;
      await client.doRequest('POST', path('invite'), null, { user_id: user });
      await join();
    }
  }

  return {
    async of(outgoing) {
      if (outgoing.kind !== 'message' || outgoing.speaker === undefined) return null;
      const { room, speaker } = outgoing;
      const localpart = localpartOf(speaker, bot);
      const pair = `${room} ${localpart}`;
      if (localpart === null || present.get(pair) === false) return null;
      try {
        const identity = await identityOf(speaker, localpart);
        const voice = client.as(identity);
        if (!present.has(pair)) await comeIn(room, identity, voice);
        keep(present, pair, true);
        return voice;
      } catch (error) {
        if (mayPass(error)) throw error;
        log.warn({ room, speaker, error: String(error) }, 'a speaker is not let in; the bot says it');
        keep(present, pair, false);
        return null;
      }
    },
    lose(outgoing) {
      if (outgoing.kind !== 'message' || outgoing.speaker === undefined) return;
      keep(present, `${outgoing.room} ${localpartOf(outgoing.speaker, bot)}`, false);
    },
  };
}

function keep(pairs: Map<string, boolean>, pair: string, is: boolean): void {
  pairs.set(pair, is);
  for (const oldest of pairs.keys()) {
    if (pairs.size <= pairsKeptMax) break;
    pairs.delete(oldest);
  }
}
