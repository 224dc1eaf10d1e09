import type { z } from 'zod';
import { LoomError } from '../../domain/errors.ts';
import { registryErrorSchema } from '../../domain/market/registry.ts';
import { namedHosts } from '../egress/destination.ts';
import { type Answer, type Egress, openEgress } from '../egress/index.ts';
import { egressDefault } from '../egress/settings.ts';

/** The registry that HOLOLOOM_REGISTRY names. */
export interface RegistryClient {
  /** `https://market.example` */
  readonly origin: string;
  /** The text at a path of its api; null where it has nothing there. @throws LoomError `registry.*` */
  text(path: string): Promise<string | null>;
  /** The same as JSON of a shape. */
  json<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | null>;
  /** Posts JSON, with the token of whoever runs this worker. */
  post<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.output<Schema>>;
  close(): Promise<void>;
}

/**
 * An operator named the registry, so it may be inside their network: that host may be called, and no other one.
 * @param token lets this worker publish there; null for none
 */
export function openRegistryClient(origin: string, token: string | null = null): RegistryClient {
  const host = new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1');
  const egress = openEgress({ ...egressDefault, inside: { hosts: new Set([host]), ranges: [] } });
  const text = async (path: string): Promise<string | null> => {
    const answer = await sent(egress, origin, { method: 'GET', path, headers: {}, body: null });
    const body = new TextDecoder().decode(answer.body);
    if (answer.status === 200) return body;
    if (answer.status === 404) return null;
    throw refusedBy(origin, answer.status, body);
  };
  return {
    origin,
    text,
    async json(path, schema) {
      const body = await text(path);
      return body === null ? null : shaped(origin, body, schema);
    },
    async post(path, body, schema) {
      if (token === null) {
        throw new LoomError(
          'registry.token_refused',
          `The worker has no token for ${origin}.`,
          'Set HOLOLOOM_REGISTRY_TOKEN where it runs, and start it again.',
        );
      }
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await sent(egress, origin, { method: 'POST', path, headers, body: JSON.stringify(body) });
      const said = new TextDecoder().decode(answer.body);
      if (answer.status !== 200 && answer.status !== 201) throw refusedBy(origin, answer.status, said);
      return shaped(origin, said, schema);
    },
    close: () => egress.close(),
  };
}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

async function sent(egress: Egress, origin: string, { method, path, headers, body }: Question): Promise<Answer> {
  try {
    return await egress.send({
      method,
      url: `${origin}/api${path}`,
      headers: { accept: 'application/json', ...headers },
      body,
      hosts: namedHosts([origin]),
      signal: new AbortController().signal,
    });
  } catch (thrown) {
    const error = LoomError.from(thrown);
    throw new LoomError(
      'registry.unreachable',
      `The registry at ${origin} does not answer: ${error.message}`,
      'Look whether it is up, and whether HOLOLOOM_REGISTRY names it; what is here already works without it.',
      { cause: thrown },
    );
  }
}

function shaped<Schema extends z.ZodType>(origin: string, text: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badAnswer(origin, `${issue?.path.map(String).join('.')} ${issue?.message}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the registry says itself when it refuses, or that it answers as no registry does. */
function refusedBy(origin: string, status: number, body: string): LoomError {
  const said = registryErrorSchema.safeParse(jsonIn(body));
  if (!said.success) return badAnswer(origin, `it answers ${status}`);
  const { code, message, hint } = said.data;
  return new LoomError('registry.refused', `The registry at ${origin} refuses (${code}): ${message}`, hint);
}

export function badAnswer(origin: string, what: string): LoomError {
  return new LoomError(
    'registry.bad_answer',
    `What is at ${origin} does not answer as a registry does: ${what}.`,
    'Check HOLOLOOM_REGISTRY, and that both run versions of HoloLoom that go together.',
  );
}
