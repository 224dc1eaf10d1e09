import { insidePlace } from '../../egress/address.ts';
import { namedHosts } from '../../egress/destination.ts';
import { type Egress, openEgress } from '../../egress/index.ts';
import type { EgressSettings } from '../../egress/settings.ts';
import type { ModelSettings } from './settings.ts';

const addresses = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com/v1' } as const;

/** Where the calls of a model go. */
export function addressOf({ provider, url }: ModelSettings): string {
  return url ?? (provider === 'openai-compatible' ? '' : addresses[provider]);
}

/**
 * The way out for calls of the model: the one of all HTTP, opened to the place the operator names, which may well be on this
 * machine, and to no other.
 */
export function openModelEgress(settings: ModelSettings, operators: EgressSettings): Egress {
  const { hostname } = new URL(addressOf(settings));
  const place = insidePlace(hostname.replace(/^\[(.*)\]$/, '$1'));
  const { hosts, ranges } = operators.inside;
  const inside =
    place === null
      ? operators.inside
      : 'host' in place
        ? { hosts: new Set([...hosts, place.host]), ranges }
        : { hosts, ranges: [...ranges, place.range] };
  return openEgress({ ...operators, inside }, { wholeMs: settings.wholeMs });
}

/** What the AI SDK sends requests with. */
export function throughEgress(egress: Egress, address: string): typeof fetch {
  const hosts = namedHosts([new URL(address).origin]);
  return async (input, init) => {
    const { body, status, headers } = await egress.send({
      method: 'POST',
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : null,
      hosts,
      signal: init?.signal ?? new AbortController().signal,
    });
    return new Response(status === 204 ? null : Buffer.from(body), { status, headers: { ...headers } });
  };
}
