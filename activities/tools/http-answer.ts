import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { jsonDepth } from '../../domain/json-depth.ts';
import { limits } from '../../domain/limits.ts';
import { shownBriefly } from '../../domain/shown.ts';
import { conformance } from '../../dsl/conform.ts';
import type { PlannedTool } from '../../dsl/plan.ts';
import type { Answer } from '../egress/index.ts';
import { retryAfter } from '../failure.ts';
import { badOutput, declared } from './work.ts';

/** Who answered, and what must not be repeated of what they say. */
export interface Asked {
  readonly tool: PlannedTool;
  /** `POST edr.example` */
  readonly what: string;
  /** The secret that was sent, and the variable it came from. */
  readonly secret: { readonly value: string; readonly variable: string } | null;
}

/** Statuses that ask for patience; every other 4xx says that the same request will not do. */
const patience: readonly number[] = [408, 425, 429];
const excerptCharactersMax = 200;

/**
 * The result in an answer.
 * @throws LoomError `tool.bad_output`, `tool.http_refused`; `tool.http_unavailable`, also as a failure that says when to try again
 */
export function resultOf(answer: Answer, asked: Asked): Json {
  if (answer.status < 200 || answer.status > 299) throw failureOf(answer, asked);
  const { tool, what } = asked;
  const hint = `Look at what the service of ${what} answers, or correct the type its TOOLS line declares.`;
  const text = textOf(answer);
  if (text === null)
    throw badOutput(tool, `${what} answers with ${kindOf(answer, asked)}, which is no text in UTF-8`, hint);
  return declared(tool, valueIn(withoutSecret(text, asked), answer, asked, hint), hint);
}

function valueIn(text: string, answer: Answer, asked: Asked, hint: string): Json {
  const { tool, what } = asked;
  if (text === '') return null;
  // What says that it is text, and no JSON, is taken as it is where a text is wanted.
  if (isPlainText(answer) && conformance(text, tool.returns) === null) return text;
  if (jsonDepth(text) > limits.jsonDepthMax) {
    throw badOutput(tool, `the answer of ${what} is nested deeper than ${limits.jsonDepthMax} levels`, hint);
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badOutput(
      tool,
      `${what} answers with ${kindOf(answer, asked)} that is no JSON: ${shownBriefly(text, 60)}`,
      hint,
    );
  }
}

function failureOf(answer: Answer, asked: Asked): Error {
  const { status } = answer;
  const { tool, what, secret } = asked;
  const said = excerptOf(answer, asked);
  const message = `${what} answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status < 500 && !patience.includes(status)) {
    const hint =
      secret !== null && (status === 401 || status === 403)
        ? `Check the secret in ${secret.variable} and what it is allowed to do.`
        : `Look at what "${tool.name}" sends: the service says no to this very request.`;
    return new LoomError('tool.http_refused', message, hint);
  }
  const error = new LoomError(
    'tool.http_unavailable',
    message,
    'Look at the service; the step is tried again by itself.',
  );
  const waitMs = retryAfterMs(answer);
  return waitMs === null ? error : retryAfter(error, waitMs);
}

/** @see RFC 9110, 10.2.3: seconds, or a date, which is read by the clock of the service */
function retryAfterMs({ headers }: Answer): number | null {
  const text = headers['retry-after'] ?? '';
  const now = Date.parse(headers.date ?? '') || Date.now();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return ms > 0 ? Math.min(ms, limits.retryAfterMsMax) : null;
}

/** What the service says about it, when it says it in words. */
function excerptOf(answer: Answer, asked: Asked): string {
  if (!isPlainText(answer) && !/json/i.test(answer.headers['content-type'] ?? '')) return '';
  const text = new TextDecoder().decode(answer.body);
  return shownBriefly(withoutSecret(text, asked), excerptCharactersMax);
}

/** Services that echo what they were sent must not carry a secret into histories and messages. */
function withoutSecret(text: string, { secret }: Asked): string {
  if (secret === null) return text;
  const asJson = JSON.stringify(secret.value).slice(1, -1);
  return text.replaceAll(secret.value, '[secret]').replaceAll(asJson, '[secret]');
}

function textOf({ body, headers }: Answer): string | null {
  if (!['', 'identity'].includes(headers['content-encoding'] ?? '')) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

const isPlainText = ({ headers }: Answer): boolean =>
  /^text\//i.test(headers['content-type'] ?? '') && !/json/i.test(headers['content-type'] ?? '');

const kindOf = ({ headers }: Answer, asked: Asked): string =>
  shownBriefly(withoutSecret(headers['content-type'] ?? '', asked), 60) || 'something';
