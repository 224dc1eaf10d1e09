import { clauseWords, controlWords, sectionWords } from '../keywords.ts';
import type { ControlNode } from '../tree.ts';
import type { Token } from './place.ts';
import type { Whereabouts } from './section-at.ts';
import { type Suggestion, suggestion } from './suggestion.ts';
import { wordHelp } from './word-help.ts';

/** What can be written next in a line of steps. */
export interface Next {
  readonly words: readonly string[];
  /** Whether a value can stand there, the names of lines alone, or neither. */
  readonly values: 'all' | 'steps' | 'none';
}

const nothing: Next = { words: [], values: 'none' };
const value: Next = { words: [], values: 'all' };
/** What a line begins with, after its bullet and its name. */
const beginning: Next = { words: [...controlWords, 'WAIT UNTIL', 'WAIT FOR'], values: 'all' };

/** Words that shape what a line does, by the word it begins with. */
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  FOR: ['MAX', 'FIRST', 'KEEP GOING'],
  REPEAT: ['MAX', 'EVERY'],
  ASK: ['IN', 'FROM', 'NEED', 'CHOICES', 'WITHIN'],
  SAY: ['IN'],
  'WAIT FOR': ['WHERE', 'WITHIN'],
  COLLABORATE: ['WITH', 'QUORUM', 'WITHIN'],
};

/** What can follow in a line under STEPS or ON ERROR. @param tokens of the line, up to the word being written */
export function nextInStep(tokens: readonly Token[]): Next {
  const [first] = tokens;
  if (first?.kind === 'keyword') return nextWithoutBullet(tokens);
  const named = tokens[1]?.kind === 'name' && tokens[2]?.text === '=';
  const rest = tokens.slice(named ? 3 : 1);
  const last = rest.at(-1);
  if (last === undefined) return beginning;
  const head = headOf(rest);
  const inBody = (head === 'FOR' || head === 'REPEAT') && rest.some(({ text }) => text === ':');
  if (last.kind === 'keyword') return nextAfterWord(last.text, rest);
  if (last.kind === 'sign') {
    if (last.text === ':' && inBody) return beginning;
    const governing = rest.findLast(({ kind }) => kind === 'keyword');
    return last.text === ',' && governing?.text === 'AFTER' ? { words: [], values: 'steps' } : value;
  }
  if (head === 'FOR' && rest.length === 2) return { words: ['IN'], values: 'none' };
  if (head === 'IF') return nothing;
  const options = inBody && head === 'FOR' ? [] : (optionsOf[head] ?? []);
  const needsColon = (head === 'FOR' || head === 'REPEAT') && !inBody;
  const clauses = needsColon ? [] : [...clauseWords, ...(head === 'REPEAT' ? ['UNTIL'] : []), ...retryOptions(rest)];
  return { words: unused([...options, ...clauses], rest), values: 'none' };
}

/** Lines that begin with a word: END, ELSE, YIELD, UNTIL. */
function nextWithoutBullet(tokens: readonly Token[]): Next {
  const [first, second] = tokens;
  if (first?.text === 'ELSE' && second === undefined) return { words: ['IF'], values: 'none' };
  if (first?.text === 'END') {
    const last = tokens.at(-1);
    if (last?.kind === 'keyword' && last !== first) return nextAfterWord(last.text, tokens);
    return { words: unused(['UNTIL', ...clauseWords], tokens), values: 'none' };
  }
  return value;
}

function nextAfterWord(text: string, rest: readonly Token[]): Next {
  switch (text) {
    case 'FOR':
      return rest.at(-2)?.text === 'WAIT' ? value : nothing;
    case 'KEEP':
      return { words: ['GOING'], values: 'none' };
    case 'GOING':
      return { words: unused(optionsOf.FOR ?? [], rest), values: 'none' };
    case 'WAIT':
      return { words: ['UNTIL', 'FOR'], values: 'all' };
    case 'REPEAT':
      return { words: ['MAX', 'EVERY'], values: 'none' };
    case 'AFTER':
      return { words: [], values: 'steps' };
    default:
      return value;
  }
}

function headOf([first, second]: readonly Token[]): string {
  if (first?.kind !== 'keyword') return '';
  return first.text === 'WAIT' && second?.text === 'FOR' ? 'WAIT FOR' : first.text;
}

function retryOptions(rest: readonly Token[]): readonly string[] {
  const clause = rest.findLast(({ text }) => clauseWords.includes(text));
  return clause?.text === 'RETRY' ? ['EVERY', 'BACKOFF'] : [];
}

/** Each word shapes a line at most once. */
function unused(words: readonly string[], rest: readonly Token[]): readonly string[] {
  const written = new Set(rest.flatMap(({ kind, text }) => (kind === 'keyword' ? [text] : [])));
  return words.filter((word) => !written.has(word.split(' ')[0] ?? ''));
}

/** What a line can begin with that has no bullet: sections, ends, further branches. */
export function wordsAtLineStart({ block, section, controls }: Whereabouts): readonly Suggestion[] {
  if (block === null) return ['LOOP', 'TOOLS'].map((word) => wordSuggestion(word));
  const inner = controls.at(-1);
  if (inner !== undefined) return wordsInside(inner).map((word) => wordSuggestion(word));
  const end = block.end === null || section !== null ? [wordSuggestion('END')] : [];
  if (block.kind === 'toolbox') return end;
  const there = new Set(block.sections.flatMap((each) => (each.kind === 'fault' ? [] : [each.keyword.text])));
  return [...sectionWords.filter((word) => !there.has(word)).map((word) => wordSuggestion(word, ':')), ...end];
}

function wordsInside(control: ControlNode): readonly string[] {
  switch (control.kind) {
    case 'if':
      return ['END', 'ELSE', 'ELSE IF'];
    case 'for':
    case 'repeat':
      return ['END', 'YIELD'];
    default:
      return ['END'];
  }
}

/** @param behind what is written behind the word */
export function wordSuggestion(word: string, behind = ''): Suggestion {
  const help = wordHelp.get(word === 'ELSE IF' ? 'IF' : word);
  return suggestion('word', `${word}${behind}`, help?.usage.split('\n')[0] ?? '', help?.text ?? '');
}
