import { limits } from '../domain/limits.ts';
import type { Problem } from '../domain/problem.ts';
import { problemCodes } from '../domain/problem-codes.ts';
import type { Finding } from './finding.ts';
import { Lines } from './lines.ts';

/** Letters of a line that are shown; more of it would wrap in a chat window. */
const shownMax = 120;
/** Of those, how many before the place when the line is longer. */
const shownBefore = 60;
const messageMax = 600;

/**
 * Makes findings into problems: placed, with the line as written and a caret, sorted by place, each said once, at most
 * `limits.problemsMax` of them.
 * @param source as written
 * @param lines of that source, when they were found already
 */
export function problemsOf(findings: Iterable<Finding>, source: string, lines = new Lines(source)): Problem[] {
  const once = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.span.start} ${finding.code}`;
    if (!once.has(key)) once.set(key, finding);
  }
  // Were warnings to crowd out the errors, a broken program would look sound.
  const bySeverity = [...once.values()].sort((a, b) => Number(isWarning(a)) - Number(isWarning(b)) || byPlace(a, b));
  const chosen = bySeverity.slice(0, limits.problemsMax).sort(byPlace);
  return chosen.map((finding) => problemOf(finding, lines));
}

const byPlace = (a: Finding, b: Finding): number => a.span.start - b.span.start;
const isWarning = ({ code }: Finding): boolean => problemCodes[code].severity === 'warning';

function problemOf({ code, span, message, hint }: Finding, lines: Lines): Problem {
  const { line } = lines.placeOf(span.start);
  // A place behind the last letter of a line may lie inside its CRLF.
  const start = Math.min(span.start, lines.endOf(line));
  const { column } = lines.placeOf(start);
  const end = Math.max(start, Math.min(span.end, lines.endOf(line)));
  return {
    severity: problemCodes[code].severity,
    code,
    line,
    column,
    length: Math.max(1, lines.placeOf(end).column - column),
    message: printable(message, messageMax),
    hint: printable(hint, messageMax),
    excerpt: excerptOf(lines.textOf(line), line, start - lines.startOf(line), end - lines.startOf(line)),
  };
}

/** The line, numbered, and below it the caret; of a long line the part around the caret, from `start` to `end`. */
function excerptOf(text: string, line: number, start: number, end: number): string {
  const all = text.length <= shownMax;
  const before = lettersOf(all ? text.slice(0, start) : text.slice(Math.max(0, start - 2 * shownBefore), start));
  const after = lettersOf(all ? text.slice(start) : text.slice(start, start + 2 * shownMax));
  const head = all ? before : before.slice(-shownBefore);
  const tail = all ? after : after.slice(0, shownMax - head.length);
  const cutBefore = head.join('').length < start ? '…' : '';
  const cutAfter = tail.join('').length < text.length - start ? '…' : '';
  const marked = columnsOf(tail.join('').slice(0, end - start));
  const gutter = `${line} | `;
  return [
    `${gutter}${cutBefore}${head.join('')}${tail.join('')}${cutAfter}`.trimEnd(),
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(columnsOf(cutBefore + head.join('')))}${'^'.repeat(Math.max(1, marked))}`,
  ].join('\n');
}

const lettersOf = (text: string): string[] => [...printable(text, Number.POSITIVE_INFINITY)];

/** What nearly all programs are written in. */
const plain = /^[\n -~]*$/;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const joined = /\p{M}|\u200d|\ufe0f/u;

/** How many columns a terminal gives to a text: two to East Asian letters and emoji, none to what is set above others. */
function columnsOf(text: string): number {
  if (plain.test(text)) return text.length;
  return [...text].reduce((columns, letter) => columns + (wide.test(letter) ? 2 : joined.test(letter) ? 0 : 1), 0);
}

/** A text that cannot steer a terminal or hide in it: one plain sign for each control or invisible character. */
function printable(text: string, lettersMax: number): string {
  if (text.length <= lettersMax && plain.test(text)) return text;
  const clean = text
    .replace(/\t/g, ' ')
    .replace(
      /(?!\n)[\p{Cc}\p{Cs}\u061c\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu,
      '\ufffd',
    );
  return clean.length > lettersMax ? `${[...clean].slice(0, lettersMax - 1).join('')}…` : clean;
}

/** One problem as people read it, in chat as in the terminal. */
export function renderProblem(problem: Problem, file: string): string {
  const { severity, code, line, column, message, hint, excerpt } = problem;
  const [first = '', ...others] = hint.split('\n');
  const indent = excerpt.slice(excerpt.lastIndexOf('\n') + 1).replace(/\| .*$/, '| ');
  return [
    `${severity} ${code}: ${message}`,
    `  --> ${file}:${line}:${column}`,
    `${excerpt} ${first}`.trimEnd(),
    ...others.map((other) => `${indent}${other}`.trimEnd()),
  ].join('\n');
}

/** All problems as people read them, at most `limits.problemsShownMax`. */
export function renderProblems(problems: readonly Problem[], file: string): string {
  const shown = problems.slice(0, limits.problemsShownMax).map((problem) => renderProblem(problem, file));
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n\n');
}
