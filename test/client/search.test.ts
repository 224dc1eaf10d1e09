import { searchPackages } from '../../client/api/market/search.ts';
import { connectDatabase, type DatabaseConnection } from '../../db/connection.ts';
import { saveReview } from '../../db/reviews.ts';
import { projectRun } from '../../db/runs.ts';
import { indexForgotten } from '../../db/search-index.ts';
import { markVerified } from '../../db/verification.ts';
import type { SearchRequest } from '../../domain/market/search.ts';
import { at, begun, ended } from '../support/run-rows.ts';
import { freshDatabase } from '../support/services.ts';
import { installed, mark, shelve } from '../support/shelf.ts';

let connection: DatabaseConnection;
beforeAll(async () => {
  connection = connectDatabase(await freshDatabase());
  const { db } = connection;
  await shelve(db, 'sec/incident_response', {
    name: 'Incident Response',
    description: 'Contains an incident with the consent of two people.',
    category: 'Security',
    tags: ['approval', 'Forensics'],
  });
  await shelve(db, 'ops/canary_deploy', {
    name: 'Canary Deploy',
    description: 'Deploys to five percent and watches the error rate.',
    category: 'delivery',
    tags: ['approval'],
    documentation: 'Rolls back by itself when an incident begins.',
  });
  await shelve(db, 'acme/forensic-tools', {
    name: 'Forensic Tools',
    description: 'Tools that read the logs.',
    category: 'security',
    tools: ['isolate_affected_systems', 'assess_severity'],
  });
  await shelve(db, 'home/door-watch', {
    name: 'Door Watch',
    description: 'Tells who stands at the door.',
    category: 'home',
  });
});
afterAll(() => connection.close());

const search = (request: SearchRequest) => searchPackages(connection, request);
const names = async (request: SearchRequest | string): Promise<string[]> => {
  const { hits } = await search(typeof request === 'string' ? { words: request } : request);
  return hits.map((hit) => hit.package);
};
let runs = 0;
async function ran(name: string, status: 'completed' | 'failed' = 'completed', took = 1): Promise<void> {
  runs += 1;
  const run = begun(`loop/${runs}`, { package: name, version: '1.0.0', startedAt: at(runs) });
  await projectRun(connection.db, ended(run, took, { status }));
}
const rated = (name: string, user: string, stars: number) =>
  saveReview(connection.db, {
    user,
    package: name,
    major: 1,
    stars,
    text: '',
    run: 'loop/1',
    version: '1.0.0',
    request: `${user}${name}`,
  });

describe('searching', () => {
  it.each([
    ['incident', ['sec/incident_response', 'ops/canary_deploy']],
    ['incidents', ['sec/incident_response', 'ops/canary_deploy']],
    ['incident response', ['sec/incident_response']],
    ['sec/incident_response', ['sec/incident_response']],
    ['"five percent"', ['ops/canary_deploy']],
    ['"percent five"', []],
    ['incident -canary', ['sec/incident_response']],
    ['isolate', ['acme/forensic-tools']],
    ['acme', ['acme/forensic-tools']],
    ['DOOR', ['home/door-watch']],
    ['rolls', ['ops/canary_deploy']],
  ])('%s finds %j', async (words, found) => {
    expect(await names(words)).toEqual(found);
  });

  it('puts names above descriptions, and those above tags and documentation', async () => {
    const { db } = connection;
    await shelve(db, 'w/gizmo', { name: 'Gizmo' });
    await shelve(db, 'w/described', { name: 'One', description: 'Has a gizmo.' });
    await shelve(db, 'w/tagged', { name: 'Two', description: 'Has none.', tags: ['gizmo'] });
    await shelve(db, 'w/documented', { name: 'Three', documentation: `${'Long text. '.repeat(30)}gizmo` });
    expect(await names('gizmo')).toEqual(['w/gizmo', 'w/described', 'w/documented', 'w/tagged']);
  });

  it('puts the package that is called exactly so first', async () => {
    const { db } = connection;
    await shelve(db, 'a/copy', { name: 'Copy copy copy of copies', description: 'Makes a copy of b/copy, a copy.' });
    await shelve(db, 'b/copy', { name: 'Something', description: 'Nothing.' });
    expect((await names('b/copy'))[0]).toBe('b/copy');
  });

  it.each([
    ['incidnet', 'incident', 'sec/incident_response'],
    ['canray deploy', 'canary deploy', 'ops/canary_deploy'],
    ['forensik tols', 'forensic tools', 'acme/forensic-tools'],
    ['amce', 'acme', 'acme/forensic-tools'],
  ])('%s is taken for %s', async (words, meant, first) => {
    const found = await search({ words });
    expect([found.meant, found.hits[0]?.package]).toEqual([meant, first]);
  });

  it('takes a word nobody has for the beginning of one', async () => {
    expect(await names('foren')).toEqual(['acme/forensic-tools', 'sec/incident_response']);
    expect((await search({ words: 'foren' })).meant).toBeNull();
  });

  it('shows what has some of the words, and says so, when nothing has all of them', async () => {
    const found = await search({ words: 'door canary' });
    expect(found.isLoose).toBe(true);
    expect(found.hits.map((hit) => hit.package).sort()).toEqual(['home/door-watch', 'ops/canary_deploy']);
  });

  it.each(['xqzzyx', '?!', '"', "'; DROP TABLE runs", ':*', '\\', '<->', 'the', 'a & !', '!!!(', '\u0000'])(
    'finds nothing for %j, and breaks nothing',
    async (words) => {
      expect(await search({ words })).toMatchObject({ hits: [], total: 0, next: null });
    },
  );

  it.each<[SearchRequest, string[]]>([
    [{ category: 'SECURITY' }, ['acme/forensic-tools', 'sec/incident_response']],
    [{ tags: ['approval'] }, ['ops/canary_deploy', 'sec/incident_response']],
    [{ tags: ['approval', 'forensics'] }, ['sec/incident_response']],
    [{ words: 'incident', tags: ['approval'], category: 'delivery' }, ['ops/canary_deploy']],
    [{ category: 'none' }, []],
  ])('%j finds %j', async (request, found) => {
    expect((await names(request)).sort()).toEqual(found);
  });

  it('counts what was found by category and by tag', async () => {
    const { categories, tags, total, isMore } = await search({ words: 'incident' });
    expect({ categories, tags, total, isMore }).toEqual({
      categories: [
        { name: 'delivery', count: 1 },
        { name: 'security', count: 1 },
      ],
      tags: [
        { name: 'approval', count: 2 },
        { name: 'forensics', count: 1 },
      ],
      total: 2,
      isMore: false,
    });
  });

  it('goes on from page to page', async () => {
    const first = await search({ limit: 3 });
    const second = await search({ limit: 50, after: first.next ?? '' });
    const all = await names({ limit: 50 });
    expect([...first.hits, ...second.hits].map((hit) => hit.package)).toEqual(all);
    expect(second.next).toBeNull();
  });

  it('refuses what no search can be, saying what is wrong', async () => {
    await expect(search({ limit: 1_000, minRating: 9 })).rejects.toMatchObject({ code: 'command.bad_arguments' });
    await expect(search({ words: 'x'.repeat(201) })).rejects.toMatchObject({ code: 'command.bad_arguments' });
  });
});

describe('what is offered', () => {
  it('is the newest release as a person means it', async () => {
    const { db } = connection;
    for (const version of ['1.0.0', '1.10.0', '1.9.0', '2.0.0-rc.1']) await shelve(db, 'v/lantern', { version });
    expect((await search({ words: 'lantern' })).hits).toMatchObject([{ version: '1.10.0', versions: 4 }]);
  });

  it('is never a yanked one, and comes back when that is taken back', async () => {
    const { db } = connection;
    await shelve(db, 'y/anchor', { version: '1.0.0' });
    await shelve(db, 'y/anchor', { version: '1.1.0' });
    await mark(db, 'y/anchor', '1.1.0', 'yanked');
    expect((await search({ words: 'anchor' })).hits).toMatchObject([{ version: '1.0.0', versions: 1 }]);
    await mark(db, 'y/anchor', '1.0.0', 'yanked');
    expect(await names('anchor')).toEqual([]);
    expect(await names({ limit: 50 })).not.toContain('y/anchor');
    await mark(db, 'y/anchor', '1.1.0', 'restored');
    expect((await search({ words: 'anchor' })).hits).toMatchObject([{ version: '1.1.0' }]);
  });

  it('is shown with why it is given up, below others', async () => {
    const { db } = connection;
    await shelve(db, 'd/kettle', { name: 'Kettle' });
    await shelve(db, 'e/kettle', { name: 'Kettle' });
    expect(await names('kettle')).toEqual(['d/kettle', 'e/kettle']);
    await mark(db, 'd/kettle', '1.0.0', 'deprecated', 'Use e/kettle.');
    expect((await search({ words: 'kettle' })).hits).toMatchObject([
      { package: 'e/kettle', deprecated: null },
      { package: 'd/kettle', deprecated: 'Use e/kettle.' },
    ]);
  });

  it('is known again after what search knows was lost', async () => {
    const { db } = connection;
    const before = await search({ limit: 50 });
    await db.execute('DELETE FROM package_search');
    await db.execute('DELETE FROM package_standings');
    await indexForgotten(db);
    expect((await search({ limit: 50 })).hits).toEqual(before.hits);
  });
});

describe('what a package has earned', () => {
  it('decides between those that fit alike: first how its runs went', async () => {
    const { db } = connection;
    for (const name of ['p/anvil', 'q/anvil', 'r/anvil']) await shelve(db, name, { name: 'Anvil' });
    expect(await names('anvil')).toEqual(['p/anvil', 'q/anvil', 'r/anvil']);
    for (let n = 0; n < 5; n += 1) await ran('r/anvil');
    for (let n = 0; n < 5; n += 1) await ran('q/anvil', n < 3 ? 'completed' : 'failed');
    expect(await names('anvil')).toEqual(['r/anvil', 'q/anvil', 'p/anvil']);
    expect((await search({ words: 'anvil' })).hits[0]?.standing).toMatchObject({ completed: 5, failed: 0 });
  });

  it('is also what people say of it', async () => {
    const { db } = connection;
    for (const name of ['s/bellows', 't/bellows']) await shelve(db, name, { name: 'Bellows' });
    await rated('t/bellows', '@ann', 5);
    await rated('s/bellows', '@ann', 1);
    expect(await names('bellows')).toEqual(['t/bellows', 's/bellows']);
    expect(await names({ words: 'bellows', minRating: 4 })).toEqual(['t/bellows']);
  });

  it('is also how many installed it', async () => {
    const { db } = connection;
    for (const name of ['x/tongs', 'z/tongs']) await shelve(db, name, { name: 'Tongs' });
    await installed(db, 'z/tongs', 1_000);
    expect(await names('tongs')).toEqual(['z/tongs', 'x/tongs']);
    expect((await search({ words: 'tongs' })).hits[0]?.standing.downloads).toBe(1_000);
  });

  it('can be asked of publishers an admin knows, whose mark everybody sees', async () => {
    const { db } = connection;
    for (const name of ['u/crucible', 'known/crucible']) await shelve(db, name, { name: 'Crucible' });
    expect(await markVerified(db, 'known', '@admin')).toBe('verified');
    expect(await markVerified(db, 'known', '@admin')).toBe('was verified');
    expect(await markVerified(db, 'nobody', '@admin')).toBe('unknown');
    const { hits } = await search({ words: 'crucible', verifiedOnly: true });
    expect(hits).toMatchObject([{ package: 'known/crucible', publisher: 'known', verified: true }]);
    const { rows } = await db.execute('SELECT entry FROM market_log ORDER BY seq DESC LIMIT 1');
    expect(JSON.parse(rows[0]?.entry as string)).toMatchObject({ kind: 'verified', publisher: 'known', by: '@admin' });
  });
});
