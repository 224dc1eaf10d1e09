import { readFile } from 'node:fs/promises';
import { LoomError } from '../../domain/errors.ts';
import { type Registration, registrationSchema } from '../../domain/room/appservice.ts';
import { type SendRate, synapseRate } from '../../domain/room/send-budget.ts';
import type { BotEnvironment } from './environment.ts';
import type { BotOptions } from './matrix/run.ts';

/** Where homeservers set no limits, cards that change more often than this help nobody. */
const calmRate: SendRate = { perSecond: 10, burst: 50 };

interface WayIn extends Pick<BotOptions, 'appservice' | 'rate'> {
  readonly token: string;
}

type WayEnvironment = Pick<
  BotEnvironment,
  'HOLOLOOM_MATRIX_TOKEN' | 'HOLOLOOM_MATRIX_REGISTRATION' | 'HOLOLOOM_MATRIX_LISTEN' | 'HOLOLOOM_MATRIX_RATE'
>;

/**
 * By which of two ways the bot speaks: for the account of a token, or as an appservice.
 * @throws LoomError `command.bad_environment` when the registration cannot be read
 */
export async function readWayIn(environment: WayEnvironment): Promise<WayIn> {
  const { HOLOLOOM_MATRIX_TOKEN: token, HOLOLOOM_MATRIX_REGISTRATION: file } = environment;
  const { HOLOLOOM_MATRIX_LISTEN: address, HOLOLOOM_MATRIX_RATE: rate } = environment;
  if (file === undefined) return { token: token ?? '', rate: rate ?? synapseRate };
  const registration = await readRegistration(file);
  return {
    token: registration.as_token,
    rate: rate ?? (registration.rate_limited ? synapseRate : calmRate),
    appservice: { registration, listen: address === undefined ? loopbackOf(registration) : placeOf(address) },
  };
}

async function readRegistration(file: string): Promise<Registration> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, 'cannot be read', error);
  });
  const registration = registrationSchema.safeParse(parsed(text));
  if (registration.success) return registration.data;
  const wrong = registration.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
  throw unreadable(file, `is no registration: ${wrong.join('; ')}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function loopbackOf({ url }: Registration): { readonly host: string; readonly port: number } {
  const { port, protocol } = new URL(url);
  return { host: '127.0.0.1', port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

function placeOf(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(address.slice(at + 1)) };
}

function unreadable(file: string, what: string, cause?: unknown): LoomError {
  return new LoomError(
    'command.bad_environment',
    `${file}, which HOLOLOOM_MATRIX_REGISTRATION names, ${what}.`,
    'Write one with "hololoom bot registration", and give the same file to the homeserver.',
    { cause },
  );
}
