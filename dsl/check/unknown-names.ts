import type { Finding } from '../finding.ts';
import type { Mention } from '../live.ts';
import { type InnerName, innerNamesOf, namesGivenIn } from '../names-given.ts';
import { nearest } from '../nearest.ts';
import { isIdentifier, type Program } from '../program.ts';
import type { Fault, Identifier, Span, StepNode } from '../tree.ts';
import type { KnownNames } from './known-names.ts';

/** What is said about names that have no value where they are used. */
export class UnknownNames {
  readonly #program: Program;
  /** Inputs, and names that are known outside of bodies. */
  readonly #outer: ReadonlyMap<string, Identifier>;
  readonly #inner: readonly InnerName[];
  readonly #nearest = new Map<string, string | null>();

  constructor(program: Program) {
    this.#program = program;
    const blocks = [program.steps, program.onError];
    const outer = [...program.inputs.map(({ name }) => name).filter(isIdentifier), ...blocks.flatMap(namesGivenIn)];
    this.#outer = new Map(outer.toReversed().map((name) => [name.text, name]));
    this.#inner = blocks.flatMap(innerNamesOf);
  }

  /** A name that is given although it has a meaning there. */
  taken({ text, span }: Identifier, earlier: Identifier): Finding {
    return {
      code: 'loop.duplicate_name',
      span,
      message: `"${text}" already has a meaning, given in line ${this.#program.lineOf(earlier)}.`,
      hint: 'Names are given once. Choose another name.',
    };
  }

  *of(mention: Mention, step: StepNode | null, known: KnownNames): Iterable<Finding> {
    const { text, span } = mention;
    const named = this.#inner.filter(({ name }) => name.text === text);
    const around = named.find(({ control }) => holds(control.span, span));
    const later = around?.name ?? this.#outer.get(text);
    if (later !== undefined) {
      yield { code: 'loop.used_before_defined', span, ...this.#tooEarly(text, later, step) };
      return;
    }
    // Of several bodies that give the name most likely the last one above is meant.
    const elsewhere = named.findLast(({ name }) => name.span.start < span.start) ?? named[0];
    if (elsewhere !== undefined) {
      yield { code: 'loop.out_of_scope', span, ...this.#outside(text, elsewhere) };
      return;
    }
    const nearName = this.#nearestOuter(text) ?? (known.isInner ? nearest(text, textsOf(known)) : null);
    const near = known.get(nearName ?? '') ?? this.#outer.get(nearName ?? '');
    // A line that could not be read may be the one that gives the name.
    if (nearName === null && this.#program.faults.some(isStray)) return;
    yield {
      code: 'loop.unknown_name',
      span,
      message: `Nothing called "${text}" is known here.`,
      hint:
        near != null
          ? `Did you mean "${near.text}" (line ${this.#program.lineOf(near)})?`
          : nearName !== null
            ? `Did you mean "${nearName}"?`
            : this.#hintFor(text, known),
    };
  }

  /** Among names that are known outside of bodies, perhaps further down. */
  #nearestOuter(text: string): string | null {
    const before = this.#nearest.get(text);
    if (before !== undefined) return before;
    const found = nearest(text, [...this.#outer.keys(), 'run']);
    this.#nearest.set(text, found);
    return found;
  }

  #tooEarly(text: string, later: Identifier, step: StepNode | null): Pick<Finding, 'message' | 'hint'> {
    const line = this.#program.lineOf(later);
    if (step?.name === later) {
      return {
        message: `"${text}" cannot be made from itself.`,
        hint: 'Use a value from above, or give the result another name.',
      };
    }
    if (step === null) {
      return {
        message: `"${text}" gets its value in line ${line}, under ON ERROR, and only when the run has failed.`,
        hint: 'Use a name of a line under STEPS.',
      };
    }
    if (later.span.start < step.span.start) {
      return {
        message: `"${text}" gets its value in line ${line}, where it is not there for this line: in another branch, or under ON ERROR.`,
        hint: 'Use it below the END of its IF, or give it its value in this branch as well.',
      };
    }
    return {
      message: `"${text}" gets its value in line ${line}, below this line.`,
      hint: 'Move that line above this one: only earlier names can be used.',
    };
  }

  /** A name of a body, used where the body has ended. */
  #outside(text: string, { name, line, control }: InnerName): Pick<Finding, 'message' | 'hint'> {
    const { lineOf } = this.#program;
    const opener = `${control.keyword.text} of line ${lineOf(control.keyword)}`;
    const whole = line.name?.text ?? 'name';
    const naming = line.name === null ? `Name the ${control.keyword.text} ("- name = …") and r` : 'R';
    if (control.kind === 'race') {
      return {
        message: `"${text}" is a branch of the ${opener}, and known by this name only inside it.`,
        hint: `${naming}ead it from what the FIRST gives: ${whole}.${text}.`,
      };
    }
    if (control.kind === 'for' && control.variable === name) {
      return {
        message: `"${text}" is an item of the ${opener}, and known only inside it.`,
        hint: `Put it into what the FOR gives: YIELD {${text}} before its END. ${naming}ead it from ${whole}.`,
      };
    }
    const each = control.kind === 'for' ? 'the list' : 'what';
    return {
      message: `"${text}" is given inside the ${opener}, and known only there.`,
      hint: `Write YIELD ${text} before its END. ${naming}ead it from ${each} the ${control.keyword.text} gives: ${whole}.`,
    };
  }

  #hintFor(text: string, known: KnownNames): string {
    const { callables } = this.#program;
    if (text === 'error') return '"error" has its value only under ON ERROR.';
    if (text === 'it') return '"it" has its value only behind UNTIL and WHERE.';
    if (callables.isAlias(text))
      return `"${text}" is an alias: call it, ${text}(…), or one of its tools, ${text}.tool(…).`;
    if (callables.isTool(text)) return `"${text}" is a tool: call it, ${text}(…).`;
    const names = firstNames(known, 9);
    if (names.length === 0) return `Declare it: INPUT: ${text}. A text stands in quotes: "${text}".`;
    const shown = names.slice(0, 8).join(', ');
    return `Known are ${shown}${names.length > 8 ? ' …' : ''}. A text stands in quotes: "${text}".`;
  }
}

function* textsOf(known: KnownNames): Iterable<string> {
  for (const [text] of known.all()) yield text;
}

/** The first names that people gave. */
function firstNames(known: KnownNames, most: number): readonly string[] {
  const names: string[] = [];
  for (const [name, by] of known.all()) {
    if (names.length === most) break;
    if (by !== null) names.push(name);
  }
  return names;
}

const holds = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
const isStray = ({ what }: Fault): boolean => what === 'stray_in_loop' || what === 'stray_in_steps';
