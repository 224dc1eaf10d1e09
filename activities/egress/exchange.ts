import { type Dispatcher, request as send } from 'undici';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import type { HttpMethod } from '../../dsl/plan.ts';

/** One request to one place, without redirects. */
export interface Exchange {
  readonly dispatcher: Dispatcher;
  readonly method: HttpMethod;
  /** Where it is sent. */
  readonly to: URL;
  /** The host it is for, which differs from `to` where an operator's route leads elsewhere. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name; of several with one name, the first. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** @throws LoomError `tool.answer_too_large`, and whatever the network throws */
export async function exchange({ dispatcher, method, to, host, headers, body, signal }: Exchange): Promise<Answer> {
  const response = await send(to, {
    dispatcher,
    method,
    headers: { ...headers, host, 'accept-encoding': 'identity', 'user-agent': 'HoloLoom' },
    body,
    signal,
  });
  const found: Answer['headers'] = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, (Array.isArray(value) ? value[0] : value) ?? '']),
  );
  const answer = { status: response.statusCode, headers: found };
  if (redirects.includes(response.statusCode)) {
    await response.body.dump({ limit: limits.answerBytesMax, signal });
    return { ...answer, body: new Uint8Array() };
  }
  return { ...answer, body: await readBounded(response.body, host) };
}

async function readBounded(body: AsyncIterable<Uint8Array>, host: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop destroys the body, and with it the connection: nothing more is read.
  for await (const part of body) {
    bytes += part.length;
    if (bytes > limits.answerBytesMax) {
      throw new LoomError(
        'tool.answer_too_large',
        `${host} answers with more than ${limits.answerBytesMax} bytes.`,
        'Ask for less: a page, a filter, or only the fields that are needed.',
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Where an answer sends its caller, or null when it is an answer. */
export function redirectOf({ status, headers }: Answer, from: URL): string | null {
  const { location } = headers;
  if (!redirects.includes(status) || location === undefined || !URL.canParse(location, from.href)) return null;
  return new URL(location, from).href;
}
