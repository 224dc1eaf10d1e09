import type { Database } from '../../db/connection.ts';
import { changeMarket } from '../../db/market-log.ts';
import { saveMark } from '../../db/packages.ts';
import { readMarks } from '../../db/read/market.ts';
import { readVersion } from '../../db/read/packages.ts';
import { LoomError } from '../../domain/errors.ts';
import { isSaidAlready, type MarkRequest, standingOf } from '../../domain/market/marks.ts';

/** Says something of a release, for ever. Said already, it changes nothing. */
export const markRelease =
  ({ db }: { readonly db: Database }) =>
  async (request: MarkRequest): Promise<void> => {
    const { package: name, version, kind, reason, by } = request;
    await changeMarket(db, async (transaction, log) => {
      if ((await readVersion(transaction, name, version)) === undefined) throw noRelease(name, version);
      const marks = (await readMarks(transaction, [name])).get(`${name}@${version}`) ?? [];
      if (isSaidAlready(request, standingOf(marks))) return;
      await saveMark(transaction, { package: name, version, kind, reason, by });
      await log({ kind: 'mark', at: new Date().toISOString(), package: name, version, mark: kind, reason, by });
    });
  };

function noRelease(name: string, version: string): LoomError {
  const hint = `Type "market show ${name}" to see the versions there are.`;
  return new LoomError('market.not_found', `${name} ${version} is not published.`, hint);
}
