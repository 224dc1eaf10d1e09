import './crypto.ts';
import { LogService, MatrixClient, MatrixError } from 'matrix-bot-sdk';
import { codes } from '../../../domain/error-codes.ts';
import type { ErrorCode } from '../../../domain/errors.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A user of an appservice, and the session by which the homeserver knows messages that are sent again. */
export interface Identity {
  readonly user: string;
  readonly device: string | null;
}

const requestMs = 60_000;

/** What the SDK logs is thrown as well, and whoever catches it knows whether it is worth a line. */
const silent = () => undefined;
LogService.setLogger({ trace: silent, debug: silent, info: silent, warn: silent, error: silent });

/**
 * The SDK's client with requests of its own: they end when the process speaks for the account no longer, and take the
 * server's word on when to try again from wherever it stands. Its own sync, senders and handlers are not used: they lose
 * events, send twice and do not wait.
 */
export class RoomsClient extends MatrixClient {
  readonly #signal: AbortSignal;
  readonly #token: string;
  readonly #speaksAs: Identity | null;

  /** @param url without a slash at its end @param speaksAs whom an appservice speaks for; null for the token's own account */
  constructor(url: string, token: string, signal: AbortSignal, speaksAs: Identity | null = null) {
    super(url, token);
    this.#signal = signal;
    this.#token = token;
    this.#speaksAs = speaksAs;
  }

  /** The same appservice, speaking for another of its users. */
  as(speaksAs: Identity): RoomsClient {
    return new RoomsClient(this.homeserverUrl, this.#token, this.#signal, speaksAs);
  }

  /** @throws MatrixError when the server refuses; Error when it does not answer, or with anything else */
  override async doRequest(
    method: Method,
    endpoint: string,
    query?: Query | null,
    body?: unknown,
    timeoutMs = requestMs,
    _raw = false,
    contentType = 'application/json',
    wantsBytes = false,
  ): Promise<unknown> {
    const response = await this.#send(method, endpoint, query ?? {}, body, timeoutMs, contentType);
    if (wantsBytes && response.ok) return Buffer.from(await response.arrayBuffer());
    return answerOf(response, await response.text());
  }

  /** @throws MatrixError, Error as `doRequest`; null when there are more bytes than that */
  async download(endpoint: string, bytesMax: number): Promise<Uint8Array | null> {
    const response = await this.#send('GET', endpoint, {}, undefined, requestMs, '');
    if (!response.ok) {
      answerOf(response, await response.text());
      return null;
    }
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > bytesMax) return null;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async #send(
    method: Method,
    endpoint: string,
    query: Query,
    body: unknown,
    timeoutMs: number,
    contentType: string,
  ): Promise<Response> {
    const url = new URL(this.homeserverUrl + endpoint);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    if (this.#speaksAs !== null) {
      url.searchParams.set('user_id', this.#speaksAs.user);
      if (this.#speaksAs.device !== null) url.searchParams.set('device_id', this.#speaksAs.device);
    }
    const isWritten = body !== undefined && body !== null;
    const bytes = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
    return fetch(url, {
      method,
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        ...(isWritten ? { 'content-type': contentType } : {}),
      },
      ...(isWritten ? { body: bytes } : {}),
    });
  }
}

/** What `LoomError.from` reads: a refusal that reaches a handler is tried again, or told, as it should be. */
class Refusal extends MatrixError {
  readonly type: ErrorCode;
  readonly details: readonly string[];

  constructor(body: ConstructorParameters<typeof MatrixError>[0], status: number) {
    super(body, status);
    this.type = status >= 500 || body.errcode === 'M_LIMIT_EXCEEDED' ? 'service.unreachable' : 'chat.refused';
    this.details = [codes[this.type].hint];
  }
}

function answerOf(response: Response, text: string): object {
  const body: unknown = parsed(text);
  if (response.ok && typeof body === 'object' && body !== null) return body;
  if (typeof body === 'object' && body !== null && 'errcode' in body && typeof body.errcode === 'string') {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retry = Number.isFinite(seconds) ? { retry_after_ms: seconds * 1_000 } : {};
    throw new Refusal({ ...retry, error: '', ...body, errcode: body.errcode }, response.status);
  }
  throw new Error(`The homeserver answers ${response.status} without saying why.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a server's refusal says: its code, and how long to wait before another try; null for any other error. */
export function refusalOf(
  error: unknown,
): { readonly code: string; readonly status: number; readonly retryAfterMs: number | null } | null {
  if (!(error instanceof MatrixError)) return null;
  const { errcode, statusCode, retryAfterMs } = error;
  return { code: errcode, status: statusCode, retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null };
}

/** Whether the same request may work later: the server is away or busy, rather than of another opinion. */
export function mayPass(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal === null || refusal.status >= 500 || refusal.code === 'M_LIMIT_EXCEEDED';
}

/** The account's token is not valid any more: nothing will work until an operator gives another. */
export function isLoggedOut(error: unknown): boolean {
  const code = refusalOf(error)?.code;
  return code === 'M_UNKNOWN_TOKEN' || code === 'M_MISSING_TOKEN' || code === 'M_USER_DEACTIVATED';
}
