import { join } from 'node:path';
import { z } from 'zod';
import { defineHostTool, type HostTool } from '../../../activities/host-tool.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { LoomError } from '../../../domain/errors.ts';
import { journalFile, keepRecord } from '../compliance/journal.ts';
import { planFixes } from '../fixes/plan.ts';
import { openIncident } from '../incident/folder.ts';
import type { Settings } from '../settings.ts';
import { writeOnce } from '../state/durable.ts';
import { originalFiles, responseFolder } from '../state/response.ts';
import { examine } from './examine.ts';
import { findingsOf } from './findings.ts';
import { summaryOf, writePostmortem } from './postmortem.ts';
import { assessmentSchema, type Findings, findingsSchema } from './report.ts';
import { assess } from './severity.ts';

const incidentInput = z.object({ incident_id: z.string().min(1).max(200) });

/** Tools that read the logs of an incident, and the one that writes down what they found. */
export function forensicTools(settings: Settings): readonly HostTool[] {
  return [
    defineHostTool({
      name: 'forensics/assess_severity',
      effect: 'read',
      input: incidentInput,
      output: assessmentSchema,
      run: async ({ incident_id }, context) =>
        assess(await examine(await openIncident(settings.incidents, incident_id), context)),
    }),
    defineHostTool({
      name: 'forensics/forensic_analysis',
      effect: 'read',
      input: incidentInput,
      output: findingsSchema,
      run: async ({ incident_id }, context) =>
        findingsOf(await examine(await openIncident(settings.incidents, incident_id), context)),
    }),
    defineHostTool({
      name: 'forensics/create_postmortem',
      effect: 'write',
      input: incidentInput.extend({ findings: findingsSchema }),
      output: z.object({
        incident_id: z.string(),
        title: z.string(),
        summary: z.string(),
        /** Relative to the state folder. */
        path: z.string(),
        sha256: z.string(),
      }),
      run: async ({ incident_id, findings }, { idempotencyKey }) =>
        createPostmortem(settings, incident_id, findings, idempotencyKey),
    }),
  ];
}

/**
 * Named by its own hash, so that equal findings lead to one file, and what a run once answered stays true when the
 * evidence changes later.
 */
async function createPostmortem(settings: Settings, incident_id: string, findings: Findings, key: string) {
  const incident = await openIncident(settings.incidents, incident_id);
  if (findings.incident_id !== incident.id) {
    throw new LoomError(
      'tool.bad_input',
      `The findings are those of ${findings.incident_id}, not of ${incident.id}.`,
      'Pass the result of forensic_analysis for the same incident.',
    );
  }
  const { fixes, left } = planFixes(findings, await originalFiles(incident));
  const isolate = findings.hosts.filter(({ status }) => status === 'compromised').map(({ host }) => host);
  const text = writePostmortem(findings, { isolate, fixes, left });
  const sha256 = sha256Hex(text);
  const path = `${responseFolder(incident.id)}/postmortem-${sha256.slice(0, 12)}.md`;
  await writeOnce(join(settings.home, path), text);
  await keepRecord(journalFile(settings.home), {
    key,
    subject: incident.id,
    event: 'postmortem_written',
    details: { path, sha256 },
  });
  return { incident_id: incident.id, title: findings.title, summary: summaryOf(findings), path, sha256 };
}
