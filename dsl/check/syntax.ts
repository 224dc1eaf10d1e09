import type { Finding } from '../finding.ts';
import type { Program } from '../program.ts';
import type { Fault, FaultKind } from '../tree.ts';
import { describeFault } from './describe-fault.ts';

/** Faults that leave the rest of their line unsure: of those only the first of a line is told. */
const derailing: ReadonlySet<FaultKind> = new Set([
  'comma_expected',
  'implementation_expected',
  'junk',
  'not_callable',
  'parameters_expected',
  'too_deep',
  'type_expected',
  'unclosed',
  'value_expected',
]);

/** How many faults are sorted by line; more could not be shown. */
const faultsMax = 500;

/** What the grammar could not read. */
export function* checkSyntax(program: Program): Iterable<Finding> {
  const byLine = new Map<number, Fault[]>();
  for (const fault of program.faults.slice(0, faultsMax)) {
    const line = program.lineOf(fault);
    const others = byLine.get(line);
    if (others === undefined) byLine.set(line, [fault]);
    else others.push(fault);
  }
  for (const faults of byLine.values()) {
    const hard = faults.filter(({ what }) => derailing.has(what));
    const decisive = hard.find(({ what }) => what === 'too_deep') ?? hard.find(openText) ?? hard[0];
    for (const fault of faults) {
      if (fault === decisive || !derailing.has(fault.what)) {
        yield { span: fault.span, ...describeFault(fault, program.text) };
      }
    }
  }
}

/** A quote that is never closed swallows the brackets that would have closed the others. */
const openText = ({ what, about }: Fault): boolean => what === 'unclosed' && about === 'quote';
