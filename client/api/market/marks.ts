import { LoomError } from '../../../domain/errors.ts';
import type { MarkKind } from '../../../domain/market/log.ts';
import { isSaidAlready } from '../../../domain/market/marks.ts';
import type { markRelease as markInRegistry } from '../../../workflows/publish.ts';
import type { Caller } from '../../loom.ts';
import type { PublishedVersion } from '../../market-door.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { notFound, publishedVersions } from './read.ts';

/**
 * Says something of a release: the same request twice says it once.
 * @param release `package@version`
 * @throws LoomError `market.not_found`, `command.nothing_to_do`
 */
export async function markRelease(
  doors: Doors,
  release: string,
  kind: MarkKind,
  reason: string,
  { requestId, requester }: Caller,
): Promise<PublishedVersion> {
  const name = releaseName(release);
  const found = (await publishedVersions(doors, [name])).get(release);
  if (found === undefined) throw notFound(release);
  const request = { ...name, kind, reason, by: requester };
  if (isSaidAlready(request, found)) {
    const message = `${name.package} ${name.version} is ${kind} already${kind === 'restored' ? '' : ', for this reason'}.`;
    throw new LoomError('command.nothing_to_do', message, `Type "market show ${name.package}" to see how it stands.`);
  }
  await doors.temporal.workflow.execute<typeof markInRegistry>('market.mark', {
    taskQueue: doors.taskQueue,
    workflowId: `market.mark/${requestId}`,
    args: [request],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowExecutionTimeout: writeTimeout,
  });
  return (await publishedVersions(doors, [name])).get(release) ?? found;
}

/** @throws LoomError `command.bad_arguments` */
export function releaseName(release: string): { readonly package: string; readonly version: string } {
  const at = release.lastIndexOf('@');
  if (at > 0 && at < release.length - 1) return { package: release.slice(0, at), version: release.slice(at + 1) };
  throw new LoomError('command.bad_arguments', `"${release}" names no version.`, 'Write it as package@1.2.0.');
}
