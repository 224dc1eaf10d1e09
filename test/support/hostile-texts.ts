import { limits } from '../../domain/limits.ts';
import { pieces } from './mutate.ts';

/** A text as long as a source may be, or longer, that asks a lot of whoever reads it. */
export interface HostileText {
  readonly what: string;
  readonly text: string;
}

const bytesMax = limits.sourceBytesMax;
const bytesOf = (text: string): number => Buffer.byteLength(text);
const lines = (count: number, line: (at: number) => string, between = '\n'): string =>
  Array.from({ length: count }, (_, at) => line(at)).join(between);
const loop = (steps: string, before = ''): string => `LOOP x\n${before}  STEPS:\n${steps}\nEND\n`;
const withStep = (before: string): string => loop('- a = 1', before);
const name = (at: number): string => `a${at.toString(36)}`;
/** The longest text of its kind that is just short enough to be read. */
function longest(make: (count: number) => string, most = 20_000): string {
  let [fits, tooMany] = [1, most + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (bytesOf(make(middle)) <= bytesMax) fits = middle;
    else tooMany = middle;
  }
  return make(fits);
}

const input = '  INPUT: p\n';
const range = (of: string): string => withStep(`  USES:\n- u = a/b ${of}\n`);

const texts: Readonly<Record<string, string>> = {
  '1 MB of letters': 'a'.repeat(1024 * 1024),
  '1 MB of lines': '- a = f(x)\n'.repeat(100_000),
  'one long word': 'a'.repeat(bytesMax),
  'one long comment': `#${'a'.repeat(bytesMax - 1)}`,
  'one long text': loop(`- a = "${'a'.repeat(bytesMax - 40)}"`),
  '50,000 brackets': loop(`- a = ${'('.repeat(50_000)}`),
  '50,000 closing brackets': loop(`- a = ${')'.repeat(50_000)}`),
  commas: ','.repeat(bytesMax),
  'commas in a call': loop(`- a = f(${','.repeat(bytesMax - 40)})`),
  quotes: '"'.repeat(bytesMax),
  'quotes in a step': loop(`- a = ${'"'.repeat(bytesMax - 40)}`),
  'curly quotes': loop(`- a = ${'“'.repeat(20_000)}`),
  'spaces in a range': longest((count) => range(`1${' '.repeat(count)}- 2`), bytesMax),
  'spaces behind a value': longest((count) => loop(`- a = 1 b${' '.repeat(count)}c`), bytesMax),
  'a range of many parts': longest((count) => range('>=1.0.0 '.repeat(count))),
  'code fences': loop('```'.repeat(20_000)),
  'code fences on lines': longest((count) => `${'``` \n'.repeat(count)}x`),
  'line ends': loop('\r\n'.repeat(30_000)),
  'empty steps': longest((count) => loop('- \n'.repeat(count))),
  'steps without end': longest((count) => loop(lines(count, (at) => `- ${name(at)}=1`))),
  'the same step': longest((count) => loop('- a=f(b)\n'.repeat(count))),
  'open brackets on lines': longest((count) => loop('- a = (\n'.repeat(count))),
  'open quotes on lines': longest((count) => loop('- a = "\n'.repeat(count))),
  'everything unclosed': longest((count) => loop('- a = FOR x IN [{b: f("{\n'.repeat(count))),
  'surplus in brackets': longest((count) => loop(`- a = f(${'1 2) '.repeat(count)}`)),
  'surplus in nested brackets': loop(`- a = ${'('.repeat(30)}${'1 2 '.repeat(10_000)}${')'.repeat(30)}`),
  'surplus texts': longest((count) => loop(`- a = f(1 ${'"a '.repeat(count)})`)),
  'texts in texts': loop(`- a = ${'"{'.repeat(30)}1${'}"'.repeat(30)}`),
  'keys that are texts': loop(`- a = ${'{"{'.repeat(15)}1${'}":'.repeat(15)}`),
  'calls in calls': loop(`- ${'f(b: '.repeat(31)}1${')'.repeat(31)}`),
  'long chains in chains': loop(`- a = ${`a${'.b'.repeat(64)}[`.repeat(31)}1${']'.repeat(31)}`),
  'signs in signs': loop(`- a = ${`${'!'.repeat(64)}(`.repeat(31)}1${')'.repeat(31)}`),
  'functions in functions': loop(`- a = ${'[1].map(x=>'.repeat(31)}x${')'.repeat(31)}`, input),
  'choices in choices': longest((count) =>
    loop(
      lines(count, () => `- a = ${'p ? 1 : '.repeat(31)}0`),
      input,
    ),
  ),
  sections: longest((count) => `LOOP x\n${'STEPS:\n'.repeat(count)}`),
  'misspelt sections': longest((count) => `LOOP x\n${'STPES:\n'.repeat(count)}`),
  schedules: longest((count) => withStep('SCHEDULE: "0 0 30 2 *" IN "Europe/Berln"\n'.repeat(count))),
  'a schedule of many minutes': longest((count) => withStep(`SCHEDULE: "${'1,'.repeat(count)}1 * * * *"\n`)),
  'a zone without end': longest((count) => withStep(`SCHEDULE: "0 9 * * *" IN "${'Europe/'.repeat(count)}"\n`)),
  heads: longest((count) => 'LOOP x\n'.repeat(count)),
  ends: longest((count) => 'END\n'.repeat(count)),
  toolboxes: longest((count) => lines(count, (at) => `TOOLS t${at}\nEND`)),
  'loops that call each other': lines(32, (at) =>
    lines(1, () => loop(lines(32, (to) => `- a${to}=l${to}()`)).replace('LOOP x', `LOOP l${at}`)),
  ),
  inputs: longest((count) => withStep(`  INPUT: ${lines(count, (at) => `i${at}`, ', ')}\n`)),
  'types in types': longest((count) =>
    withStep(`INPUT: ${lines(count, (at) => `a${at}: ${'{b: '.repeat(9)}text${'}'.repeat(9)}`, ', ')}\n`),
  ),
  'a choice of many texts': longest((count) => withStep(`  INPUT: p: ${lines(count, (at) => `"${name(at)}"`, '|')}\n`)),
  'a choice of many objects': longest((count) =>
    loop('- a = p.x0', `  INPUT: p: ${lines(count, (at) => `{x${at}: text}`, '|')}\n`),
  ),
  'fields nothing has': longest((count) =>
    loop(
      lines(200, (at) => `- ${name(at)} = p.zz${at}`),
      `  INPUT: p: {${lines(count, (at) => `x${at}: text`, ', ')}}\n`,
    ),
  ),
  'fields that are nearly right': longest(
    (count) =>
      loop(
        lines(count, (at) => `- a${at}=p.name_of_a_field_x${at}`),
        `  INPUT: p: {${lines(count, (at) => `name_of_a_field_${at}: text`, ', ')}}\n`,
      ),
    480,
  ),
  'names that are nearly right': longest(
    (count) => loop(lines(count, (at) => `- name${'abcdefghij'.repeat(4)}${at}=[name${'abcdefghij'.repeat(4)}z${at}]`)),
    480,
  ),
  'tools that are nearly right': longest(
    (count) =>
      loop(
        lines(count, (at) => `- a${at}=isolate_the_host_x${at}()`),
        `  TOOLS:\n${lines(250, (at) => `- isolate_the_host_${at}(a)=HOST pager/page\n`, '')}`,
      ),
    480,
  ),
  'arguments nothing has': longest(
    (count) =>
      loop(
        lines(count, (at) => `- a${at}=t(${lines(64, (to) => `q${to}:1`, ',')})`),
        `  TOOLS:\n- t(${lines(64, (at) => `p${at}`, ',')})=HOST pager/page\n`,
      ),
    480,
  ),
  'tools of many parameters': longest(
    (count) =>
      withStep(`  TOOLS:\n${lines(250, (at) => `- t${at}(${lines(count, (to) => `p${to}`, ',')})=HOST x/y\n`, '')}`),
    64,
  ),
  addresses: longest((count) =>
    withStep(`  TOOLS:\n${lines(250, (at) => `- t${at}(p)=HTTP GET "https://a.b/${'{p}/'.repeat(count)}"\n`, '')}`),
  ),
  'a list of objects': longest((count) => loop(`- a = [${lines(count, () => '{a: p, b: [p, 1]}', ', ')}]`, input)),
  'a list of different objects': longest((count) => loop(`- a = [${lines(count, (at) => `{a${at}: ${at}}`, ', ')}]`)),
  'an object of many fields': longest((count) =>
    loop(`- a = {${lines(count, (at) => `k${at}: ${at}`, ', ')}}\n- b = a.zz`),
  ),
  rooms: longest((count) => loop(`- a = [${'#a,'.repeat(count)}]`)),
  'values in a text': longest((count) => loop(`- a = "${'{p}'.repeat(count)}"`, input)),
  'steps of all steps before': longest(
    (count) => loop(lines(500, (at) => `- ${name(at)} = [${lines(Math.min(at, count), name, ',')}]`)),
    500,
  ),
  'steps after all steps before': longest(
    (count) =>
      loop(lines(400, (at) => `- ${name(at)}=1${at === 0 ? '' : ` AFTER ${lines(Math.min(at, count), name, ',')}`}`)),
    400,
  ),
  'types that grow': loop(
    lines(400, (at) => `- ${name(at)}=${at === 0 ? '{}' : `{a:${name(at - 1)},b:${name(at - 1)}}`}`),
  ),
  'choices that grow': loop(
    lines(400, (at) => `- ${name(at)}=${at === 0 ? '1' : `p?${name(at - 1)}:[${name(at - 1)}]`}`),
    '  INPUT: p: bool\n',
  ),
  'long tests': longest(
    (count) =>
      loop(
        lines(400, (at) => `- ${name(at)}=1 WHEN ${lines(count, (to) => `p==${to}`, '||')}`),
        input,
      ),
    64,
  ),
  branches: longest(
    (count) =>
      loop(
        lines(count, (at) => `- IF p==${at}:\n- b${at}=1\nELSE:\n- b${at}=2\nEND`),
        input,
      ),
    160,
  ),
  'IF in IF': loop(
    `${lines(31, (at) => `- IF p==${at}:`)}\n${lines(460, (at) => `- ${name(at)}=1`)}\n${lines(31, () => 'END')}`,
    input,
  ),
  'names that tell of names': loop(
    `- b0=1 WHEN p\n${lines(200, (at) => `- IF b${at}!=null:\n- b${at + 1}=1\nEND`)}`,
    input,
  ),
  'writes of the same things': loop(
    lines(300, (at) => `- ${name(at)}=w(${lines(30, (to) => `p${to}`, ',')})`),
    `  INPUT: ${lines(30, (at) => `p${at}: text`, ',')}\n  TOOLS:\n  - w(${lines(30, (at) => `p${at}`, ',')}) = HOST pager/page\n`,
  ),
  questions: loop(
    lines(500, (at) => `- ${name(at)}=ASK "q ${at}" IN #a FROM @b NEED 2 CHOICES ["a","b"] WITHIN 3h ELSE "a"`),
  ),
  'loops full of lines': lines(
    20,
    (at) => loop(lines(450, (to) => `- ${name(to)}=1`)).replace('LOOP x', `LOOP l${at}`),
    '',
  ),
};

export const hostileTexts: readonly HostileText[] = Object.entries(texts).map(([what, text]) => ({ what, text }));

/** Where in a program a piece may stand again and again. */
const places: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ...[
    ['LOOP x ', ''],
    ['LOOP x\n  STEPS:\n    - a = 1\n  OUTPUT: ', '\nEND\n'],
    ['LOOP x\n  STEPS:\n', '\nEND\n'],
    ...['', 'f(', '[', '{', '"', '"{', '1 ', 'ASK "q" ', 'FOR x IN xs '].map((head) => [
      `LOOP x\n  STEPS:\n    - a = ${head}`,
      '\nEND\n',
    ]),
    ...[
      'INPUT: ',
      'INPUT: a: ',
      'USES:\n',
      'USES:\n- a = acme/b ',
      'SCHEDULE: "',
      'TOOLS:\n',
      'TOOLS:\n- f(',
      'TOOLS:\n- f(a) = ',
      'TOOLS:\n- f(a) = HTTP GET "',
    ].map((head) => [`LOOP x\n  ${head}`, '\n  STEPS:\n    - a = 1\nEND\n']),
  ].map(([before = '', after = '']) => [before, after] as const),
];

/** Texts of the full size that are one piece over and over, in each place: some two thousand for each of what is between. */
export function* repeatedPieces(between: readonly string[] = ['', ' ', '\n']): Iterable<HostileText> {
  for (const gap of between) {
    for (const [before, after] of places) {
      for (const piece of pieces) {
        const count = Math.floor((bytesMax - bytesOf(before + after)) / bytesOf(piece + gap));
        const what = JSON.stringify(`${before}… ${piece}${gap} …`);
        yield { what, text: before + (piece + gap).repeat(count) + after };
      }
    }
  }
}
