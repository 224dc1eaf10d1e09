import semver from 'semver';
import { z } from 'zod';
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
