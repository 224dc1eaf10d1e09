import type { RegistryDoor } from '../../registry-door.ts';
import type { Doors } from '../connection.ts';
import { artifactText, logPage, releaseProof, submitRelease } from './releases.ts';
import { pushThere, searchThere, showThere } from './there.ts';
import { endToken, listTokens, makeToken, publisherOf } from './tokens.ts';

/** @param origin the registry this market finds and installs from @param explain turns what the doors throw into what a person can act on */
export function registryDoor(
  doors: Doors,
  origin: string | null,
  explain: <T>(work: Promise<T>) => Promise<T>,
): RegistryDoor {
  return {
    origin,
    search: (request) => explain(searchThere(doors, request)),
    push: (release) => explain(pushThere(doors, release)),
    show: (name) => explain(showThere(doors, name)),
    release: (release) => explain(releaseProof(doors, release)),
    artifact: (sha256) => explain(artifactText(doors, sha256)),
    log: (after) => explain(logPage(doors, after)),
    submit: (release) => explain(submitRelease(doors, release)),
    newToken: (request, caller) => explain(makeToken(doors, request, caller)),
    tokens: () => explain(listTokens(doors)),
    revokeToken: (id) => explain(endToken(doors, id)),
    publisherOf: (token) => explain(publisherOf(doors, token)),
  };
}
