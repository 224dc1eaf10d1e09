import type { MarketShelf, PackageCard } from '../../client/market-shelf.ts';
import type { ListedPackage, SearchResult } from '../../domain/market/search.ts';
import type { MarketStatistics } from '../../domain/market/statistics.ts';

export const listed: ListedPackage = {
  package: 'security-incident-pro',
  version: '2.1.0',
  publisher: 'hololoom',
  verified: true,
  title: 'Security Incident Response Pro',
  description: 'Assesses an incident from its logs, isolates the hosts that were taken and writes the postmortem.',
  category: 'security',
  tags: ['incident-response', 'forensics', 'postmortem'],
  deprecated: null,
  versions: 3,
  publishedAt: '2026-11-23T03:00:00.000Z',
  standing: {
    completed: 140,
    failed: 3,
    stopped: 2,
    retries: 14,
    medianMs: 2_100,
    stars: 55,
    ratings: 12,
    downloads: 41,
    lastRunAt: '2026-11-24T03:00:00.000Z',
  },
};

/** Nobody ran, rated or installed it yet, and nobody should. */
export const givenUp: ListedPackage = {
  ...listed,
  package: 'acme/old-incident',
  version: '0.9.0',
  publisher: 'acme',
  verified: false,
  title: 'Old Incident',
  description: 'Answers incidents the old way.',
  tags: ['incident-response'],
  deprecated: 'Use security-incident-pro.',
  versions: 1,
  standing: {
    completed: 0,
    failed: 0,
    stopped: 0,
    retries: 0,
    medianMs: null,
    stars: 0,
    ratings: 0,
    downloads: 0,
    lastRunAt: null,
  },
};

export const found: SearchResult = {
  hits: [listed, givenUp],
  total: 2,
  isMore: false,
  categories: [
    { name: 'security', count: 1 },
    { name: 'operations', count: 1 },
  ],
  tags: [
    { name: 'incident-response', count: 2 },
    { name: 'forensics', count: 1 },
  ],
  next: null,
  meant: null,
  isLoose: false,
};

export const card: PackageCard = {
  ...listed,
  waves: [
    ['assess', 'investigate'],
    ['contain', 'remediate', 'document'],
  ],
  tools: [],
  capabilities: {
    hosts: ['siem.example'],
    secrets: ['siem_token'],
    agents: [],
    hostTools: [],
    rooms: ['#incidents'],
    people: [],
    events: [],
    loops: [],
    undone: [],
    notUndone: ['contain'],
  },
  lastRuns: [
    {
      version: '2.1.0',
      status: 'completed',
      startedAt: '2026-11-24T03:00:00.000Z',
      endedAt: '2026-11-24T03:00:02.000Z',
    },
    { version: '2.1.0', status: 'failed', startedAt: '2026-11-24T02:00:00.000Z', endedAt: '2026-11-24T02:00:09.000Z' },
  ],
  facts: [
    {
      version: '2.1.0',
      completed: 140,
      failed: 3,
      stopped: 2,
      retries: 14,
      medianMs: 2_100,
      lastRunAt: '2026-11-24T03:00:02.000Z',
    },
  ],
};

export const statistics: MarketStatistics = {
  packages: 16,
  releases: 21,
  publishers: 6,
  verifiedPublishers: 1,
  installs: 41,
  completed: 140,
  failed: 3,
  stopped: 2,
  ratings: 12,
  averageRating: 4.58,
  categories: [{ category: 'security', packages: 5, installs: 41, completed: 140, averageRating: 4.58 }],
  topRated: [listed],
  mostDownloaded: [listed],
  mostRun: [listed],
  reuse: { runs: 200, reused: 143 },
};

/** The shelves of a market with two packages. */
export function fakeShelf(record: (name: string, ...given: unknown[]) => void): MarketShelf {
  return {
    async search(request) {
      record('market.search', request);
      return found;
    },
    async card(name) {
      record('market.card', name);
      return card;
    },
    async front() {
      record('market.front');
      return { packages: 16, categories: found.categories, newest: [givenUp], mostRun: [listed] };
    },
    async rate(rating, caller) {
      record('market.rate', rating, caller);
      return { package: rating.package, major: 2, stars: rating.stars, replaced: 3 };
    },
    async reviews(name, page) {
      record('market.reviews', name, page);
      const said = { user: '@ann', major: 2, stars: 5, text: 'Found them in a minute.', version: '2.1.0' };
      return { ...listed, reviews: [{ ...said, at: '2026-11-24T03:00:00.000Z' }], facts: card.facts, next: null };
    },
    async verify(publisher, caller) {
      record('market.verify', publisher, caller);
      return { publisher, created: true };
    },
    async statistics() {
      record('market.statistics');
      return statistics;
    },
  };
}
