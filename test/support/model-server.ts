import type { ServerResponse } from 'node:http';
import { bodyOf, localServer } from './http-server.ts';

/** A request as it came over the wire. */
export interface ModelRequest {
  readonly path: string;
  readonly authorization: string | null;
  readonly model: string;
  readonly system: string;
  /** What the user's message says. */
  readonly prompt: string;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  /** `response_format` as it was sent, or null. */
  readonly format: { readonly type: string; readonly json_schema?: unknown } | null;
}

/** What the model does with a request: writes a text, or fails in one of the ways models fail. */
export type ModelTurn =
  | string
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string }
  /** Says nothing until the caller hangs up. */
  | { readonly kind: 'hang' }
  /** Breaks the connection: before the first byte, or in the middle of the answer. */
  | { readonly kind: 'cut' | 'half' }
  /** Answers with a body that is no JSON. */
  | { readonly kind: 'garbage' };

export type ModelBehaviour = (request: ModelRequest, at: number) => ModelTurn | Promise<ModelTurn>;

export interface ModelServer {
  /** For HOLOLOOM_MODEL_URL. */
  readonly url: string;
  /** Every request, in order. */
  readonly requests: ModelRequest[];
  behave(behaviour: ModelBehaviour): void;
  /** Resolves when this many requests have come. */
  reached(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A real HTTP server that speaks the protocols of models: chat completions, and messages as Anthropic has them. */
export async function modelServer(first: ModelBehaviour = () => 'ok'): Promise<ModelServer> {
  let behaviour = first;
  const requests: ModelRequest[] = [];
  const waiting: (() => void)[] = [];
  const { origin, close } = await localServer(async (incoming, response) => {
    const request = read(incoming.url ?? '', incoming.headers, await bodyOf(incoming));
    requests.push(request);
    for (const wake of waiting) wake();
    answer(request, await behaviour(request, requests.length - 1), response);
  });
  return {
    url: `${origin}/v1`,
    requests,
    behave: (next) => {
      behaviour = next;
    },
    reached: async (count) => {
      while (requests.length < count) await new Promise<void>((wake) => waiting.push(wake));
    },
    close,
  };
}

function read(path: string, headers: Readonly<Record<string, unknown>>, body: string): ModelRequest {
  const sent = JSON.parse(body);
  const key = headers.authorization ?? headers['x-api-key'];
  const said = (role: string): string =>
    sent.messages
      .filter((message: { role: string }) => message.role === role)
      .map(({ content }: { content: unknown }) => textOf(content))
      .join('\n');
  return {
    path,
    authorization: typeof key === 'string' ? key : null,
    model: sent.model,
    system: sent.system === undefined ? said('system') : textOf(sent.system),
    prompt: said('user'),
    temperature: sent.temperature ?? null,
    maxTokens: sent.max_tokens ?? null,
    format: sent.response_format ?? null,
  };
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : (content as { text: string }[]).map(({ text }) => text).join('');

function answer(request: ModelRequest, turn: ModelTurn, response: ServerResponse): void {
  if (typeof turn === 'string') return void json(response, 200, written(request, turn));
  if ('status' in turn) {
    return void json(response, turn.status, { error: { message: turn.message ?? 'no' } }, turn.headers);
  }
  switch (turn.kind) {
    case 'hang':
      return;
    case 'cut':
      return void response.socket?.destroy();
    case 'half': {
      const whole = JSON.stringify(written(request, 'half of it'));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
      response.write(whole.slice(0, whole.length / 2), () => response.socket?.destroy());
      return;
    }
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('<html>Bad gateway</html>');
  }
}

function json(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A token for four characters, as models count roughly. */
const tokens = (text: string): number => Math.ceil(text.length / 4);

function written({ path, model, system, prompt }: ModelRequest, text: string): unknown {
  if (path.endsWith('/messages')) {
    const usage = { input_tokens: tokens(system + prompt), output_tokens: tokens(text) };
    return {
      id: 'm',
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      usage,
    };
  }
  const usage = { prompt_tokens: tokens(system + prompt), completion_tokens: tokens(text) };
  const choice = { index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' };
  return { id: 'c', object: 'chat.completion', created: 1, model, choices: [choice], usage };
}
