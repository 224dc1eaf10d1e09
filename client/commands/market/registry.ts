import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import { publisherSchema } from '../../../domain/market/signature.ts';
import { readDuration } from '../../../dsl/duration.ts';
import { define } from '../command.ts';

const dayMs = 24 * 3_600_000;
const here = { aliases: [], positional: [], places: ['command line'], role: 'admin' } as const;
const port = { error: 'must be a port from 0 to 65535, 0 for any that is free' };

export const registryCommand = define({
  ...here,
  name: 'registry',
  summary: 'Let others reach this market over HTTP: pages for people, an api for their HoloLoom, until Ctrl-C.',
  examples: ['registry', 'registry --port 8080 --host 0.0.0.0 --url https://market.example'],
  args: z.object({
    port: z.coerce.number(port).int(port).min(0, port).max(65_535, port).default(4180).meta({
      label: 'PORT',
      description: 'Where it listens; 4180, when left out',
    }),
    host: z.string().min(1).max(limits.nameCharactersMax).default('127.0.0.1').meta({
      label: 'ADDRESS',
      description: 'On which address of this machine; only itself can reach it, when left out',
    }),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://market.example' })
      .transform((text) => new URL(text).origin)
      .optional()
      .meta({
        label: 'URL',
        description: 'Where others reach it, as its pages say, behind a proxy that has the certificate',
      }),
  }),
  needs: 'everything',
  actsOnTerminal: true,
  run: async (_context, { port: listenOn, host, url }) => ({
    kind: 'registry',
    port: listenOn,
    host,
    url: url ?? null,
  }),
});

export const marketPushCommand = define({
  ...here,
  name: 'market push',
  summary: 'Publish what is published here in the registry of HOLOLOOM_REGISTRY as well, as it was signed.',
  examples: ['market push acme/voice@1.0.0'],
  args: z.object({
    release: z.string().meta({ label: 'PACKAGE@VERSION', description: 'Which version', completes: 'package' }),
  }),
  positional: ['release'],
  needs: 'everything',
  async run({ loom }, { release }) {
    return { kind: 'pushed', pushed: await (await loom()).registry.push(release) };
  },
});

export const registryTokenNewCommand = define({
  ...here,
  name: 'registry token new',
  summary: 'Make a token to publish with over HTTP, for one publisher; it is shown once.',
  examples: ['registry token new acme', 'registry token new acme --expires 7d'],
  args: z.object({
    publisher: publisherSchema.meta({ label: 'PUBLISHER', description: 'The only one whose releases it lets in' }),
    expires: z
      .string()
      .default('90d')
      .transform((text, context) => {
        const ms = readDuration(text);
        if (ms !== null && ms > 0 && ms <= limits.tokenDaysMax * dayMs) return Math.round(ms);
        context.addIssue({ code: 'custom', message: `takes a duration such as 30d, at most ${limits.tokenDaysMax}d` });
        return z.NEVER;
      })
      .meta({ label: 'TIME', description: 'How long it lets in; 90 days, when left out' }),
  }),
  positional: ['publisher'],
  needs: 'everything',
  async run({ loom, caller }, { publisher, expires }) {
    return {
      kind: 'token',
      token: await (await loom()).registry.newToken({ publisher, expiresInMs: expires }, caller),
    };
  },
});

export const registryTokenListCommand = define({
  ...here,
  name: 'registry token list',
  summary: 'List the tokens others publish with over HTTP: for whom, until when.',
  examples: ['registry token list'],
  args: z.object({}),
  needs: 'database',
  async run({ loom }) {
    return { kind: 'tokens', tokens: await (await loom()).registry.tokens() };
  },
});

export const registryTokenRevokeCommand = define({
  ...here,
  name: 'registry token revoke',
  summary: 'Let a token in no more, from now on.',
  examples: ['registry token revoke 4c1e9a02'],
  args: z.object({ id: z.string().min(1).meta({ label: 'ID', description: 'As "registry token list" has it' }) }),
  positional: ['id'],
  needs: 'everything',
  async run({ loom, caller }, { id }) {
    return { kind: 'tokens', tokens: [await (await loom()).registry.revokeToken(id, caller)] };
  },
});
