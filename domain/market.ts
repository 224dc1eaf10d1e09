import semver from 'semver';
import { z } from 'zod';
import { contentHash } from './canonical.ts';
import { limits } from './limits.ts';

/** `name-with-hyphens` or `publisher/name-with-hyphens`, ASCII, lower case. */
export const packageNameSchema = z
  .string()
  .max(limits.nameCharactersMax)
  .regex(
    /^(?:[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\/)?[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/,
    'is not a package name such as "forensic-tools" or "acme/forensic-tools"',
  );

export const versionSchema = z
  .string()
  .refine((text) => semver.valid(text) === text, 'is not a version such as "2.1.0"');
export const rangeSchema = z
  .string()
  .refine((text) => semver.validRange(text) !== null, 'is not a semver range such as "^1.2"');

/** What a publisher says about a version; must agree with the program's header. */
export const metadataSchema = z.strictObject({
  workflow_id: packageNameSchema,
  name: z.string().min(1).max(limits.nameCharactersMax),
  version: versionSchema,
  author: z.string().min(1).max(limits.nameCharactersMax),
  description: z.string().min(1).max(limits.textCharactersMax),
  category: z.string().max(limits.nameCharactersMax).default('general'),
  tags: z.array(z.string().max(limits.nameCharactersMax)).max(32).default([]),
  dependencies: z
    .record(packageNameSchema, rangeSchema)
    .refine(
      (all) => Object.keys(all).length <= limits.dependenciesMax,
      `has more than ${limits.dependenciesMax} entries`,
    )
    .default({}),
  min_hololoom_version: versionSchema.default('0.1.0'),
});
export type Metadata = z.infer<typeof metadataSchema>;

/** A run as it is shown in the documentation: what goes in, what people answer, what happens meanwhile, what comes out. */
export const exampleSchema = z.strictObject({
  inputs: z.record(z.string(), z.json()),
  /** Answers to the questions of the run, by the path of the ASK; several people may answer one. */
  answers: z
    .array(z.strictObject({ path: z.string(), choice: z.string(), user: z.string() }))
    .max(32)
    .optional(),
  /** Events that come once the step at `path` is waiting for them. */
  events: z
    .array(z.strictObject({ path: z.string(), name: z.string(), data: z.json() }))
    .max(32)
    .optional(),
  /** What comes out, or as much of it as is always the same; left out for a run that fails. */
  output: z.json().optional(),
  /** The code of the error a run ends with. */
  failure: z.string().optional(),
});
export type Example = z.infer<typeof exampleSchema>;

/** What a publisher hands in. */
export const bundleSchema = z.strictObject({
  source: z.string().min(1),
  metadata: metadataSchema,
  documentation: z.string().min(1, 'is empty: say what the package is for'),
  examples: z.array(exampleSchema).max(32).default([]),
});
export type Bundle = z.infer<typeof bundleSchema>;

/** What makes two publications the same, whatever their dependencies were at the time. */
export function bundleIdentity({
  source,
  metadata,
  documentation,
  examples,
}: Readonly<Record<keyof Bundle, unknown>>): string {
  return contentHash({ source, metadata, documentation, examples });
}

/** A version that can be depended on. */
export interface AvailableVersion {
  readonly package: string;
  readonly version: string;
}

/** Newest first, as a person means it: released versions before pre-releases, then by semver. */
export function newestFirst<Version extends { readonly version: string }>(versions: readonly Version[]): Version[] {
  const isPreRelease = ({ version }: { readonly version: string }): number =>
    semver.prerelease(version) === null ? 0 : 1;
  return versions.toSorted(
    (one, other) => isPreRelease(one) - isPreRelease(other) || semver.rcompare(one.version, other.version),
  );
}

/** The newest version of each package, by name. */
export function newestOfEach<Version extends { readonly package: string; readonly version: string }>(
  versions: readonly Version[],
): Version[] {
  const byPackage = new Map<string, Version[]>();
  for (const version of versions) byPackage.set(version.package, [...(byPackage.get(version.package) ?? []), version]);
  return [...byPackage.values()]
    .flatMap((all) => newestFirst(all)[0] ?? [])
    .sort((one, other) => (one.package < other.package ? -1 : 1));
}

export interface Resolution<Version extends AvailableVersion> {
  /** The newest fitting version of each declared dependency, by package name. */
  readonly chosen: ReadonlyMap<string, Version>;
  /** One sentence for each dependency that nothing fits. */
  readonly missing: readonly string[];
}

/**
 * Chooses for each declared dependency the newest version in its range. What those depend on in turn was locked when
 * they were published, so nothing else has to agree.
 * @param declared package name to semver range
 * @see https://semver.org; ranges as npm reads them
 */
export function resolveDependencies<Version extends AvailableVersion>(
  declared: Readonly<Record<string, string>>,
  available: readonly Version[],
): Resolution<Version> {
  const chosen = new Map<string, Version>();
  const missing: string[] = [];
  for (const [name, range] of Object.entries(declared)) {
    const versions = available.filter((each) => each.package === name);
    const newest = semver.maxSatisfying(
      versions.map((each) => each.version),
      range,
    );
    const found = versions.find((each) => each.version === newest);
    if (found !== undefined) chosen.set(name, found);
    else if (versions.length === 0) missing.push(`No package called "${name}" is published.`);
    else {
      const shown = semver.rsort(versions.map((each) => each.version)).slice(0, 5);
      missing.push(`No version of "${name}" fits ${range}; published are ${shown.join(', ')}.`);
    }
  }
  return { chosen, missing };
}
