import type { HostTool } from '../../activities/host-tool.ts';
import { complianceTools } from './compliance/tools.ts';
import { deployTools } from './deploys/tools.ts';
import { fixTools } from './fixes/tools.ts';
import { forensicTools } from './forensics/tools.ts';
import { readSettings } from './settings.ts';

/**
 * The HOST tools of the packages in `examples/packages`. The worker loads this module when `HOLOLOOM_HOST_TOOLS` names
 * it, and calls this function with its environment.
 */
export function hostTools(environment: NodeJS.ProcessEnv): readonly HostTool[] {
  const settings = readSettings(environment);
  return [...forensicTools(settings), ...fixTools(settings), ...complianceTools(settings), ...deployTools(settings)];
}
