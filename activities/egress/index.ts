import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';
import type { HttpMethod } from '../../dsl/plan.ts';
import { guardedAgent, type Resolve, routedAgent, systemResolver } from './connect.ts';
import { admit, assertOutside, refused } from './destination.ts';
import { type Answer, exchange, redirectOf } from './exchange.ts';
import type { EgressSettings } from './settings.ts';

export type { Answer } from './exchange.ts';

export interface Outgoing {
  readonly method: HttpMethod;
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Where it may go and be sent on to, as `namedHosts` gives them. */
  readonly hosts: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** The way out: all HTTP that HoloLoom sends goes through here, and no other file of it may send any. */
export interface Egress {
  /**
   * @throws LoomError `tool.egress_refused`, `tool.http_unavailable`, `tool.answer_too_large`; the signal's reason when that is
   *   why it ended
   */
  send(request: Outgoing): Promise<Answer>;
  close(): Promise<void>;
}

export interface EgressOptions {
  readonly resolve?: Resolve;
  /** For redirects and the body, all together. */
  readonly wholeMs?: number;
}

export function openEgress(settings: EgressSettings, options: EgressOptions = {}): Egress {
  const { resolve = systemResolver, wholeMs = limits.answerMs } = options;
  const guarded = guardedAgent(resolve, settings.inside);
  const routed = routedAgent();

  const once = (url: URL, { method, headers, body }: Hop, signal: AbortSignal): Promise<Answer> => {
    const route = settings.routes.get(url.origin);
    const to = route === undefined ? url : new URL(url.href.slice(url.origin.length), route);
    return exchange({
      dispatcher: route === undefined ? guarded : routed,
      method,
      to,
      host: url.host,
      headers,
      body,
      signal,
    });
  };

  async function follow(request: Outgoing, signal: AbortSignal): Promise<Answer> {
    const admitted = (text: string): URL => {
      const url = admit(text, request.hosts);
      // A route says where a request goes, so the address it is written with need not lead anywhere.
      if (!settings.routes.has(url.origin)) assertOutside(url, settings.inside);
      return url;
    };
    let url = admitted(request.url);
    let hop: Hop = request;
    for (let redirects = 0; redirects <= limits.redirectsMax; redirects += 1) {
      const answer = await once(url, hop, signal);
      const next = redirectOf(answer, url);
      if (next === null) return answer;
      const target = admitted(next);
      if (url.protocol === 'https:' && target.protocol === 'http:') {
        throw refused(
          `${target.host} without encryption, where ${url.host} sends us`,
          'Tell whoever runs the service.',
        );
      }
      hop = sentOn(hop, answer.status, url.origin === target.origin);
      url = target;
    }
    throw refused(
      `${url.host}, where more than ${limits.redirectsMax} redirects lead`,
      'Look at what the service does.',
    );
  }

  return {
    async send(request) {
      const late = AbortSignal.timeout(wholeMs);
      try {
        return await follow(request, AbortSignal.any([request.signal, late]));
      } catch (error) {
        if (request.signal.aborted) throw request.signal.reason;
        if (error instanceof LoomError) throw error;
        throw unavailable(
          request,
          late.aborted ? `no whole answer within ${wholeMs / 1_000} s` : reasonOf(error),
          error,
        );
      }
    },
    close: async () => {
      await Promise.all([guarded.destroy(), routed.destroy()]);
    },
  };
}

type Hop = Pick<Outgoing, 'method' | 'headers' | 'body'>;

const secretHeaders: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];
const bodyHeaders: readonly string[] = ['content-type'];

/** What goes to where a redirect leads. @see RFC 9110, 15.4; WHATWG Fetch, HTTP-redirect fetch */
function sentOn({ method, headers, body }: Hop, status: number, sameOrigin: boolean): Hop {
  const asGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
  const left = [...(sameOrigin ? [] : secretHeaders), ...(asGet ? bodyHeaders : [])];
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !left.includes(name)));
  return { method: asGet ? 'GET' : method, headers: kept, body: asGet ? null : body };
}

function unavailable({ method, url }: Outgoing, reason: string, cause: unknown): LoomError {
  return new LoomError(
    'tool.http_unavailable',
    `${method} ${new URL(url).host}: ${reason}.`,
    'Look whether the service is up and can be reached from the worker; the step is tried again by itself.',
    { cause },
  );
}

/** What the network said, by its code where it has one: its own words may hold what was sent. */
function reasonOf(error: unknown): string {
  for (let link = error, depth = 0; typeof link === 'object' && link !== null && depth < 4; depth += 1) {
    if ('code' in link && typeof link.code === 'string') return `the connection failed (${link.code})`;
    // Several addresses were tried: the first tells.
    const several: unknown = 'errors' in link ? link.errors : null;
    link = Array.isArray(several) ? several[0] : 'cause' in link ? link.cause : null;
  }
  return 'the connection failed';
}
