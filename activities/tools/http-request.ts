import { LoomError } from '../../domain/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { evaluate } from '../../dsl/evaluate.ts';
import type { Expression, Implementation } from '../../dsl/plan.ts';
import { fixedOrigin } from '../../dsl/url-template.ts';
import { badInput, scopeOf, type Work } from './work.ts';

export type Http = Extract<Implementation, { kind: 'http' }>;

/** WITH of these is sent in the query, of the others as a JSON body. */
const withoutBody: readonly Http['method'][] = ['GET', 'HEAD', 'DELETE'];

/**
 * Works out where a call goes and what it sends.
 * @throws LoomError `tool.bad_input` when a value does not fit, or would be more than a value where it stands
 */
export function requestOf(http: Http, work: Work): { readonly url: string; readonly body: string | null } {
  const scope = scopeOf(work);
  const url = addressOf(http.url, scope, work);
  const sent = http.with === null ? null : evaluate(http.with, scope);
  if (!withoutBody.includes(http.method)) return { url, body: sent === null ? null : JSON.stringify(sent) };
  if (sent !== null && !isJsonObject(sent)) throw badInput(work.tool, `the query of ${http.method} is made of fields`);
  return { url: withQuery(url, sent ?? {}), body: null };
}

function addressOf(url: Expression, scope: ReadonlyMap<string, Json>, { tool }: Work): string {
  const origin = fixedOrigin(url);
  if (origin === null) {
    throw new LoomError(
      'tool.egress_refused',
      `The URL of "${tool.name}" does not begin with a fixed scheme and host.`,
      'Write them out: "https://siem.example/incidents/{id}".',
    );
  }
  let address = '';
  for (const part of url.t === 'template' ? url.parts : [url]) {
    const text = part.t === 'literal' ? String(part.value) : percentEncoded(evaluate(part, scope));
    if (text === null) throw badInput(tool, 'null, or half a character, stands where its URL needs a text');
    if (text === '' && part.t !== 'literal' && !/[?#]/.test(address)) {
      throw badInput(tool, 'a text that is empty stands in the path of its URL');
    }
    address += text;
  }
  if (segmentsOf(address).some((segment) => upwards.test(segment)) || new URL(address).origin !== origin) {
    throw badInput(tool, 'a value would lead its URL to another place than the one it names');
  }
  return address;
}

const upwards = /^(?:\.|%2e){1,2}$/i;

const segmentsOf = (address: string): string[] => address.replace(/[?#].*$/s, '').split(/[/\\]/);

/** A value as one piece of a URL: it opens no new segment, query or fragment. Null when it is nothing to be written. */
function percentEncoded(value: Json): string | null {
  if (value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    return encodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Lists give their field once for each item; null leaves its field out. */
function withQuery(url: string, fields: JsonObject): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? (value as readonly Json[]) : [value]) {
      if (each !== undefined && each !== null)
        query.append(name, typeof each === 'string' ? each : JSON.stringify(each));
    }
  }
  const [address = ''] = url.split('#');
  if (query.size === 0) return address;
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}
