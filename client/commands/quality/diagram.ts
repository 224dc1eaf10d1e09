import { z } from 'zod';
import type { QualityStatistics } from '../../../domain/prediction/statistics.ts';
import { pngOf } from '../../picture.ts';
import { reliabilityDiagram } from '../../reliability-diagram.ts';
import type { Context } from '../command.ts';
import { filesOf } from '../program.ts';

export const diagramArgument = z
  .string()
  .regex(/\.(?:svg|png)$/i, 'must end in .svg or .png')
  .optional()
  .meta({ label: 'FILE', description: 'Where to draw what was said against what came: a file ending in .svg or .png' });

/** Draws the reliability of predictions where a file was named. @returns the file, or null */
export async function writeDiagram(
  context: Pick<Context, 'files'>,
  statistics: QualityStatistics,
  file: string | undefined,
): Promise<string | null> {
  if (file === undefined) return null;
  const svg = reliabilityDiagram(statistics);
  await filesOf(context).writeFile(file, /\.png$/i.test(file) ? await pngOf(svg) : svg);
  return file;
}
