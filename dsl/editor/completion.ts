import { normalise } from '../normalise.ts';
import { type Program, readProgram } from '../program.ts';
import type { ExpressionNode } from '../tree.ts';
import { implementationSuggestions, typeSuggestions, valueBegan, wantsType } from './complete-declarations.ts';
import {
  callableSuggestions,
  exportSuggestions,
  memberSuggestions,
  parameterSuggestions,
  stepSuggestions,
  valueSuggestions,
} from './complete-values.ts';
import { nextInStep, wordSuggestion, wordsAtLineStart } from './complete-words.ts';
import { KnownTypes } from './known-types.ts';
import { namesOf } from './names.ts';
import { nodesAt } from './nodes-at.ts';
import { type Frame, type Place, placeAt, type Token } from './place.ts';
import { loopAt } from './regions.ts';
import { whereaboutsOf } from './section-at.ts';
import type { Suggestion } from './suggestion.ts';

/** What an editor offers at a cursor. Never throws for what the source holds. */
export function completionsAt({ source, context }: Program, offset: number): readonly Suggestion[] {
  // With a word at the cursor the text reads as it will: an open bracket ends at a line that is still empty.
  const goesOn = /[A-Za-z0-9_]/.test(source.charAt(offset));
  const written = goesOn ? source : `${source.slice(0, offset)}x${source.slice(offset)}`;
  const { text, comments } = normalise(written);
  if (comments.some(({ start, end }) => start < offset && offset <= end)) return [];
  const place = placeAt(text, offset);
  if (top(place).opener === 'text') return [];
  const completion = new Completion(readProgram(withTextClosed(written, offset, place), context), offset, place);
  return place.afterDot ? completion.members() : completion.words();
}

/** The text closed that ends with the word at the cursor: what stands in its braces is nothing before they are closed. */
function withTextClosed(source: string, offset: number, { frames }: Place): string {
  const [rest = '', word = ''] = /^([A-Za-z0-9_]*)[^\n]*/.exec(source.slice(offset)) ?? [];
  const texts = frames.findIndex(({ opener }) => opener === 'text');
  if (texts === -1 || rest.trim() !== word) return source;
  const missing = frames.slice(texts).map(({ opener }) => (opener === 'line' ? '' : closers[opener]));
  const at = offset + word.length;
  return `${source.slice(0, at)}${missing.toReversed().join('')}${source.slice(at)}`;
}

const closers = { '(': ')', '[': ']', '{': '}', hole: '}', text: '"' };

const top = ({ frames }: Place): Frame => frames.at(-1) ?? frames[0];

class Completion {
  readonly #program: Program;
  readonly #offset: number;
  readonly #place: Place;
  /** The loop the cursor is in. */
  readonly #loop: Program;
  readonly #names;
  readonly #types: KnownTypes;

  constructor(program: Program, offset: number, place: Place) {
    this.#program = program;
    this.#offset = offset;
    this.#place = place;
    this.#loop = loopAt(offset, program);
    this.#names = namesOf(program);
    this.#types = new KnownTypes(program);
  }

  /** Behind a dot. */
  members(): readonly Suggestion[] {
    const field = nodesAt(this.#program.tree, this.#offset).findLast(({ kind }) => kind === 'field');
    if (field === undefined) return [];
    const { of } = field as Extract<ExpressionNode, { kind: 'field' }>;
    if (of.kind === 'name' && this.#loop.callables.isAlias(of.text)) return exportSuggestions(of.text, this.#loop);
    return memberSuggestions(of, this.#types);
  }

  words(): readonly Suggestion[] {
    const { frames } = this.#place;
    const [line] = frames;
    const whereabouts = whereaboutsOf(this.#offset, this.#program);
    const { block, section } = whereabouts;
    if (frames.length === 1 && line.tokens.length === 0) return wordsAtLineStart(whereabouts);
    if (block?.kind === 'toolbox' || section?.kind === 'tools') return this.#inTool(line);
    switch (section?.kind) {
      case 'steps':
      case 'on_error':
        return frames.length > 1 ? this.#inBrackets() : this.#inStep(line);
      case 'input':
        return wantsType(frames) ? typeSuggestions() : [];
      case 'output':
        return frames.length > 1 ? this.#inBrackets() : expectsValue(line.tokens) ? this.#values() : [];
      default:
        return [];
    }
  }

  #inTool(line: Frame): readonly Suggestion[] {
    const { frames } = this.#place;
    if (wantsType(frames)) return typeSuggestions();
    if (!valueBegan(line.tokens)) return [];
    if (frames.length > 1) return expectsValue(top(this.#place).tokens) ? this.#named() : [];
    const next = implementationSuggestions(line.tokens, this.#program);
    return next === 'value' ? this.#named() : next;
  }

  #inStep(line: Frame): readonly Suggestion[] {
    const { words, values } = nextInStep(line.tokens);
    const offered = words.map((word) => wordSuggestion(word));
    if (values === 'none') return offered;
    if (values === 'steps') return stepSuggestions(this.#offset, this.#names, this.#types);
    return [...offered, ...this.#values()];
  }

  #inBrackets(): readonly Suggestion[] {
    const { opener, tokens } = top(this.#place);
    if (!expectsValue(tokens)) return [];
    const last = tokens.at(-1)?.text;
    const isArgument = opener === '(' && (last === undefined || last === ',');
    return [...(isArgument ? this.#parameters(tokens) : []), ...this.#values()];
  }

  #parameters(tokens: readonly Token[]): readonly Suggestion[] {
    const outside = this.#place.frames.at(-2)?.tokens ?? [];
    const name = outside.at(-1);
    if (name?.kind !== 'name' || outside.at(-2)?.text === '.') return [];
    const named = tokens.flatMap(({ text }, at) => (tokens[at + 1]?.text === ':' ? [text] : []));
    const commas = tokens.filter(({ text }) => text === ',').length;
    const callable = this.#loop.callables.resolveName(name.text);
    return parameterSuggestions(callable, new Set(named), commas - named.length);
  }

  #values(): readonly Suggestion[] {
    return [...this.#named(), ...callableSuggestions(this.#loop)];
  }

  #named(): readonly Suggestion[] {
    return valueSuggestions(this.#offset, this.#names, this.#types);
  }
}

/** Whether a value has to follow these words, rather than something behind a value. */
function expectsValue(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  return last === undefined || last.kind === 'sign' || last.kind === 'bullet' || last.kind === 'keyword';
}
