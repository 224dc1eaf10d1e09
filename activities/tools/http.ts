import { LoomError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { originsOf } from '../../dsl/url-template.ts';
import { namedHosts } from '../egress/destination.ts';
import type { Egress } from '../egress/index.ts';
import { type Asked, resultOf } from './http-answer.ts';
import { type Http, requestOf } from './http-request.ts';
import type { Work } from './work.ts';

export interface HttpDeps {
  readonly egress: Egress;
  /** The variables of the worker; secrets are those called HOLOLOOM_SECRET_*. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Calls a service over HTTP. The request carries `Idempotency-Key`, the same for every try of a step.
 * @returns the JSON of the answer, or its text, checked against the declared type; null for an answer without content
 */
export async function callHttp({ egress, environment }: HttpDeps, http: Http, work: Work): Promise<Json> {
  const { url, body } = requestOf(http, work);
  const secret = http.secret === null ? null : secretOf(http.secret, environment, work);
  const asked: Asked = { tool: work.tool, what: `${http.method} ${new URL(url).host}`, secret };
  const answer = await egress.send({
    method: http.method,
    url,
    headers: {
      accept: 'application/json, text/plain;q=0.5',
      'idempotency-key': inHeader(work.context.idempotencyKey),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(secret === null ? {} : { authorization: `Bearer ${secret.value}` }),
    },
    body,
    hosts: namedHosts(originsOf(work.plan)),
    signal: work.context.signal,
  });
  return resultOf(answer, asked);
}

/** Headers hold ASCII; whatever else an id has is percent-encoded, so that different ids stay different. */
function inHeader(text: string): string {
  const written = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text.replaceAll(/[^\x21-\x24\x26-\x7e]/gu, (character) => [...Buffer.from(character)].map(written).join(''));
}

/** @throws LoomError `tool.secret_missing` naming the variable, and never its value */
function secretOf(name: string, environment: HttpDeps['environment'], { tool }: Work): NonNullable<Asked['secret']> {
  const variable = `HOLOLOOM_SECRET_${name.toUpperCase()}`;
  const value = /^\w+$/.test(name) && Object.hasOwn(environment, variable) ? environment[variable]?.trim() : undefined;
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) {
    throw new LoomError(
      'tool.secret_missing',
      `"${tool.name}" needs the secret ${name}, and ${variable} ${value ? 'holds more than a token can' : 'is not set'} on this worker.`,
      `Set ${variable} where the worker starts, then run the loop again.`,
    );
  }
  return { value, variable };
}
