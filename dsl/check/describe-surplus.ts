import type { Finding } from '../finding.ts';
import { clauseWords, controlWords, isKeyword, optionWords, sectionWords } from '../keywords.ts';
import { nearest } from '../nearest.ts';
import type { Fault } from '../tree.ts';

type Description = Omit<Finding, 'span'>;

const expected = (message: string, hint: string): Description => ({ code: 'loop.expected', message, hint });
const unexpected = (message: string, hint: string): Description => ({ code: 'loop.unexpected', message, hint });

/** Words other languages have for what LOOP writes as signs. */
const signs: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  not: '!',
  is: '==',
  '===': '==',
  '!==': '!=',
  '<>': '!=',
};

const wordsBehind: readonly string[] = [...clauseWords, ...optionWords];

/** Words behind a complete value, at the end of a line or before a closing bracket. */
export function describeSurplus({ span, about, what }: Fault, text: string): Description {
  const surplus = text.slice(span.start, span.end).trim();
  const [word = ''] = /^(?:\w+|===|!==|<>|\S)/.exec(surplus) ?? [];
  const sign = Object.hasOwn(signs, word) ? signs[word] : undefined;
  if (sign !== undefined) return unexpected(`"${word}" is no operator of the language.`, `Write ${sign} instead.`);
  if (word === '=') {
    if (about === 'round') return unexpected('Arguments are not named with "=".', 'Write a colon: tool(name: value).');
    if (about === 'curly') return unexpected('Fields are not set with "=".', 'Write a colon: {name: value}.');
    return unexpected('One "=" gives a name and does not compare.', 'Write == to compare.');
  }
  if (word === '.' && about === 'curly')
    return unexpected('Only plain names can stand in { } alone.', 'Write {name: value.field}.');
  if (what === 'comma_expected') {
    return expected(
      `Before ${quoted(surplus)} a comma is missing, or a bracket closes too late.`,
      'Put "," between the values, or delete what is too much.',
    );
  }
  if (word === '->' || surplus.startsWith('->'))
    return unexpected(
      'Types are declared under TOOLS, not where a tool is called.',
      'Delete the "->" and what follows.',
    );
  if (/^[)\]}]/.test(word))
    return unexpected(`This ${word} closes nothing.`, 'Delete it, or open the bracket it should close.');
  if (word === '[')
    return unexpected('Here a [ has no meaning.', 'Write it right after the value whose item you want: hosts[0].');
  const upper = word.toUpperCase();
  const meant = word === upper && !isKeyword(upper) ? nearest(word, wordsBehind) : null;
  if (meant !== null) {
    return {
      code: 'loop.misspelt_word',
      message: `"${word}" is not how the language spells it.`,
      hint: `Did you mean ${meant}?`,
    };
  }
  if (isKeyword(upper)) {
    return unexpected(`"${word}" cannot stand here.`, `After a step come only ${clauseWords.join(', ')}.`);
  }
  return unexpected(
    `${quoted(surplus)} cannot stand here.`,
    'End the line before it, join it with an operator, or begin a comment with "# ".',
  );
}

/** Nothing where a value is wanted. */
export function describeMissingValue({ span }: Fault, text: string): Description {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const before = text.slice(Math.max(lineStart, span.start - 80), span.start).trimEnd();
  const [, previous = ''] = /(\w+|[^\s\w]+)$/.exec(before) ?? [];
  const after = text.slice(span.start, span.start + 60);
  const [next = ''] = /^[ \t]*(?:[A-Za-z]\w*|[^\n])/.exec(after)?.map((part) => part.trim()) ?? [];
  if (next === '' || next === '#') {
    const hint =
      previous === '-'
        ? 'Write the step behind the bullet, or delete the bullet.'
        : 'Write the value, or delete what waits for it.';
    return expected(previous === '' ? 'A value is missing here.' : `A value is missing after "${previous}".`, hint);
  }
  const section = sectionWords.find((word) => after.startsWith(word));
  if (previous === '-' && section !== undefined) {
    return {
      code: 'loop.bullet',
      message: `${section}: begins a section and takes no bullet.`,
      hint: 'Delete the "-".',
    };
  }
  if (controlWords.includes(next)) {
    return unexpected(`${next} cannot stand inside a value.`, 'Give it a line of its own: - name = …');
  }
  if (previous.endsWith('{') && next === '}') {
    return expected(
      'Between { and } in a text a value is put in.',
      'Write its name, or \\{\\} for the braces themselves.',
    );
  }
  if (next === 'YIELD') {
    return unexpected('YIELD is a line of its own; a single value needs none.', 'Delete the word YIELD.');
  }
  if (isKeyword(next) || /^[)\]},:;]$/.test(next)) {
    return expected(`A value is missing before ${quoted(next)}.`, 'Write the value, or delete what waits for it.');
  }
  if (next === '$') return unexpected('Names are written without "$".', 'Delete the "$".');
  return unexpected(`"${next}" cannot begin a value.`, 'Write a name, a text in quotes, a number, [ ] or { }.');
}

/** Words of the program inside a message: in quotes, unless they have some of their own. */
function quoted(text: string): string {
  const shortened = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return shortened.includes('"') ? shortened : `"${shortened}"`;
}
