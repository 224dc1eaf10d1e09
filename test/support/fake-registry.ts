import type { Loom } from '../../client/loom.ts';
import type { RegistryToken } from '../../domain/market/registry.ts';
import { published } from './fake-market.ts';

const token: RegistryToken = {
  id: '4c1e9a02',
  publisher: 'acme',
  by: 'dana',
  createdAt: '2026-11-23T03:00:00.000Z',
  expiresAt: '2099-02-21T03:00:00.000Z',
  revokedAt: null,
};

/** The registry of a loom that only writes down what it is asked. */
export function fakeRegistry(record: (name: string, ...given: unknown[]) => void): Loom['registry'] {
  const hash = 'c'.repeat(64);
  const link = { seq: 1, previous: '0'.repeat(64), entry: '{}', hash };
  return {
    origin: null,
    async search() {
      throw new Error('No registry is named.');
    },
    async push(release) {
      record('registry.push', release);
      return { package: 'acme/voice', version: '1.0.0', created: true, origin: 'https://market.example' };
    },
    async show() {
      throw new Error('No registry is named.');
    },
    async release(release) {
      record('registry.release', release);
      const { package: name, version, sha256, keyId } = published;
      return { package: name, version, sha256, keyId, signature: null, keys: [], link, head: { seq: 1, hash } };
    },
    async artifact(sha256) {
      record('registry.artifact', sha256);
      return '{}';
    },
    async log(after) {
      record('registry.log', after);
      return { links: [link], head: { seq: 1, hash } };
    },
    async submit(release) {
      record('registry.submit', release);
      return { ...published, created: true };
    },
    async newToken(request, { requester }) {
      record('registry.newToken', request, requester);
      return { ...token, publisher: request.publisher, token: `hololoom_${token.id}_secret` };
    },
    async tokens() {
      record('registry.tokens');
      return [token];
    },
    async revokeToken(id) {
      record('registry.revokeToken', id);
      return { ...token, revokedAt: '2026-11-24T03:00:00.000Z' };
    },
    async publisherOf(text) {
      record('registry.publisherOf', text);
      return token.publisher;
    },
  };
}
