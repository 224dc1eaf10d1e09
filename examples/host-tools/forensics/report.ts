import { z } from 'zod';
import { decisiveKinds } from './decisive.ts';

/** What the forensic tools give back, as LOOP programs see it. Times are ISO 8601 in UTC. */

const time = z.iso.datetime();
const count = z.number().int().nonnegative();
const text = z.string().max(400);
const evidenceSchema = z.object({ file: text, line: count, text });

const hostReportSchema = z.object({
  host: text,
  role: text,
  /** `targeted`: somebody guessed passwords there and did not get in. */
  status: z.enum(['compromised', 'targeted']),
  since: time.nullable(),
  how: z.enum(['guessed_password', 'stolen_account', 'from_compromised_host', 'web_shell']).nullable(),
  evidence: z.object({
    failed_logins: count,
    intruder_logins: count,
    privileged_commands: count,
    web_shell_requests: count,
    bytes_taken: count,
  }),
});

export const assessmentSchema = z.object({
  incident_id: text,
  level: z.enum(['low', 'medium', 'high', 'critical']),
  /** 0 to 100: the sum of the points of the reasons. */
  score: z.number().min(0).max(100),
  reasons: z.array(z.object({ points: count, reason: text })).max(20),
  hosts: z.array(hostReportSchema).max(200),
});

const addressSchema = z.object({
  address: text,
  first_seen: time,
  last_seen: time,
  failed_logins: count,
  accounts_tried: count,
  hosts: z.array(text).max(200),
  /** What the inventory says the address is for; null for a stranger. */
  known_as: text.nullable(),
  /** `block`: a stranger who guessed or got in. */
  advice: z.enum(['block', 'watch']),
  why: z.array(text).max(20),
});
const accountSchema = z.object({
  account: text,
  first_seen: time,
  last_seen: time,
  hosts: z.array(text).max(200),
  why: z.array(text).max(20),
});
const pathSchema = z.object({ path: text, host: text, first_seen: time, last_seen: time, requests: count });

export const findingsSchema = z.object({
  incident_id: text,
  title: text,
  reported_at: time,
  read: z.object({
    files: count,
    lines: count,
    events: count,
    malformed: count,
    first: time.nullable(),
    last: time.nullable(),
    /** The logs that have malformed lines, most first. */
    malformed_in: z.array(z.object({ file: text, lines: count })).max(20),
  }),
  hosts: z.array(hostReportSchema).max(200),
  indicators: z.object({
    addresses: z.array(addressSchema).max(30),
    accounts: z.array(accountSchema).max(30),
    web_shells: z.array(pathSchema).max(20),
  }),
  /** The last thing an intruder did; null when nobody got in. */
  last_activity: time.nullable(),
  timeline: z
    .array(z.object({ at: time, host: text, kind: z.enum(decisiveKinds), text, evidence: evidenceSchema }))
    .max(200),
  /** Decisive events in the logs, of which the timeline shows the first of each kind. */
  timeline_total: count,
});

export type HostReport = z.output<typeof hostReportSchema>;
export type Assessment = z.output<typeof assessmentSchema>;
export type Findings = z.output<typeof findingsSchema>;
export type AddressIndicator = z.output<typeof addressSchema>;
export type AccountIndicator = z.output<typeof accountSchema>;
