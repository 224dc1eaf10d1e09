import { z } from 'zod';
import type { Registration } from '../../../domain/room/appservice.ts';
import { type Identity, mayPass, type RoomsClient, refusalOf } from './client.ts';

/** The second way in: the homeserver knows the bot by a registration, sends it events, and lets it speak for users of its own. */
export interface Appservice {
  readonly registration: Registration;
  /** Where the bot listens for the homeserver. */
  readonly listen: { readonly host: string; readonly port: number };
}

/** By a session the homeserver knows messages that are sent again, also after it was restarted. One for ever does. */
const device = 'HOLOLOOM';
const appserviceLogin = 'm.login.application_service';

/**
 * Makes an account of the appservice, and its session, where there are none.
 * @param client with the token of the appservice
 * @throws MatrixError, Error
 */
export async function enter(client: RoomsClient, localpart: string): Promise<Identity> {
  const user = await register(client, localpart);
  if (await hasSession(client.as({ user, device }))) return { user, device };
  try {
    const identifier = { type: 'm.id.user', user: localpart };
    const named = { device_id: device, initial_device_display_name: 'HoloLoom' };
    await client.doRequest('POST', '/_matrix/client/v3/login', null, { type: appserviceLogin, identifier, ...named });
    return { user, device };
  } catch (error) {
    if (mayPass(error)) throw error;
    // A homeserver that gives appservices no sessions lets them speak without.
    return { user, device: null };
  }
}

async function register(client: RoomsClient, localpart: string): Promise<string> {
  const body = { type: appserviceLogin, username: localpart, inhibit_login: true };
  try {
    const answer = await client.doRequest('POST', '/_matrix/client/v3/register', null, body);
    return z.object({ user_id: z.string() }).parse(answer).user_id;
  } catch (error) {
    if (refusalOf(error)?.code !== 'M_USER_IN_USE') throw error;
  }
  // Without a user named it tells of the bot's own account, whose server is that of all its users.
  const answer = await client.doRequest('GET', '/_matrix/client/v3/account/whoami');
  const own = z.object({ user_id: z.string() }).parse(answer).user_id;
  return `@${localpart}${own.slice(own.indexOf(':'))}`;
}

async function hasSession(client: RoomsClient): Promise<boolean> {
  try {
    const answer = await client.doRequest('GET', '/_matrix/client/v3/account/whoami');
    return z.object({ device_id: z.string().optional() }).parse(answer).device_id === device;
  } catch (error) {
    if (mayPass(error)) throw error;
    return false;
  }
}
