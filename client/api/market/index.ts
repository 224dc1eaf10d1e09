import type { Keyring } from '../../keyring.ts';
import type { MarketDoor } from '../../loom.ts';
import type { Doors } from '../connection.ts';
import { publishAll } from './publish.ts';
import { listPackages, showPackage } from './read.ts';

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
    list: () => explain(listPackages(doors)),
    show: (name) => explain(showPackage(doors, name)),
  };
}
