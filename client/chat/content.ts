import type { JsonObject } from '../../domain/json.ts';
import { shown } from './shown.ts';
import { type Colour, plainOf, type Span, spansOf } from './styled.ts';

/** The content of a message, without relations. */
export interface MessageContent extends JsonObject {
  readonly msgtype: string;
  readonly body: string;
  readonly formatted_body: string;
}

/** An edit holds its text twice, each as text and as HTML, and the server takes 64 KiB in all. */
const bytesMax = 12 * 1024;

/** Readable on light and on dark grounds. */
const shades: Readonly<Record<Colour, string>> = {
  red: '#d1242f',
  green: '#2e8b57',
  yellow: '#b08000',
  cyan: '#1f7a8c',
};

export interface ContentOptions {
  /** Users to be called; nobody else is, whatever the text says. */
  readonly mentions?: readonly string[];
  /** Further fields, such as the state of a card for machines. */
  readonly more?: JsonObject;
}

/** A notice of styled text: text for every client, and HTML of a few harmless tags for those that show it. */
export function noticeOf(styled: string, { mentions = [], more = {} }: ContentOptions = {}): MessageContent {
  const spans = spansOf(styled).map((span) => ({ ...span, text: shown(span.text) }));
  return {
    msgtype: 'm.notice',
    body: spans.map(({ text }) => text).join(''),
    format: 'org.matrix.custom.html',
    formatted_body: htmlOf(spans),
    'm.mentions': mentions.length === 0 ? {} : { user_ids: [...mentions] },
    ...more,
  };
}

/** A notice that fits, and whether that is all of it. */
export interface FittingNotice {
  readonly content: MessageContent;
  /** False when the end was cut off, so it has to be had in another way. */
  readonly whole: boolean;
}

/**
 * The same, cut at the end of a line where it is too long for a message.
 * @param rest what is said in place of the end
 */
export function fittingNotice(styled: string, rest: string, options: ContentOptions = {}): FittingNotice {
  const whole = noticeOf(styled, options);
  if (bytesOf(whole) <= bytesMax) return { content: whole, whole: true };
  const lines = styled.split('\n');
  const cutAt = (count: number): MessageContent =>
    noticeOf([...lines.slice(0, count), `${end}${rest}`].join('\n'), options);
  let [fits, tooMany] = [0, lines.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (bytesOf(cutAt(middle)) <= bytesMax) fits = middle;
    else tooMany = middle;
  }
  if (fits > 0) return { content: cutAt(fits), whole: false };
  // One line fills it all: its beginning, without its looks.
  const beginning = [...plainOf(lines[0] ?? '')].slice(0, charactersMax).join('');
  return { content: noticeOf([`${beginning}…`, rest].join('\n'), options), whole: false };
}

/** Ends whatever looks were cut in their middle. */
const end = '\u001b[0m';
/** Of a line that is cut: six bytes a letter in HTML at most, and as many again where JSON escapes them. */
const charactersMax = 600;

const bytesOf = (content: MessageContent): number => Buffer.byteLength(JSON.stringify(content));

/** HTML with tags of the specification alone; everything that is not a tag of ours is escaped. */
function htmlOf(spans: readonly Span[]): string {
  const html = spans.map((span, index) => {
    if (span.code && span.text.includes('\n')) return `<pre><code>${escaped(span.text)}</code></pre>`;
    const inner = span.code
      ? `<code>${escaped(span.text)}</code>`
      : withLines(span.text, index === 0 || endsLine(spans[index - 1]));
    const coloured = span.colour === null ? inner : `<span data-mx-color="${shades[span.colour]}">${inner}</span>`;
    return span.bold ? `<strong>${coloured}</strong>` : coloured;
  });
  return html.join('').replaceAll(/(?:<br>)?(<pre>|<\/pre>)(?:<br>)?/g, '$1');
}

const endsLine = (span: Span | undefined): boolean => span?.text.endsWith('\n') ?? true;

/** Line ends and what a line begins with are kept; HTML would make both one space. */
function withLines(text: string, beginsLine: boolean): string {
  return text
    .split('\n')
    .map((line, index) => {
      const [margin = ''] = index > 0 || beginsLine ? (/^ */.exec(line) ?? []) : [];
      return '\u00a0'.repeat(margin.length) + escaped(line.slice(margin.length));
    })
    .join('<br>');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
