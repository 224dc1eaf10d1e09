import { z } from 'zod';
import { limits } from '../limits.ts';

const dayMs = 24 * 3_600_000;
const span = z
  .number()
  .int()
  .min(0)
  .max(limits.durationDaysMax * dayMs);

/** How a workspace takes updates. Spans are in milliseconds. */
export const workspaceSettingsSchema = z.strictObject({
  /** How old a version must be before an update takes it. */
  cooldownMs: span,
  /** The room that tries updates first; null for none. */
  canary: z.string().min(1).max(limits.nameCharactersMax).nullable(),
  /** How long it tries them. */
  canaryMs: span,
  /** How long runs are compared after an update; the workspace goes back when they fail more. */
  watchMs: span,
  /** How often it looks for updates. */
  everyMs: span.min(1_000),
});
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;

const usual: WorkspaceSettings = {
  cooldownMs: dayMs,
  canary: null,
  canaryMs: dayMs,
  watchMs: dayMs,
  everyMs: 3_600_000,
};

/** What was not set is as usual. */
export function settingsOf(set: Partial<WorkspaceSettings>): WorkspaceSettings {
  return { ...usual, ...set };
}
