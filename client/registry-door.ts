import type { SignedRelease } from '../domain/market/publication.ts';
import type { LogPage, RegistryToken, ReleaseProof, TokenRequest } from '../domain/market/registry.ts';
import type { SearchRequest, SearchResult } from '../domain/market/search.ts';
import type { Caller } from './loom.ts';
import type { PublishedVersion } from './market-door.ts';
import type { PackageCard } from './market-shelf.ts';

/** A token, told once: only its hash is kept. */
export interface NewToken extends RegistryToken {
  readonly token: string;
}

/** A package with its versions, its text, and its card where anything of it is offered. */
export interface ShownPackage {
  readonly versions: readonly PublishedVersion[];
  readonly documentation: string;
  readonly source: string;
  readonly card: PackageCard | null;
}

/** A release that another market has as well now; `created` is false where it had it before. */
export interface Pushed {
  readonly package: string;
  readonly version: string;
  readonly created: boolean;
  readonly origin: string;
}

/** What a market is to others who reach it over HTTP (client/registry/). */
export interface RegistryDoor {
  /** The registry of another market that this one finds and installs from (HOLOLOOM_REGISTRY); null for none. */
  readonly origin: string | null;
  /** Searches there. @throws LoomError `registry.*` */
  search(request: SearchRequest): Promise<SearchResult>;
  /** Publishes there what is published here, as it was signed; `release` is `package@version`. @throws LoomError `registry.*` */
  push(release: string): Promise<Pushed>;
  /** What there is of a package there. @throws LoomError `market.not_found`, `registry.*` */
  show(name: string): Promise<ShownPackage>;
  /** A release with what is needed to check it; `release` is `package@version`. @throws LoomError `market.not_found` */
  release(release: string): Promise<ReleaseProof>;
  /** The bytes with this sha256, exactly as they were signed. @throws LoomError `market.not_found` */
  artifact(sha256: string): Promise<string>;
  /** What happened to the market behind a place of its log. */
  log(after: number): Promise<LogPage>;
  /** Takes in a release that was signed elsewhere, checked as any other. @throws LoomError `market.*` */
  submit(release: SignedRelease): Promise<PublishedVersion & { readonly created: boolean }>;
  newToken(request: TokenRequest, caller: Caller): Promise<NewToken>;
  tokens(): Promise<readonly RegistryToken[]>;
  /** @param id or the beginning of it */
  revokeToken(id: string, caller: Caller): Promise<RegistryToken>;
  /** For whom a token lets in. @throws LoomError `registry.token_refused` */
  publisherOf(token: string): Promise<string>;
}
