import { z } from 'zod';
import { defineHostTool, type HostTool } from '../../../activities/host-tool.ts';
import { journalFile, keepRecord } from '../compliance/journal.ts';
import { type Assessment, assessmentSchema, type Findings, findingsSchema } from '../forensics/report.ts';
import { openIncident } from '../incident/folder.ts';
import { shown } from '../logs/shown.ts';
import type { Settings } from '../settings.ts';
import { originalFiles, versionPath, versionsFolder } from '../state/response.ts';
import { changeOnce } from '../state/versions.ts';
import { isolate } from './isolate.ts';
import { planFixes } from './plan.ts';

const isolatedSchema = z.object({ host: z.string(), from_group: z.string(), to_group: z.string() });
const isolationSchema = z.object({
  isolated: z.array(isolatedSchema),
  already_isolated: z.array(z.string()),
});
const fixSchema = z.object({
  host: z.string().nullable(),
  file: z.string(),
  what: z.string(),
  removed: z.array(z.string()),
  added: z.array(z.string()),
});
const fixesSchema = z.object({ changes: z.array(fixSchema), left_for_people: z.array(z.string()) });

const changesShownMax = 60;
const linesShownMax = 5;

/** Tools that change copies of the inventory and the configuration; the evidence itself is never touched. */
export function fixTools(settings: Settings): readonly HostTool[] {
  return [
    defineHostTool({
      name: 'forensics/isolate_affected_systems',
      effect: 'write',
      input: z.object({ assessment: assessmentSchema }),
      output: z.object({
        incident_id: z.string(),
        ...isolationSchema.shape,
        /** The changed copy, relative to the state folder; null when nothing was ever changed. */
        inventory: z.string().nullable(),
      }),
      run: async ({ assessment }, { idempotencyKey }) => isolateHosts(settings, assessment, idempotencyKey),
    }),
    defineHostTool({
      name: 'forensics/apply_fixes',
      effect: 'write',
      input: z.object({ findings: findingsSchema }),
      output: z.object({
        incident_id: z.string(),
        changes_total: z.number(),
        ...fixesSchema.shape,
        /** Where the changed copies are, relative to the state folder; null when nothing was ever changed. */
        folder: z.string().nullable(),
      }),
      run: async ({ findings }, { idempotencyKey }) => applyFixes(settings, findings, idempotencyKey),
    }),
  ];
}

async function isolateHosts(settings: Settings, assessment: Assessment, key: string) {
  const incident = await openIncident(settings.incidents, assessment.incident_id);
  const settled = await changeOnce(
    versionsFolder(settings.home, incident.id),
    key,
    () => originalFiles(incident),
    (files) => {
      const { files: changed, isolated, already_isolated } = isolate(assessment, files);
      return { files: changed, result: { isolated, already_isolated } };
    },
  );
  const done = isolationSchema.parse(settled.result);
  for (const details of done.isolated) {
    const said = { key: `${key}/${details.host}`, subject: incident.id, event: 'host_isolated', details };
    await keepRecord(journalFile(settings.home), said);
  }
  const folder = versionPath(incident.id, settled.version);
  return { incident_id: incident.id, ...done, inventory: folder === null ? null : `${folder}/inventory.json` };
}

async function applyFixes(settings: Settings, findings: Findings, key: string) {
  const incident = await openIncident(settings.incidents, findings.incident_id);
  const settled = await changeOnce(
    versionsFolder(settings.home, incident.id),
    key,
    () => originalFiles(incident),
    (files) => {
      const { files: changed, fixes, left } = planFixes(findings, files);
      return { files: changed, result: { changes: fixes, left_for_people: left } };
    },
  );
  const { changes, left_for_people } = fixesSchema.parse(settled.result);
  for (const [index, details] of changes.entries()) {
    const said = { key: `${key}/${index}`, subject: incident.id, event: 'fix_applied', details };
    await keepRecord(journalFile(settings.home), said);
  }
  return {
    incident_id: incident.id,
    changes: changes.slice(0, changesShownMax).map(shortened),
    changes_total: changes.length,
    left_for_people: left_for_people.slice(0, changesShownMax).map((each) => shown(each, 300)),
    folder: versionPath(incident.id, settled.version),
  };
}

function shortened({ removed, added, ...fix }: z.output<typeof fixSchema>): z.output<typeof fixSchema> {
  const few = (lines: readonly string[]): string[] => [
    ...lines.slice(0, linesShownMax).map((line) => shown(line)),
    ...(lines.length > linesShownMax ? [`… and ${lines.length - linesShownMax} more`] : []),
  ];
  return { ...fix, removed: few(removed), added: few(added) };
}
