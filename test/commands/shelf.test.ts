import { terminalMouth } from '../../client/cli/terminal-mouth.ts';
import { commands } from '../../client/commands/index.ts';
import { splitLine } from '../../client/commands/line.ts';
import { parse } from '../../client/commands/parse.ts';
import { fakeContext, fakeLoom } from '../support/fake-loom.ts';
import { card, found, listed, statistics } from '../support/fake-shelf.ts';

async function say(line: string, loom = fakeLoom()) {
  const context = fakeContext(loom);
  const spoken = parse(splitLine(line), terminalMouth('terminal room'));
  const result = await spoken.command.run(context, spoken.args);
  return { result, calls: loom.calls };
}

describe('looking for a package', () => {
  it('takes words, filters and a place to go on from', async () => {
    const line =
      'market search incident "take over" --category security --tag audit --tag tls --min-rating 4.5 --verified';
    const { calls, result } = await say(`${line} --limit 3 --after 0.5:acme/x`);
    const request = {
      words: 'incident "take over"',
      category: 'security',
      tags: ['audit', 'tls'],
      minRating: 4.5,
      verifiedOnly: true,
      limit: 3,
      after: '0.5:acme/x',
    };
    expect(calls).toEqual([['market.search', request]]);
    expect(result).toEqual({ kind: 'found', request, found, card: null });
  });

  it('takes no words for all packages', async () => {
    const { calls } = await say('market search');
    expect(calls).toEqual([['market.search', { words: '', tags: [], verifiedOnly: false, limit: 10 }]]);
  });

  it('shows the card of the only one there is', async () => {
    const loom = fakeLoom();
    const one = { ...found, hits: [listed], total: 1 };
    const only = { ...loom, market: { ...loom.market, search: async () => one } };
    expect((await say('market search incident', only)).result).toMatchObject({ found: one, card });
  });

  it.each([
    ['market search --min-rating 6', '--min-rating must be 1 to 5 stars.'],
    ['market search --limit 0', '--limit must be a whole number from 1 to 50.'],
    ['market rate ops/canary_deploy 0', 'STARS must be a whole number from 1 to 5.'],
    ['market rate ops/canary_deploy good', 'STARS must be a whole number from 1 to 5.'],
    ['market rate ops/canary_deploy 3.5', 'STARS must be a whole number from 1 to 5.'],
  ])('%s is refused: %s', (line, message) => {
    expect(() => parse(splitLine(line), terminalMouth('terminal room'))).toThrow(message);
  });
});

describe('a word about a package', () => {
  it('is given with stars, in quotes or not', async () => {
    const { calls, result } = await say('market rate ops/canary_deploy 4 it works');
    expect(calls[0]?.slice(0, 2)).toEqual([
      'market.rate',
      { package: 'ops/canary_deploy', stars: 4, text: 'it works' },
    ]);
    expect(result).toEqual({
      kind: 'rated',
      receipt: { package: 'ops/canary_deploy', major: 2, stars: 4, replaced: 3 },
    });
  });

  it('is read beside what was measured', async () => {
    const { result } = await say('market reviews security-incident-pro');
    expect(result).toMatchObject({ kind: 'reviews', reviews: { package: 'security-incident-pro', facts: card.facts } });
  });
});

it('marks publishers, which only admins may', async () => {
  const { result } = await say('market verify acme');
  expect(result).toEqual({ kind: 'verified', publisher: 'acme', created: true });
  expect(commands.find(({ name }) => name === 'market verify')?.role).toBe('admin');
});

it('tells what the market comes to', async () => {
  expect((await say('market stats')).result).toEqual({ kind: 'statistics', statistics });
  expect((await say('market')).result).toMatchObject({ kind: 'front', front: { packages: 16 } });
});
