import type { Finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { checkActs } from './acts.ts';
import { checkCalls } from './calls.ts';
import { checkClauses } from './clauses.ts';
import { checkControls } from './controls.ts';
import { checkDeclarations } from './declarations.ts';
import { checkDeclaredNames } from './declared-names.ts';
import { checkDependencies } from './dependencies.ts';
import { checkEnds } from './ends.ts';
import { checkFittingTypes } from './fitting-types.ts';
import { checkFixedValues } from './fixed-values.ts';
import { checkHeader } from './header.ts';
import { checkLoopNames } from './loop-names.ts';
import { checkMadeTools } from './made-tools.ts';
import { checkNames } from './names.ts';
import { checkOptions } from './options.ts';
import { checkPlacedCalls } from './placed-calls.ts';
import { checkRecursion } from './recursion.ts';
import { checkResults } from './results.ts';
import { checkSchedule } from './schedule.ts';
import { checkSections } from './sections.ts';
import { checkSizes } from './sizes.ts';
import { checkSyntax } from './syntax.ts';
import { checkUnorderedWrites } from './unordered-writes.ts';

type Check = (program: Program) => Iterable<Finding>;

/** What is looked at once in a source. */
const checksOfSource: readonly Check[] = [
  checkSyntax,
  checkEnds,
  checkSections,
  checkHeader,
  checkDependencies,
  checkLoopNames,
  checkRecursion,
  checkSchedule,
];

/** What is looked at in each loop of a source. */
const checksOfLoop: readonly Check[] = [
  checkDeclaredNames,
  checkDeclarations,
  checkMadeTools,
  checkNames,
  checkCalls,
  checkPlacedCalls,
  checkClauses,
  checkActs,
  checkControls,
  checkOptions,
  checkFixedValues,
  checkResults,
  checkSizes,
];

/** What is looked at last: of several things to say of one place, what is fixed there says more than its type. */
const checksOfTypes: readonly Check[] = [checkFittingTypes, checkUnorderedWrites];

/** Enough to fill any answer. A hostile text may hold tens of thousands of mistakes; nobody waits for all of them. */
const findingsMax = 500;

/** Everything that is wrong with a program: all checks run, whatever the others found. */
export function checkProgram(program: Program): readonly Finding[] {
  if (program.unreadable) return [...program.findings, ...checkSyntax(program)];
  const others = [
    ...checksOfSource.flatMap((check) => atMost(findingsMax, check(program))),
    ...[program, ...program.others].flatMap((loop) =>
      checksOfLoop.flatMap((check) => atMost(findingsMax, check(loop))),
    ),
    ...checksOfTypes.flatMap((check) => atMost(findingsMax, check(program))),
  ];
  // A hidden character may be all that is wrong with its line.
  const hidden = new Set(program.findings.map((finding) => program.lineOf(finding)));
  return [...program.findings, ...once(others).filter((finding) => !hidden.has(program.lineOf(finding)))];
}

/** Each finding once: all loops of a source find the same in its toolboxes. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const known = new Map(findings.map((each) => [`${each.code} ${each.span.start} ${each.message}`, each]));
  return [...known.values()];
}

/** The first findings of a check; it stops looking when there are enough. */
function atMost(most: number, findings: Iterable<Finding>): Finding[] {
  const first: Finding[] = [];
  for (const finding of findings) {
    first.push(finding);
    if (first.length === most) break;
  }
  return first;
}
