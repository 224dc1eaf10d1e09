import { join } from 'node:path';
import { LoomError } from '../../domain/errors.ts';
import { packageRoot } from './package-root.ts';
import { pythonWith } from './python-package.ts';
import type { Setting } from './temporal-cli.ts';

/** The version installed; constraints.txt holds what it was tried with. */
export const synapseVersion = '1.163.2';

/**
 * Finds Synapse, or installs it once.
 * @returns the Python that has it
 * @throws LoomError `services.python_missing`, `services.synapse_missing`
 */
export async function findSynapse(setting: Setting): Promise<string> {
  const constraints = join(packageRoot, 'workers', 'embedded', 'synapse', 'constraints.txt');
  try {
    const wanted = { title: 'Synapse', name: 'matrix-synapse', version: synapseVersion, constraints };
    return await pythonWith(wanted, setting);
  } catch (error) {
    setting.signal.throwIfAborted();
    if (error instanceof LoomError) throw error;
    throw new LoomError(
      'services.synapse_missing',
      `Synapse ${synapseVersion} could not be installed: ${error instanceof Error ? error.message : String(error)}`,
      'Look whether pip can install packages on this machine, then start again; the room in the terminal needs none.',
      { cause: error },
    );
  }
}
