import semver from 'semver';
import { z } from 'zod';
import { LoomError } from '../errors.ts';
import { limits } from '../limits.ts';

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

/** @throws LoomError `market.bad_bundle` naming every field that is not as it should be */
export function parseBundle(value: unknown): Bundle {
  const parsed = bundleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
  throw new LoomError(
    'market.bad_bundle',
    `The package is not complete: ${wrong.join('; ')}.`,
    'Correct it and publish again.',
  );
}
