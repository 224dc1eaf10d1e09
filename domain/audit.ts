import { contentHash } from './canonical.ts';
import type { JsonObject } from './json.ts';

/** Something that was allowed or refused. */
export interface AuditEntry {
  /** `@ann:example.org` */
  readonly actor: string;
  readonly room: string;
  /** Id of the event that asked for it. */
  readonly event: string;
  /** What was asked for, by its name in the table of permissions. */
  readonly verb: string;
  readonly allowed: boolean;
  /** Code of the error, of what was refused. */
  readonly code: string | null;
  /** Workflow id of the run it is about. */
  readonly run: string | null;
  /** Hash of the plan it is about. */
  readonly plan: string | null;
  readonly details: JsonObject;
}

/** An entry in its place in the chain. */
export interface AuditRow extends AuditEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Date;
  /** Hash of the row before. */
  readonly previous: string;
  readonly hash: string;
}

/** What stands before the first row. */
export const auditBeginning = '0'.repeat(64);

/** The hash of a row: over everything in it, and so over every row before. */
export function auditHash({ hash: _, at, ...row }: Omit<AuditRow, 'hash'> & { readonly hash?: string }): string {
  return contentHash({ ...row, at: at.toISOString() });
}

/** How far a chain of rows is whole. */
export interface AuditVerdict {
  readonly rows: number;
  /** Hash of the last row: who keeps it elsewhere sees later whether rows at the end are gone. */
  readonly head: string;
  /** Number of the first row that is not what was written, or that is missing; null when all are there. */
  readonly brokenAt: number | null;
}

/** The verdict before the first row. */
export const auditUntouched: AuditVerdict = { rows: 0, head: auditBeginning, brokenAt: null };

/** Follows the chain through the next rows, in their order. */
export function followAudit(verdict: AuditVerdict, rows: readonly AuditRow[]): AuditVerdict {
  let { rows: count, head, brokenAt } = verdict;
  for (const row of rows) {
    if (brokenAt !== null) break;
    count += 1;
    if (row.seq !== count || row.previous !== head || row.hash !== auditHash(row)) brokenAt = count;
    else head = row.hash;
  }
  return { rows: count, head, brokenAt };
}
