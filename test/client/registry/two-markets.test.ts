import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openRegistryClient, type RegistryClient } from '../../../activities/market/registry-client.ts';
import { render } from '../../../client/cli/render.ts';
import type { Caller } from '../../../client/loom.ts';
import { registryApp } from '../../../client/registry/app.ts';
import { linkHash, logBegin } from '../../../domain/market/log.ts';
import type { ChangeRequest } from '../../../domain/market/proposal.ts';
import { fakeContext } from '../../support/fake-loom.ts';
import { loopOf, toolboxOf } from '../../support/market.ts';
import { type Market, openMarket } from '../../support/registry.ts';
import { say } from '../../support/say.ts';

/** Another team's market, and ours, which finds and installs from it. */
let theirs: Market;
let ours: Market;
/** What stands between the two, and may change what is said. */
let between: {
  readonly origin: string;
  /** Where it leads. */
  registry: Hono;
  twist: ((path: string, text: string) => string) | null;
  close(): Promise<void>;
};
let client: RegistryClient;
const publish = async (market: Market, ...bundles: readonly Parameters<typeof loopOf>[0][]) => {
  for (const text of bundles) {
    const bundle = text.startsWith('voice')
      ? toolboxOf(
          text,
          'shout',
          text.endsWith('1.1.0') ? '  - whisper(text: text) -> text = HTTP POST "https://voice.example/{text}"\n' : '',
        )
      : loopOf(text, 'shout(who)', { voice: '^1.0.0' });
    await market.loom.market.publish(bundle);
  }
};
beforeAll(async () => {
  theirs = await openMarket('them');
  await publish(theirs, 'voice 1.0.0', 'greeter 1.0.0');
  between = await openBetween();
  const { token } = await theirs.loom.registry.newToken({ publisher: 'us', expiresInMs: 3_600_000 }, by('terminal'));
  client = openRegistryClient(between.origin, token);
  ours = await openMarket('us', { registry: client, now: () => Date.now() + 48 * 3_600_000 });
});
afterAll(async () => {
  await ours.close();
  await client.close();
  await between.close();
  await theirs.close();
});
afterEach(() => {
  between.twist = null;
});

async function openBetween(): Promise<typeof between> {
  const app = new Hono();
  app.all('*', async (context) => {
    const answer = await between.registry.fetch(context.req.raw, context.env);
    if (between.twist === null || answer.status !== 200) return answer;
    return new Response(between.twist(new URL(context.req.url).pathname, await answer.text()), answer);
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    registry: registryApp(theirs.loom, 'http://theirs.example'),
    twist: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const by = (room: string): Caller => ({ requestId: randomUUID(), room, requester: '@ada', level: 100 });
const asked = (text: string): ChangeRequest => {
  const [name = '', range = null] = text.split('@');
  return { kind: 'install', package: name, range, autoUpdate: null };
};
async function change(room: string, request: ChangeRequest) {
  const { hash } = await ours.loom.market.prepare(request, by(room));
  return ours.loom.market.apply(request, hash, by(room));
}
const installed = async (room: string) =>
  (await ours.loom.market.installed(room)).entries.map((entry) => `${entry.package} ${entry.version}`);
const published = async (name: string) =>
  (await ours.loom.market.list()).filter((each) => each.package === name).map(({ version }) => version);
/** Changes what their market says of one path. */
const twist = (path: RegExp, change: (text: string) => string): void => {
  between.twist = (asked, text) => (path.test(asked) ? change(text) : text);
};

describe('a market that looks in another one', () => {
  it('finds what is there, and says where it is', async () => {
    const look = { colour: false, unicode: true, width: 100, height: null, prompt: '' } as Parameters<typeof render>[1];
    const found = await say('market search greeter', fakeContext(ours.loom));
    const text = render(found, look, Date.now());
    expect(text).toContain('No package fits "greeter".');
    expect(text).toContain(`At ${between.origin}\n\n  greeter 1.0.0  them`);
    const shown = await say('market show greeter', fakeContext(ours.loom));
    expect(shown).toMatchObject({ kind: 'package', from: between.origin, versions: [{ version: '1.0.0' }] });
    expect(render(shown, look, Date.now())).toContain(`At ${between.origin}, not here: market install greeter`);
    expect(await published('greeter')).toEqual([]);
  });

  it('installs from there: the release, what it needs, the key of who signed them, and runs it', async () => {
    await change('#one', asked('greeter'));
    expect(await installed('#one')).toEqual(['greeter 1.0.0', 'voice 1.0.0']);
    const [here] = (await ours.loom.market.show('greeter')).versions;
    const [there] = (await theirs.loom.market.show('greeter')).versions;
    expect(here).toMatchObject({ sha256: there?.sha256, keyId: there?.keyId, publisher: 'them' });
    const run = await ours.loom.loops.run({ program: 'greeter', words: { who: 'ann' } }, by('#one'));
    expect((await ours.loom.runs.watch(run.workflowId, () => undefined)).output).toEqual({ said: 'ANN' });
    expect((await ours.loom.market.audit()).findings).toEqual([]);
    const found = await ours.loom.registry.search({ words: 'greeter' });
    expect(found.hits.map((each) => each.package)).toEqual(['greeter']);
  });

  it('takes what both have as it is here, by whatever key each of them signed it', async () => {
    const common = toolboxOf('common 1.0.0', 'shout');
    for (const market of [theirs, ours]) await market.loom.market.publish(common, { publisher: 'hololoom' });
    const [here, there] = await Promise.all(
      [ours, theirs].map(async ({ loom }) => (await loom.market.show('common')).versions[0]),
    );
    expect(here?.sha256).toBe(there?.sha256);
    expect(here?.keyId).not.toBe(there?.keyId);
    await theirs.loom.market.publish(loopOf('caller 1.0.0', 'shout(who)', { common: '^1.0.0' }));
    await change('#common', asked('caller'));
    expect(await installed('#common')).toEqual(['caller 1.0.0', 'common 1.0.0']);
    expect((await ours.loom.market.audit()).findings).toEqual([]);
  });

  it('updates from there, inside the range that was agreed to', async () => {
    await publish(theirs, 'greeter 1.0.1', 'greeter 2.0.0');
    await change('#one', { kind: 'update', packages: ['greeter'], to: {} });
    expect(await installed('#one')).toEqual(['greeter 1.0.1', 'voice 1.0.0']);
    await change('#one', { kind: 'update', packages: ['greeter'], to: { greeter: '2.0.0' } });
    expect(await installed('#one')).toContain('greeter 2.0.0');
  });

  it('has what it has when the other is away or talks nonsense', async () => {
    twist(/versions/, () => '<html>Bad gateway</html>');
    await expect(change('#two', asked('greeter'))).rejects.toMatchObject({ code: 'registry.bad_answer' });
    twist(/search/, () => '{"hits":[{"package":"<script>"}]}');
    await expect(ours.loom.registry.search({ words: 'x' })).rejects.toMatchObject({ code: 'registry.bad_answer' });
    twist(/search/, (text) => `${text}${' '.repeat(2 * 1024 * 1024)}`);
    const found = await say('market search greeter', fakeContext(ours.loom));
    expect(found).toMatchObject({
      kind: 'found',
      there: { found: null, problem: expect.stringContaining('does not answer') },
    });
    expect(await installed('#one')).toContain('greeter 2.0.0');
  });
});

it('publishes there what is published here, as it was signed, where the token says so', async () => {
  const { market, registry } = ours.loom;
  const here = await market.publish(toolboxOf('cry 1.0.0', 'shout'));
  expect(await registry.push('cry@1.0.0')).toMatchObject({ created: true, origin: between.origin });
  expect((await theirs.loom.market.show('cry')).versions).toMatchObject([{ sha256: here.sha256, keyId: here.keyId }]);
  expect(await registry.push('cry@1.0.0')).toMatchObject({ created: false });
  await expect(registry.push('greeter@2.0.0')).rejects.toMatchObject({
    code: 'registry.refused',
    message: expect.stringContaining('(registry.scope): The token is for what us publishes'),
  });
  await expect(registry.push('nobody@1.0.0')).rejects.toMatchObject({ code: 'market.not_found' });
});

describe('a registry that lies', () => {
  const bundle = /bundles/;
  beforeAll(() => publish(theirs, 'greeter 3.0.0', 'voice 1.1.0'));

  it.each<[string, RegExp, (text: string) => string, string]>([
    [
      'changes a release',
      bundle,
      (text) => text.replace('What greeter is for', 'What greeter is fxr'),
      'market.bundle_signature_wrong',
    ],
    ['hands out another version', /versions/, (text) => text.replace('"3.0.0"', '"3.0.1"'), 'registry.bad_answer'],
    [
      'says another hash',
      /versions/,
      (text) => text.replaceAll(/"sha256":"[0-9a-f]{8}/g, '"sha256":"00000000'),
      'registry.bad_answer',
    ],
    ['leaves out a part of its log', /log/, (text) => dropped(text), 'market.log_broken'],
    [
      'keeps its log to itself',
      /log/,
      (text) => JSON.stringify({ ...(JSON.parse(text) as Page), links: [] }),
      'market.log_broken',
    ],
    ['tells another past', /log/, (text) => retold(text), 'market.log_broken'],
  ])('is found out: it %s', async (_, path, lie, code) => {
    twist(path, lie);
    await expect(change('#lies', asked('greeter@^3'))).rejects.toMatchObject({ code });
    expect(await installed('#lies')).toEqual([]);
    expect(await published('greeter')).toEqual(['2.0.0']);
  });

  it('is believed again when it tells the truth', async () => {
    await change('#lies', asked('greeter@^3'));
    expect(await installed('#lies')).toEqual(['greeter 3.0.0', 'voice 1.0.0']);
  });

  it('cannot be replaced by another one that holds together, and has a shorter log', async () => {
    const other = await openMarket('them');
    const before = between.registry;
    try {
      await publish(other, 'voice 1.0.0', 'greeter 4.0.0');
      between.registry = registryApp(other.loom, 'http://theirs.example');
      await expect(change('#other', asked('greeter@^4'))).rejects.toMatchObject({
        code: 'market.log_broken',
        message: expect.stringMatching(/it ended with entry \d+ before, and now with \d+/),
      });
      expect(await installed('#other')).toEqual([]);
    } finally {
      between.registry = before;
      await other.close();
    }
  });
});

interface Page {
  readonly links: readonly { seq: number; previous: string; entry: string; hash: string }[];
  readonly head: unknown;
}

function dropped(text: string): string {
  const { links, head } = JSON.parse(text) as Page;
  return JSON.stringify({ links: links.slice(1), head });
}

/** The same log with other words in one entry, every hash made anew. */
function retold(text: string): string {
  const { links, head } = JSON.parse(text) as Page;
  let before = links[0]?.previous ?? logBegin.hash;
  const told = links.map(({ seq, entry }) => {
    const other = entry.replace(/"at":"20\d\d/, '"at":"2019');
    const hash = linkHash(before, other);
    const link = { seq, previous: before, entry: other, hash };
    before = hash;
    return link;
  });
  return JSON.stringify({ links: told, head });
}
