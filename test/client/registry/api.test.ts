import type { PublishedVersion } from '../../../client/market-door.ts';
import { verify } from '../../../client/signing.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { limits } from '../../../domain/limits.ts';
import { openClosure } from '../../../domain/market/closure.ts';
import { linkHash } from '../../../domain/market/log.ts';
import { logPageSchema, releaseProofSchema } from '../../../domain/market/registry.ts';
import type { SearchResult } from '../../../domain/market/search.ts';
import { keyIdOf } from '../../../domain/market/signature.ts';
import { bundleOf, made, publisher } from '../../support/made-releases.ts';
import { caller, type Market, openMarket, post, submission } from '../../support/registry.ts';

const toolbox = 'TOOLS voice\n  - shout(text: text) -> text = READ HOST test/shout\nEND\n';
const loud =
  'LOOP acme/loud\n  INPUT: who: text = "you"\n  STEPS:\n    - said = shout("Hello {who}")\n  OUTPUT: {said}\nEND\n';

let market: Market;
let address: string;
beforeAll(async () => {
  market = await openMarket('ann');
  ({ address } = market.registry);
  await market.loom.market.publish(bundleOf('acme/voice', toolbox, { tags: ['noise'] }));
  await market.loom.market.publish(
    bundleOf('acme/loud', loud, { dependencies: { 'acme/voice': '^1' }, description: 'Greets in capitals.' }),
  );
});
afterAll(() => market.close());

const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${address}${path}`, { headers });
const told = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;

describe('what may be read', () => {
  it('is found as it is in the room', async () => {
    const found = await told<SearchResult>('/api/search?words=captals&limit=5');
    expect(found).toMatchObject({ hits: [{ package: 'acme/loud', version: '1.0.0' }], meant: 'capitals' });
    expect(await told<SearchResult>('/api/search?tag=noise')).toMatchObject({ total: 1 });
    expect(await told<SearchResult>('/api/search?verified=on')).toMatchObject({ total: 0 });
  });

  it('is a card with its versions, text and reviews', async () => {
    expect(await told('/api/packages/acme/loud')).toMatchObject({
      card: { package: 'acme/loud', waves: [['said']] },
      versions: [{ version: '1.0.0', dependencies: { 'acme/voice': '^1' } }],
      documentation: 'What acme/loud is for.\n',
      source: loud,
    });
    expect(await told<PublishedVersion[]>('/api/versions/acme/voice')).toHaveLength(1);
    expect(await told('/api/reviews/acme/voice')).toMatchObject({ reviews: [], next: null });
    expect(await told('/api/statistics')).toMatchObject({ packages: 2, releases: 2 });
  });

  it('is a release that anybody can check, byte by byte', async () => {
    const proof = releaseProofSchema.parse(await told('/api/releases/acme/loud/1.0.0'));
    const response = await ask(`/api/artifacts/${proof.sha256}`);
    const text = await response.text();
    expect(sha256Hex(text)).toBe(proof.sha256);
    const key = proof.keys.find(({ publicKey }) => keyIdOf(publicKey) === proof.keyId);
    expect(verify(key?.publicKey ?? '', text, proof.signature ?? '')).toBe(true);
    expect(linkHash(proof.link.previous, proof.link.entry)).toBe(proof.link.hash);
    expect(response.headers.get('cache-control')).toContain('immutable');
    const again = await ask(`/api/artifacts/${proof.sha256}`, { 'if-none-match': response.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('is a bundle with all a release needs', async () => {
    const text = await (await ask('/api/bundles/acme/loud/1.0.0')).text();
    const { releases } = openClosure(text, verify);
    expect(releases.map(({ artifact }) => artifact.package)).toEqual(['acme/voice', 'acme/loud']);
  });

  it('is the log from any place on', async () => {
    const all = logPageSchema.parse(await told('/api/log?since=0'));
    expect(all.links.map(({ seq }) => seq)).toEqual(all.links.map((_, at) => at + 1));
    expect(all.links.at(-1)?.hash).toBe(all.head.hash);
    const rest = logPageSchema.parse(await told(`/api/log?since=${all.head.seq - 1}`));
    expect(rest.links).toEqual(all.links.slice(-1));
  });

  it.each<[string, number, string]>([
    ['/api/packages/acme/nobody', 404, 'market.not_found'],
    ['/api/releases/acme/loud/9.0.0', 404, 'market.not_found'],
    ['/api/releases/acme/loud/latest', 400, 'command.bad_arguments'],
    ['/api/packages/Acme', 400, 'command.bad_arguments'],
    ['/api/packages/..%2f..%2fetc', 400, 'command.bad_arguments'],
    ['/api/artifacts/nonsense', 400, 'command.bad_arguments'],
    [`/api/artifacts/${'0'.repeat(64)}`, 404, 'market.not_found'],
    ['/api/log?since=-1', 400, 'command.bad_arguments'],
    ['/api/search?limit=1000', 400, 'command.bad_arguments'],
    ['/api/search?category=%00', 400, 'command.bad_arguments'],
    ['/api/nothing', 404, 'market.not_found'],
  ])('is refused in words: %s', async (path, status, code) => {
    const response = await ask(path);
    expect([response.status, await response.json()]).toEqual([
      status,
      { code, message: expect.any(String), hint: expect.any(String) },
    ]);
  });

  it('is nothing but data, whatever a browser takes it for', async () => {
    const { headers } = await ask('/api/search');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('is told what was yanked, and of nothing else', async () => {
  const { market: shelf } = market.loom;
  await shelf.publish(bundleOf('acme/other', toolbox.replace('voice', 'other')));
  await shelf.mark('acme/other@1.0.0', 'yanked', 'was a try', caller());
  expect(await told('/api/versions/acme/other')).toMatchObject([{ yanked: 'was a try' }]);
  expect(await told('/api/packages/acme/other')).toMatchObject({ card: null });
  expect(await told('/api/packages/acme/loud')).toMatchObject({ card: { version: '1.0.0' } });
  expect((await ask('/waves/acme/loud/1.0.0')).status).toBe(200);
});

describe('publishing', () => {
  const zoe = publisher('zoe');
  const release = made(zoe, bundleOf('zoe/voice', toolbox.replace('voice', 'tools')));
  const newToken = (name: string, expiresInMs = 60_000) =>
    market.loom.registry.newToken({ publisher: name, expiresInMs }, caller());

  it('takes a token, and keeps only what it is known by', async () => {
    const { token, id } = await newToken('zoe');
    const tables = JSON.stringify(await market.loom.registry.tokens());
    expect(tables).toContain(id);
    expect(tables).not.toContain(token);
    const history = await market.bench.client.workflow.getHandle(`registry.keep_token/${id}`).fetchHistory();
    expect(Buffer.from(JSON.stringify(history)).toString()).not.toContain(token);
  });

  it('is refused without one, and with one that is wrong, over or taken back', async () => {
    const over = await newToken('zoe', 1);
    const revoked = await newToken('zoe');
    expect(await market.loom.registry.revokeToken(revoked.id.slice(0, 7), caller())).toMatchObject({
      revokedAt: expect.any(String),
    });
    for (const token of [undefined, 'hololoom_00000000_x', over.token, revoked.token]) {
      const response = await post(address, submission(release), token);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await response.json()).toMatchObject({ code: 'registry.token_refused' });
    }
    await expect(market.loom.market.show('zoe/voice')).rejects.toMatchObject({ code: 'market.not_found' });
  });

  it('is for one publisher', async () => {
    const response = await post(address, submission(release), (await newToken('acme')).token);
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'registry.scope' }]);
  });

  it('stores a signed release once, checked as any other', async () => {
    const { token } = await newToken('zoe');
    const first = await post(address, submission(release), token);
    expect([first.status, await first.json()]).toMatchObject([
      201,
      { package: 'zoe/voice', publisher: 'zoe', keyId: zoe.keyId, sha256: release.sha256, created: true },
    ]);
    const second = await post(address, submission(release), token);
    expect([second.status, await second.json()]).toMatchObject([200, { created: false }]);
    expect((await market.loom.market.audit()).findings).toEqual([]);
  });

  it('refuses what the key does not sign, and what is published as something else', async () => {
    const { token } = await newToken('zoe');
    const next = made(zoe, bundleOf('zoe/more', toolbox.replace('voice', 'more')));
    const forged = { ...submission(next), signature: release.signature };
    expect(await (await post(address, forged, token)).json()).toMatchObject({ code: 'market.signature_wrong' });
    const other = made(zoe, bundleOf('zoe/voice', toolbox.replace('shout', 'cry').replace('voice', 'tools')));
    expect((await post(address, submission(other), token)).status).toBe(409);
    const stranger = made(publisher('zoe'), bundleOf('zoe/more', toolbox.replace('voice', 'more')));
    expect(await (await post(address, submission(stranger), token)).json()).toMatchObject({
      code: 'market.key_changed',
    });
  });

  it('reads no more than a release can be, and only what has its shape', async () => {
    const { token } = await newToken('zoe');
    const huge = await post(address, 'x'.repeat(limits.submissionBytesMax + 1), token);
    expect([huge.status, await huge.json()]).toMatchObject([413, { code: 'market.bundle_too_large' }]);
    for (const body of ['{', '[]', { artifact: '{}' }, { ...submission(release), more: 1 }]) {
      expect((await post(address, body, token)).status).toBe(400);
    }
    expect((await post(address, { ...submission(release), artifact: '{"a":1,"a":2}' }, token)).status).toBe(422);
  });
});

it('answers an address only so often in a minute', async () => {
  const asked = Array.from({ length: limits.registryAsksMax + 1 }, () => ask('/icon.svg'));
  const late = (await Promise.all(asked)).find(({ status }) => status === 429);
  expect(late?.headers.get('retry-after')).toBe('60');
});
