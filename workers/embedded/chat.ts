import { userInfo } from 'node:os';
import type { Chat } from '../../domain/services.ts';
import type { Keeper } from './keeper.ts';
import { liftLimits, localpartOf, openAccount, openTeamRoom } from './matrix-accounts.ts';
import { tellStep } from './progress.ts';
import { type SynapseOptions, startSynapse } from './synapse.ts';
import { serverName } from './synapse-settings.ts';

/** The bot's account on the embedded homeserver. */
const botName = 'loom';
/** What the bot allows itself where the homeserver allows it everything: cards that change ten times a second help nobody. */
const botRate = '10/50';

/** An embedded homeserver with somebody to talk to. */
export interface TeamChat {
  readonly chat: Chat;
  /** What the bot needs to know, as variables of its environment. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts the homeserver, with an account for whoever sits here, one for the bot, and a room for both. */
export async function openTeamChat(keeper: Keeper, options: SynapseOptions): Promise<TeamChat> {
  const synapse = await keeper.keep('Synapse', () => startSynapse(options));
  return tellStep(options.tell, 'Opening the room in Matrix', async () => {
    const person = await openAccount(synapse, options.folder, localpartOf(personName()), true);
    const bot = await openAccount(synapse, options.folder, botName);
    await liftLimits(synapse, person, bot.userId);
    await openTeamRoom(synapse, person, bot);
    return {
      chat: {
        homeserverUrl: synapse.url,
        bot: bot.userId,
        user: person.userId,
        password: person.password,
        room: `#${botName}:${serverName}`,
      },
      settings: {
        HOLOLOOM_MATRIX_URL: synapse.url,
        HOLOLOOM_MATRIX_TOKEN: bot.token,
        HOLOLOOM_MATRIX_RATE: botRate,
        HOLOLOOM_MATRIX_INVITERS: process.env.HOLOLOOM_MATRIX_INVITERS || `*:${serverName}`,
      },
    };
  });
}

/** Who sits at this machine, as the terminal calls them. */
function personName(): string {
  if (process.env.HOLOLOOM_USER) return process.env.HOLOLOOM_USER;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return process.env.USER || 'operator';
  }
}
