import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { askHomeserver, HomeserverRefusal } from './homeserver.ts';
import { readWhole, writeWhole } from './state.ts';
import type { Homeserver } from './synapse.ts';
import { passwordOf } from './synapse-settings.ts';

/** Somebody with an account on the embedded homeserver, logged in. */
const accountSchema = z.object({
  /** `@ann:hololoom.localhost` */
  userId: z.string(),
  password: z.string(),
  token: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

const sessionSchema = z.object({ user_id: z.string(), access_token: z.string() });

/**
 * The account of a user of the embedded homeserver, registered the first time. One session is kept for ever: a homeserver
 * knows messages that are sent again by it.
 * @param folder of the homeserver
 * @param name small letters, digits and `._=-`
 */
export async function openAccount(
  homeserver: Homeserver,
  folder: string,
  name: string,
  isAdmin = false,
): Promise<Account> {
  const file = join(folder, `account-${name}.json`);
  const known = readWhole(file, accountSchema);
  if (known !== null && (await isLoggedIn(homeserver.url, known.token))) return known;
  const password = passwordOf(homeserver.secrets, name);
  const session = await register(homeserver, name, password, isAdmin).catch((error: unknown) => {
    const isThere = error instanceof HomeserverRefusal && error.code === 'M_USER_IN_USE';
    if (!isThere) throw error;
    return logIn(homeserver.url, name, password);
  });
  const account = { userId: session.user_id, password, token: session.access_token };
  writeWhole(file, account);
  return account;
}

/** Synapse lets whoever knows its secret register users, one for each number it gives out. */
async function register({ url, secrets }: Homeserver, username: string, password: string, admin: boolean) {
  const path = '/_synapse/admin/v1/register';
  const { nonce } = await askHomeserver(url, { method: 'GET', path }, z.object({ nonce: z.string() }));
  const said = [nonce, username, password, admin ? 'admin' : 'notadmin'].join('\0');
  const mac = createHmac('sha1', secrets.registration).update(said).digest('hex');
  return askHomeserver(url, { method: 'POST', path, body: { nonce, username, password, admin, mac } }, sessionSchema);
}

function logIn(url: string, user: string, password: string) {
  const identifier = { type: 'm.id.user', user };
  const body = { type: 'm.login.password', identifier, password, initial_device_display_name: 'HoloLoom' };
  return askHomeserver(url, { method: 'POST', path: '/_matrix/client/v3/login', body }, sessionSchema);
}

async function isLoggedIn(url: string, token: string): Promise<boolean> {
  try {
    await askHomeserver(url, { method: 'GET', path: '/_matrix/client/v3/account/whoami', token }, z.object({}));
    return true;
  } catch (error) {
    if (error instanceof HomeserverRefusal) return false;
    throw error;
  }
}

/** Lets an account send as quickly as it likes. @param admin of the homeserver */
export async function liftLimits({ url }: Homeserver, admin: Account, user: string): Promise<void> {
  const path = `/_synapse/admin/v1/users/${encodeURIComponent(user)}/override_ratelimit`;
  const body = { messages_per_second: 0, burst_count: 0 };
  await askHomeserver(url, { method: 'POST', path, body, token: admin.token }, z.object({}));
}

const roomSchema = z.object({ room_id: z.string() });

/** The room of an embedded homeserver, made by a person, who is its creator; the bot is invited. @returns its id */
export async function openTeamRoom({ url }: Homeserver, host: Account, bot: Account): Promise<string> {
  const { token } = host;
  const body = { name: 'HoloLoom', topic: 'Say "!loom help".', room_alias_name: 'loom', preset: 'private_chat' };
  const make = { method: 'POST', path: '/_matrix/client/v3/createRoom', body, token } as const;
  const { room_id: room } = await askHomeserver(url, make, roomSchema).catch((error: unknown) => {
    if (!(error instanceof HomeserverRefusal) || error.code !== 'M_ROOM_IN_USE') throw error;
    const alias = encodeURIComponent(`#loom:${host.userId.slice(host.userId.indexOf(':') + 1)}`);
    return askHomeserver(url, { method: 'GET', path: `/_matrix/client/v3/directory/room/${alias}`, token }, roomSchema);
  });
  const invitePath = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/invite`;
  const invite = { method: 'POST', path: invitePath, body: { user_id: bot.userId }, token } as const;
  await askHomeserver(url, invite, z.object({})).catch((error: unknown) => {
    // Invited or joined already.
    if (!(error instanceof HomeserverRefusal) || error.code !== 'M_FORBIDDEN') throw error;
  });
  return room;
}

/** A name a homeserver takes, from one of this machine. */
export function localpartOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9._=-]/g, '');
  return plain === '' || plain === 'loom' ? 'operator' : plain;
}
