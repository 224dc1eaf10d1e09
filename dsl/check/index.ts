import type { Finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { checkCalls } from './calls.ts';
import { checkDeclarations } from './declarations.ts';
import { checkDeclaredNames } from './declared-names.ts';
import { checkDependencies } from './dependencies.ts';
import { checkEnds } from './ends.ts';
import { checkHeader } from './header.ts';
import { checkNames } from './names.ts';
import { checkResults } from './results.ts';
import { checkSections } from './sections.ts';
import { checkSizes } from './sizes.ts';
import { checkSupported } from './supported.ts';
import { checkSyntax, faultsReadMax } from './syntax.ts';

type Check = (program: Program) => Iterable<Finding>;

const checks: readonly Check[] = [
  checkSyntax,
  checkEnds,
  checkSections,
  checkHeader,
  checkDeclaredNames,
  checkDependencies,
  checkDeclarations,
  checkNames,
  checkCalls,
  checkResults,
  checkSizes,
  checkSupported,
];

/** Everything that is wrong with a program: all checks run, whatever the others found. */
export function checkProgram(program: Program): readonly Finding[] {
  if (program.unreadable) return program.findings;
  // Then a text is no program, and what its parts would mean is not worth a look.
  if (program.faults.length > faultsReadMax) return [...program.findings, ...checkSyntax(program)];
  // A hidden character may be all that is wrong with its line.
  const hidden = new Set(program.findings.map((finding) => program.lineOf(finding)));
  const others = checks
    .flatMap((check) => [...check(program)])
    .filter((finding) => !hidden.has(program.lineOf(finding)));
  return [...program.findings, ...others];
}
