import semver from 'semver';
import { type Metadata, packageNameSchema } from '../domain/market/bundle.ts';
import type { UsesNode } from './tree.ts';

/**
 * What a program depends on: package name to version range, from USES and from the metadata beside the program.
 * Entries that are no package names or ranges are left out; `check/dependencies.ts` tells of them.
 */
export function declaredRanges(uses: readonly UsesNode[], metadata: Metadata | undefined): Record<string, string> {
  const declared = new Map(Object.entries(metadata?.dependencies ?? {}));
  for (const { package: name, range } of uses) {
    if (name.kind === 'fault' || range === null) continue;
    if (isPackageName(name.text) && isRange(range.text)) declared.set(name.text, range.text);
  }
  return Object.fromEntries(declared);
}

export function isPackageName(text: string): boolean {
  return packageNameSchema.safeParse(text).success;
}

export function isRange(text: string): boolean {
  return text.length <= 200 && semver.validRange(text) !== null;
}
