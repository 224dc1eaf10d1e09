import type { Keyring } from '../../keyring.ts';
import type { MarketDoor } from '../../market-door.ts';
import type { Doors } from '../connection.ts';
import { auditMarket } from './audit.ts';
import { exportBundle, importBundle } from './bundles.ts';
import { packageCard } from './card.ts';
import { applyPrepared, prepareChange, rollBack, settle } from './changes.ts';
import { generationsOf, installedIn, outdatedIn } from './installed.ts';
import { markRelease } from './marks.ts';
import { publishAll } from './publish.ts';
import { rate, reviewsOf, verify } from './ratings.ts';
import { listPackages, showPackage } from './read.ts';
import { searchPackages } from './search.ts';
import { marketFront, marketStatistics } from './statistics.ts';

/** @param explain turns what the doors throw into what a person can act on */
export function marketDoor(doors: Doors, keys: Keyring, explain: <T>(work: Promise<T>) => Promise<T>): MarketDoor {
  return {
    publish: (bundle, options) =>
      explain(
        publishAll(doors, keys, [bundle], options).then(([result]) => {
          if (result?.error === null) return { ...result.version, created: result.created };
          throw result?.error;
        }),
      ),
    publishAll: (bundles, options) => explain(publishAll(doors, keys, bundles, options)),
    search: (request) => explain(searchPackages(doors, request)),
    card: (name) => explain(packageCard(doors, name)),
    front: () => explain(marketFront(doors)),
    rate: (rating, caller) => explain(rate(doors, rating, caller)),
    reviews: (name, page) => explain(reviewsOf(doors, name, page)),
    verify: (publisher, caller) => explain(verify(doors, publisher, caller)),
    statistics: () => explain(marketStatistics(doors)),
    list: () => explain(listPackages(doors)),
    mark: (release, kind, reason, caller) => explain(markRelease(doors, release, kind, reason, caller)),
    exportBundle: (release) => explain(exportBundle(doors, keys, release)),
    importBundle: (text, { older }, caller) => explain(importBundle(doors, text, older, caller)),
    audit: () => explain(auditMarket(doors)),
    show: (name) => explain(showPackage(doors, name)),
    prepare: (request, caller) => explain(prepareChange(doors, request, caller)),
    apply: (request, agreed, caller) => explain(applyPrepared(doors, request, agreed, caller)),
    installed: (room) => explain(installedIn(doors, room)),
    outdated: (room) => explain(outdatedIn(doors, room)),
    generations: (room) => explain(generationsOf(doors, room)),
    rollback: (to, caller) => explain(rollBack(doors, to, caller)),
    settings: (change, caller) => explain(settle(doors, change, caller)),
  };
}
