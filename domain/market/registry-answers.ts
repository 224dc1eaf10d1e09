import { z } from 'zod';
import { limits } from '../limits.ts';
import { packageNameSchema, rangeSchema, versionSchema } from './bundle.ts';
import { publisherSchema, sha256Schema } from './signature.ts';

/** What another registry tells of its packages, as it arrives: read by these shapes, or refused. */
const time = z.iso.datetime();
const word = z.string().max(limits.textCharactersMax);
const name = z.string().max(limits.nameCharactersMax);
const count = z.int().nonnegative();
const words = z.array(word).max(limits.stepsMax);

const standingSchema = z.object({
  completed: count,
  failed: count,
  stopped: count,
  retries: count,
  medianMs: z.number().nonnegative().nullable(),
  lastRunAt: time.nullable(),
  stars: count,
  ratings: count,
  downloads: count,
});

const listedSchema = z.object({
  package: packageNameSchema,
  version: versionSchema,
  publisher: publisherSchema,
  verified: z.boolean(),
  title: name,
  description: word,
  category: name,
  tags: z.array(name).max(32),
  deprecated: word.nullable(),
  versions: count,
  publishedAt: time,
  standing: standingSchema,
});

const facet = z.object({ name, count });
export const searchAnswerSchema = z.object({
  hits: z.array(listedSchema).max(limits.hitsMax),
  total: count,
  isMore: z.boolean(),
  categories: z.array(facet).max(limits.facetsMax),
  tags: z.array(facet).max(limits.facetsMax),
  next: word.nullable(),
  meant: word.nullable(),
  isLoose: z.boolean(),
});

const versionAnswerSchema = z.object({
  package: packageNameSchema,
  version: versionSchema,
  sha256: sha256Schema,
  title: name,
  description: word,
  author: name,
  publisher: publisherSchema.nullable(),
  keyId: sha256Schema.nullable(),
  publishedAt: time,
  dependencies: z.record(packageNameSchema, rangeSchema),
  lock: z.record(name, sha256Schema),
  yanked: word.nullable(),
  deprecated: word.nullable(),
});
export const versionsAnswerSchema = z.array(versionAnswerSchema).max(limits.releasesMax);

const capabilitiesSchema = z.object({
  hosts: words,
  secrets: words,
  agents: words,
  hostTools: words,
  rooms: words,
  people: words,
  events: words,
  loops: words,
  undone: words,
  notUndone: words,
});

const factsSchema = standingSchema
  .pick({ completed: true, failed: true, stopped: true, retries: true, medianMs: true })
  .extend({ version: versionSchema, lastRunAt: time });

export const packageAnswerSchema = z.object({
  card: listedSchema
    .extend({
      waves: z.array(words).max(limits.stepsMax).nullable(),
      tools: words,
      capabilities: capabilitiesSchema.nullable(),
      lastRuns: z
        .array(
          z.object({
            version: name.nullable(),
            status: z.enum(['running', 'completed', 'failed', 'cancelled', 'terminated', 'timed_out']),
            startedAt: time,
            endedAt: time.nullable(),
          }),
        )
        .max(limits.runsOnCardMax),
      facts: z.array(factsSchema).max(limits.runsOnCardMax),
    })
    .nullable(),
  versions: versionsAnswerSchema.min(1),
  documentation: z.string().max(limits.bundleBytesMax),
  source: z.string().max(limits.sourceBytesMax),
});

export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
export type PackageAnswer = z.infer<typeof packageAnswerSchema>;
