import { LoomError } from '../errors.ts';
import type { Closure, OpenedRelease } from './closure.ts';
import { entryOf, linkHash } from './log.ts';
import { keyIdOf } from './signature.ts';

/** What the log of the other registry says of each release, and that its parts fit each other. */
export function assertLogHolds({ releases, head }: Closure, opened: readonly OpenedRelease[]): void {
  const bySeq = new Map<number, string>([[head.seq, head.hash]]);
  for (const [at, { package: name, version, link }] of releases.entries()) {
    const release = opened[at];
    const entry = entryOf(link);
    const broken = (what: string): LoomError =>
      new LoomError(
        'market.log_broken',
        `The log of the registry that ${name} ${version} comes from does not hold: ${what}.`,
        'Ask whoever exported it for a new one, and for an audit of their market.',
      );
    if (linkHash(link.previous, link.entry) !== link.hash) throw broken(`entry ${link.seq} was changed`);
    const said =
      entry !== null &&
      release !== undefined &&
      (entry.kind === 'published' || entry.kind === 'imported' || entry.kind === 'signed') &&
      entry.package === name &&
      entry.version === version &&
      entry.sha256 === release.sha256 &&
      entry.publisher === release.artifact.publisher &&
      entry.keyId === keyIdOf(release.publicKey);
    if (!said) throw broken(`entry ${link.seq} tells of something else`);
    if (link.seq > head.seq) throw broken(`entry ${link.seq} is behind its end`);
    if ((bySeq.get(link.seq) ?? link.hash) !== link.hash) throw broken(`there are two entries ${link.seq}`);
    bySeq.set(link.seq, link.hash);
  }
  for (const { link } of releases) {
    const before = bySeq.get(link.seq - 1);
    if (before === undefined || before === link.previous) continue;
    const message = `Entry ${link.seq} of the log in the bundle does not follow entry ${link.seq - 1}.`;
    throw new LoomError('market.log_broken', message, 'Ask whoever exported it for a new one.');
  }
}
