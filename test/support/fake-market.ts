import type { OwnKey } from '../../client/keyring.ts';
import type { Loom } from '../../client/loom.ts';
import type { PublishedVersion } from '../../client/market-door.ts';
import { fakeShelf } from './fake-shelf.ts';
import { fakeWorkspace } from './fake-workspace.ts';

export const published: PublishedVersion = {
  package: 'security-incident-pro',
  version: '2.1.0',
  sha256: 'a'.repeat(64),
  title: 'Security Incident Response Pro',
  description: 'Contains, fixes and writes up a security incident.',
  author: 'HoloLoom contributors',
  publisher: 'hololoom',
  keyId: 'e'.repeat(64),
  publishedAt: '2026-11-23T03:00:00.000Z',
  dependencies: { 'forensic-tools': '^1.0.0' },
  lock: {},
  yanked: null,
  deprecated: null,
};

const ownKey: OwnKey = {
  publisher: 'dana',
  keyId: 'e'.repeat(64),
  publicKey: 'f'.repeat(64),
  createdAt: '2026-11-23T03:00:00.000Z',
};

/** The market and the keys of a loom that only writes down what it is asked. */
export function fakeMarket(record: (name: string, ...given: unknown[]) => void): Pick<Loom, 'keys' | 'market'> {
  return {
    keys: {
      async create(publisher = 'dana') {
        record('keys.create', publisher);
        return { ...ownKey, publisher };
      },
      async list() {
        record('keys.list');
        return [ownKey];
      },
      async rotate(publisher = 'dana') {
        record('keys.rotate', publisher);
        return { ...ownKey, publisher };
      },
    },
    market: {
      ...fakeShelf(record),
      ...fakeWorkspace(record),
      async publish(bundle, options) {
        record('market.publish', bundle, ...(options === undefined ? [] : [options]));
        const { workflow_id, version, dependencies } = bundle.metadata;
        return { ...published, package: workflow_id, version, dependencies, created: true };
      },
      async publishAll(bundles, options) {
        record('market.publishAll', bundles, options);
        return bundles.map(({ metadata: { workflow_id, version, dependencies } }) => ({
          version: { ...published, package: workflow_id, version, dependencies },
          created: true,
          error: null,
        }));
      },
      async mark(release, kind, reason, caller) {
        record('market.mark', release, kind, reason, caller.requester);
        return { ...published, ...(kind === 'restored' ? {} : { [kind]: reason }) };
      },
      async audit() {
        record('market.audit');
        return { entries: 26, head: 'c'.repeat(64), releases: 16, unsigned: 0, keys: 10, findings: [] };
      },
      async exportBundle(release) {
        record('market.exportBundle', release);
        return { text: '{}', exporter: 'hololoom', releases: [{ package: 'forensic-tools', version: '1.0.0' }] };
      },
      async importBundle(text, options) {
        record('market.importBundle', text, options);
        return {
          releases: [{ package: 'forensic-tools', version: '1.0.0', created: true }],
          keys: [{ publisher: 'hololoom', keyId: 'e'.repeat(64) }],
        };
      },
      async list() {
        record('market.list');
        return [published];
      },
      async show(name) {
        record('market.show', name);
        return {
          versions: [published],
          documentation: '# Respond\n',
          source: 'LOOP security_incident_response\nEND\n',
        };
      },
    },
  };
}
