import { limits } from '../../domain/limits.ts';
import { isPackageName, isRange } from '../dependencies.ts';
import type { Finding } from '../finding.ts';
import { type Program, usesOf } from '../program.ts';
import type { Identifier, UsesNode } from '../tree.ts';

/** What USES and the metadata say a program depends on. */
export function* checkDependencies(program: Program): Iterable<Finding> {
  const lines = new Map<string, number>();
  const ranges = new Map<string, Identifier>();
  const all = program.loops.flatMap((loop) => usesOf(loop).map((entry) => ({ loop, entry })));
  for (const { loop, entry } of all) {
    yield* properEntry(entry);
    const name = entry.package;
    if (name.kind === 'fault') continue;
    const first = lines.get(`${loop.span.start} ${name.text}`);
    if (first !== undefined) {
      yield {
        code: 'loop.duplicate_name',
        span: name.span,
        message: `${name.text} is listed twice; first in line ${first}.`,
        hint: 'Delete one of the two lines.',
      };
    }
    lines.set(`${loop.span.start} ${name.text}`, first ?? program.lineOf(name));
    yield* sameRange(entry, ranges, program);
    yield* agreement(entry, program);
    yield* presence(name.text, name.span, program);
  }
  const listed = new Set(all.map(({ entry }) => (entry.package.kind === 'fault' ? '' : entry.package.text)));
  const place = program.entry?.keyword ?? program.toolboxes[0]?.keyword;
  if (place === undefined) return;
  for (const name of Object.keys(program.context.metadata?.dependencies ?? {})) {
    if (!listed.has(name)) yield* presence(name, place.span, program);
  }
  if (listed.size > limits.dependenciesMax) {
    yield {
      code: 'loop.too_many',
      span: place.span,
      message: `The program depends on ${listed.size} packages; ${limits.dependenciesMax} are the most.`,
      hint: 'Split it into several loops.',
    };
  }
}

function* properEntry({ alias, package: name, range }: UsesNode): Iterable<Finding> {
  if (name.kind === 'fault') return;
  const bad = (place: UsesNode['span'], message: string, hint: string): Finding => ({
    code: 'loop.bad_dependency',
    span: place,
    message,
    hint,
  });
  if (!isPackageName(name.text)) {
    yield bad(
      name.span,
      `"${name.text}" is no name of a package.`,
      'Write it as it is published: acme/forensic-tools.',
    );
  } else if (alias === null) {
    const suggestion = name.text.slice(name.text.indexOf('/') + 1).replaceAll('-', '_');
    yield bad(
      name.span,
      `${name.text} has no alias.`,
      `Write: - ${suggestion} = ${name.text} ${range?.text ?? '^1.0.0'}`,
    );
  }
  if (range === null) {
    const end = { start: name.span.end, end: name.span.end };
    yield bad(
      end,
      `It is not said which versions of ${name.text} fit.`,
      `Write a range behind it: ${name.text} ^1.0.0`,
    );
  } else if (!isRange(range.text)) {
    yield bad(range.span, `"${range.text}" is no range of versions.`, 'Write one such as ^1.2, >=2.0 <4 or 1.4.0.');
  }
}

/** Loops of one source run with one version of a package. */
function* sameRange(
  { package: name, range }: UsesNode,
  ranges: Map<string, Identifier>,
  program: Program,
): Iterable<Finding> {
  if (name.kind === 'fault' || range === null) return;
  const first = ranges.get(name.text);
  if (first === undefined) ranges.set(name.text, range);
  else if (first.text !== range.text) {
    yield {
      code: 'loop.dependency_differs',
      span: range.span,
      message: `Line ${program.lineOf(first)} wants ${name.text} ${first.text}, and this one ${range.text}.`,
      hint: 'Make them the same: all loops of a source run with one version of a package.',
    };
  }
}

function* agreement({ package: name, range }: UsesNode, { context }: Program): Iterable<Finding> {
  if (name.kind === 'fault' || range === null) return;
  const dependencies = context.metadata?.dependencies ?? {};
  const other = Object.hasOwn(dependencies, name.text) ? dependencies[name.text] : undefined;
  if (other === undefined || other === range.text) return;
  yield {
    code: 'loop.dependency_differs',
    span: range.span,
    message: `The program wants ${name.text} ${range.text} and its metadata ${other}.`,
    hint: 'Make them the same, or leave one of them out.',
  };
}

function* presence(name: string, span: UsesNode['span'], { context }: Program): Iterable<Finding> {
  if (context.offline || !isPackageName(name) || context.dependencies.has(name)) return;
  yield {
    code: 'loop.dependency_missing',
    span,
    message: `No published version of ${name} was found.`,
    hint: 'Publish it first, correct its name or range, or check with --offline.',
  };
}
