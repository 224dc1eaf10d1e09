import type { Finding } from '../finding.ts';
import { typesOf } from '../infer/index.ts';
import type { Program } from '../program.ts';

/** Values that are not what their place takes: kinds, types, fields, null. */
export function checkFittingTypes(program: Program): Iterable<Finding> {
  return typesOf(program).findings;
}
