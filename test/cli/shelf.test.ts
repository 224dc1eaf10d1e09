import { render } from '../../client/cli/render.ts';
import { widthOf } from '../../client/cli/text.ts';
import type { Result } from '../../client/commands/result.ts';
import type { MarketStatistics } from '../../domain/market/statistics.ts';
import { card, fakeShelf, found, givenUp, listed, statistics } from '../support/fake-shelf.ts';

const look = { width: 80, height: null, colour: false, unicode: true, prompt: '' };
const now = Date.parse('2026-11-24T03:05:00.000Z');
const shown = (result: Result): string => `\n${render(result, look, now)}\n`;
const fake = fakeShelf(() => undefined);
const request = { words: 'incident' };

test('what was found', () => {
  expect(shown({ kind: 'found', request, found, card: null })).toBe(`
2 packages

  security-incident-pro 2.1.0  ✓ hololoom
    Assesses an incident from its logs, isolates the hosts that were taken and
    writes the postmortem.
    security · 98 % of 143 runs went well · half within 2.1 s · 0.1 retries a
    run · ★ 4.6 of 12 ratings · 41 installs

  acme/old-incident 0.9.0  acme  deprecated
    Answers incidents the old way.
    Use security-incident-pro.
    security · nobody ran it here yet

  categories  security 1 · operations 1
  tags        incident-response 2 · forensics 1
`);
});

test('that what was typed was taken for something else, that it is only some of it, that there is more', () => {
  const page = shown({
    kind: 'found',
    request: { words: 'incidnet x' },
    found: { ...found, total: 600, isMore: true, meant: 'incident x', isLoose: true, next: '0.5:acme/old-incident' },
    card: null,
  });
  expect(page).toContain('Nothing has "incidnet x". Shown is what was meant by it: "incident x".');
  expect(page).toContain('No package has all of these words; these have some of them.');
  expect(page).toContain('\n600+ packages\n');
  expect(page).toContain('  More: the same words and --after 0.5:acme/old-incident\n');
});

test('nothing found', () => {
  const nothing = { ...found, hits: [], total: 0 };
  expect(shown({ kind: 'found', request, found: nothing, card: null })).toContain('No package fits "incident".');
  expect(shown({ kind: 'found', request: {}, found: nothing, card: null })).toContain('passes these filters');
  expect(shown({ kind: 'found', request: { after: '0.1:x' }, found: nothing, card: null })).toBe('\nThat was all.\n');
});

test('the card of the only one', () => {
  const one = { ...found, hits: [listed], total: 1 };
  expect(shown({ kind: 'found', request, found: one, card })).toBe(`
1 package

security-incident-pro 2.1.0  ✓ hololoom
Security Incident Response Pro
Assesses an incident from its logs, isolates the hosts that were taken and
writes the postmortem.

  shelf       security · incident-response · forensics · postmortem
  published   24 h ago, 3 versions
  runs        98 % of 143 runs went well · half within 2.1 s · 0.1 retries a run
  last        ✓ 2.0 s  ✗ 9.0 s  newest 5 min ago
  people      ★ 4.6 of 12 ratings · 41 installs
  steps       assess, investigate → contain, remediate, document
  may touch
    rooms       #incidents
    hosts       siem.example
    secrets     siem_token
    not undone  contain
`);
});

test('the front page', async () => {
  expect(shown({ kind: 'front', front: await fake.front() })).toBe(`
The market has 16 packages

  Categories
    security       1    operations     1

  New
    acme/old-incident  Old Incident  24 h ago

  Most run
    security-incident-pro  Security Incident Response Pro  140 runs

  market search WORDS            find one, also with a slip in a word
  market search --category NAME  look along one shelf
  market show PACKAGE            what it does, touches, and how its runs went
`);
  const empty = { packages: 0, categories: [], newest: [], mostRun: [] };
  expect(shown({ kind: 'front', front: empty })).toContain('Nothing is published yet.');
});

test('reviews beside what was measured', async () => {
  expect(shown({ kind: 'reviews', reviews: await fake.reviews('security-incident-pro') })).toBe(`
security-incident-pro 2.1.0  ✓ hololoom
  measured in real runs
    2.1.0  98 % of 143 runs went well · half within 2.1 s · 0.1 retries a run
  ★ 4.6 of 12 ratings

  ★★★★★ @ann ran 2.1.0, 5 min ago
    Found them in a minute.
`);
  const none = { ...givenUp, reviews: [], facts: [], next: null };
  expect(shown({ kind: 'reviews', reviews: none })).toContain('Ran it? market rate acme/old-incident STARS "TEXT"');
});

test('that a rating was kept, and which one it replaces', () => {
  const receipt = { package: 'acme/x', major: 2, stars: 4, replaced: null };
  expect(shown({ kind: 'rated', receipt })).toBe('\n✓ 4 stars for acme/x 2.x.\n');
  expect(shown({ kind: 'rated', receipt: { ...receipt, stars: 1, replaced: 4 } })).toBe(
    '\n✓ 1 star for acme/x 2.x. It replaces the 4 stars you gave before.\n',
  );
  expect(shown({ kind: 'verified', publisher: 'acme', created: true })).toContain('acme is marked');
});

test('the market in numbers', () => {
  expect(shown({ kind: 'statistics', statistics })).toBe(`
The market in numbers
  packages    16, 21 releases
  publishers  6, 1 verified
  installs    41
  runs        140 completed, 3 failed, 2 stopped by people
  ratings     12, ★ 4.6 in the mean
  reuse       72 % of the last 200 runs use a package of somebody else

    category  packages      runs  installs  rated
    security         5       140        41  ★ 4.6

  Top rated
    security-incident-pro  Security Incident Response Pro  ★ 4.6 of 12 ratings

  Most downloaded
    security-incident-pro  Security Incident Response Pro  41 installs

  Most run
    security-incident-pro  Security Incident Response Pro  140 runs
`);
  const young: MarketStatistics = {
    ...statistics,
    averageRating: null,
    topRated: [],
    mostDownloaded: [],
    mostRun: [],
    reuse: { runs: 0, reused: 0 },
  };
  expect(shown({ kind: 'statistics', statistics: young })).toContain('reuse       nothing ran yet\n');
});

test('nothing wider than the terminal, and no text that could steer it', async () => {
  const evil = 'x\u001b[2J\u202e\n'.repeat(40);
  const bad = { ...listed, title: evil, description: evil, publisher: evil, deprecated: evil, tags: [evil] };
  const pages = [
    shown({
      kind: 'found',
      request: { words: evil },
      found: { ...found, hits: [bad], next: evil, meant: evil },
      card: null,
    }),
    shown({ kind: 'front', front: { ...(await fake.front()), newest: [bad], mostRun: [bad] } }),
    shown({
      kind: 'reviews',
      reviews: {
        ...bad,
        facts: [],
        next: null,
        reviews: [{ user: evil, major: 1, stars: 1, text: evil, version: '1.0.0', at: listed.publishedAt }],
      },
    }),
  ];
  for (const page of pages) expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  const normal = shown({ kind: 'found', request, found, card: null }) + shown({ kind: 'statistics', statistics });
  expect(Math.max(...normal.split('\n').map((line) => widthOf(line)))).toBeLessThanOrEqual(80);
});
