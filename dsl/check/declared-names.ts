import { callName } from '../callables.ts';
import type { Finding } from '../finding.ts';
import { isKeyword } from '../keywords.ts';
import { type For, linesOfBody, type Race, type Repeat } from '../lines-of-blocks.ts';
import { namesGivenIn, variableOf } from '../names-given.ts';
import { isIdentifier, type Program } from '../program.ts';
import type { Fault, Identifier, ParameterNode, StepNode } from '../tree.ts';
import { KnownNames } from './known-names.ts';

const plain = /^[a-z_][A-Za-z0-9_]*$/;
/** Words that stand for values of their own, so nothing else can have them as its name. */
const constants: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);
const given: ReadonlyMap<string, string> = new Map([
  ['it', 'the value UNTIL and WHERE look at'],
  ['run', 'the run itself'],
  ['error', 'what went wrong, under ON ERROR'],
]);
/** Not a danger here, where names live in maps, but to the programs that read what a loop gives. */
const unsafe = '__proto__';

/** Names that are given: their letters, words that are taken, and names given twice. */
export function* checkDeclaredNames(program: Program): Iterable<Finding> {
  const inputs = namesOf(program.inputs);
  const steps = program.everyLine.flatMap(({ name, does }) => [
    ...(name === null ? [] : [name]),
    ...(does.kind === 'for' ? variableOf(does) : []),
  ]);
  const aliases = program.uses.map(({ alias }) => alias).filter(isIdentifier);
  const tools = program.tools.map(({ name }) => name).filter(isIdentifier);

  const values = [...inputs, ...steps];
  for (const name of values) yield* proper(name, true);
  for (const name of [...aliases, ...tools]) yield* proper(name, false);
  const known = new KnownNames();
  yield* unique(inputs, program, known);
  const blocks = [program.steps, program.onError];
  const around = new KnownNames(null, [...inputs, ...blocks.flatMap(namesGivenIn)]);
  for (const block of blocks) yield* uniqueInBlock(block, known, around, program);
  yield* unique(tools, program);
  yield* unique(aliases, program);
  for (const { parameters } of program.ownTools) {
    for (const name of namesOf(parameters)) yield* proper(name, false);
    yield* unique(namesOf(parameters), program);
  }
  const loops = program.loops
    .slice(1)
    .flatMap(({ name }) => (isIdentifier(name) ? [{ ...name, text: callName(name.text) }] : []));
  yield* hidden(aliases, values, [...tools, ...loops], program);
  for (const { parts } of program.live) {
    for (const part of parts) {
      if (part.kind !== 'lambda') continue;
      yield* proper(part.parameter, true);
    }
  }
}

function* proper(name: Identifier, isValue: boolean): Iterable<Finding> {
  const meaning = isValue ? given.get(name.text) : undefined;
  const bad = (message: string, hint: string): Finding => ({ code: 'loop.bad_name', span: name.span, message, hint });
  if (name.text === unsafe) {
    yield bad(
      `"${unsafe}" cannot be a name.`,
      'Programs that read what a loop gives may trip over it. Choose another name.',
    );
  } else if (constants.has(name.text)) {
    yield bad(`"${name.text}" is a word of the language and cannot be a name.`, 'Choose another name.');
  } else if (meaning !== undefined) {
    yield bad(`"${name.text}" stands for ${meaning} and cannot be a name.`, 'Choose another name.');
  } else if (!plain.test(name.text)) {
    const fixed = name.text.replace(/[^A-Za-z0-9_]/g, '_').replace(/^[A-Z]+/, (capitals) => capitals.toLowerCase());
    const hint = plain.test(fixed) && /^[\w-]+$/.test(name.text) ? `: ${fixed}` : '';
    const message = isKeyword(name.text)
      ? `"${name.text}" is a word of the language and cannot be a name.`
      : `"${name.text}" cannot be a name.`;
    yield bad(message, `Begin with a lower-case letter and go on with letters, digits and _${hint}.`);
  }
}

/** @param first where names got their meaning; those that are new are added */
function* unique(
  names: readonly Identifier[],
  program: Program,
  known: KnownNames = new KnownNames(),
): Iterable<Finding> {
  for (const name of names) {
    const earlier = known.get(name.text);
    if (earlier == null) known.give(name.text, name);
    else {
      yield {
        code: 'loop.duplicate_name',
        span: name.span,
        message: `"${name.text}" already has a meaning, given in line ${program.lineOf(earlier)}.`,
        hint: 'Names are given once. Choose another name.',
      };
    }
  }
}

/**
 * Of several branches only one runs, so they may give the same name. Of bodies each has names of its own, which must
 * differ from those around it.
 * @param around what is known in the whole block, whatever the order of its lines
 */
function* uniqueInBlock(
  block: readonly (StepNode | Fault)[],
  known: KnownNames,
  around: KnownNames,
  program: Program,
): Iterable<Finding> {
  for (const step of block) {
    if (step.kind === 'fault') continue;
    if (step.name !== null) yield* unique([step.name], program, known);
    const { does } = step;
    if (does.kind === 'if') {
      const branches = does.branches.map(() => new KnownNames(known));
      for (const [at, { steps }] of does.branches.entries())
        yield* uniqueInBlock(steps, branches[at] ?? known, around, program);
      for (const { own } of branches) for (const [text, by] of own) known.give(text, by);
    } else if (does.kind === 'for' || does.kind === 'repeat' || does.kind === 'race') {
      yield* uniqueInBody(does, around, program);
    }
  }
}

function* uniqueInBody(control: For | Repeat | Race, around: KnownNames, program: Program): Iterable<Finding> {
  const lines = linesOfBody(control.body);
  const known = new KnownNames(around);
  yield* unique(variableOf(control), program, known);
  const inside = new KnownNames(around, [...variableOf(control), ...namesGivenIn(lines)]);
  yield* uniqueInBlock(lines, known, inside, program);
}

/** `alias.tool` could mean a field of a value, and `alias(…)` a tool, so an alias shares its name with neither. */
function* hidden(
  aliases: readonly Identifier[],
  values: readonly Identifier[],
  tools: readonly Identifier[],
  program: Program,
): Iterable<Finding> {
  for (const alias of aliases) {
    const other = [...values, ...tools].find(({ text }) => text === alias.text);
    if (other === undefined) continue;
    yield {
      code: 'loop.bad_alias',
      span: alias.span,
      message: `"${alias.text}" is also the name given in line ${program.lineOf(other)}.`,
      hint: 'Choose another alias.',
    };
  }
}

function namesOf(parameters: readonly ParameterNode[]): Identifier[] {
  return parameters.map(({ name }) => name).filter(isIdentifier);
}
