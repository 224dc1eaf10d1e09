import type { Finding } from '../finding.ts';
import { sectionWords } from '../keywords.ts';
import type { Fault, FaultKind } from '../tree.ts';
import { describeMissingValue, describeSurplus } from './describe-surplus.ts';

type Description = Omit<Finding, 'span'>;
type Describe = (fault: Fault, text: string) => Description;

const say = (code: Finding['code'], message: string, hint: string): Description => ({ code, message, hint });

/** What a fault of the grammar means to the person who wrote the line. */
export function describeFault(fault: Fault, text: string): Description {
  return descriptions[fault.what](fault, text);
}

const toolShape = '- name(parameter: type) -> type = HOST registered/name';
const written = ({ span }: Fault, text: string): string => text.slice(span.start, Math.min(span.end, span.start + 60));
const lineFrom = (start: number, text: string): string =>
  text.slice(start, (text.indexOf('\n', start) + 1 || text.length + 1) - 1);

const closers: Readonly<Record<string, readonly [string, string]>> = {
  round: ['(', ')'],
  square: ['[', ']'],
  curly: ['{', '}'],
  angle: ['<', '>'],
  quote: ['"', '"'],
};

const nameWanted: Readonly<Record<string, readonly [string, string]>> = {
  block: ['The name of the block is missing.', 'Write one, for example "LOOP nightly_report" or "TOOLS forensics".'],
  field: [
    'The name of a field is missing.',
    'Write the name right after the dot or bracket; fields with other letters are read by value["any-name"].',
  ],
  host: [
    'The name of the HOST tool is missing.',
    'Write the name the operator registered, for example "HOST deployer/deploy".',
  ],
  package: [
    'The name of the package is missing.',
    'Write "- alias = package range", for example "- forensics = acme/forensic-tools ^1.2".',
  ],
  method: ['It is not said what HTTP does.', 'Write GET, HEAD, POST, PUT, PATCH or DELETE before the address.'],
  name: ['A name is missing.', 'Write one: it begins with a lower-case letter and goes on with letters, digits and _.'],
};

const descriptions: Readonly<Record<FaultKind, Describe>> = {
  array_type: () =>
    say('loop.bad_type', 'Types of lists are not written with [ ].', 'Write list<text> for a list of texts.'),
  bad_escape: (fault, text) =>
    say(
      'loop.bad_text',
      `${written(fault, text)} stands for nothing in a text.`,
      'Write \\n, \\t, \\", \\\\, \\{, \\} or \\u{1F600}; a backslash itself is \\\\.',
    ),
  bad_number: (fault, text) =>
    say(
      'loop.bad_number',
      `"${written(fault, text)}" is no number and no duration.`,
      'Write numbers like 5 or 0.25, durations like 30s, 10m, 2h or 14d, and anything else in quotes.',
    ),
  bad_word: describeBadWord,
  colon_expected: ({ about }) => {
    if (about === '?') return say('loop.expected', 'After ? two values are wanted.', 'Write: test ? value : other');
    if (about === '') return say('loop.expected', 'A colon is missing here.', 'Write ":" and go on in the next line.');
    return say('loop.expected', `${about} needs a colon.`, `Write "${about}:".`);
  },
  comma_expected: describeSurplus,
  early_yield: () =>
    say(
      'loop.unexpected',
      'YIELD says what a body gives, so it is its last line.',
      'Move it down, right before the END.',
    ),
  implementation_expected: ({ about }) =>
    about === '='
      ? say(
          'loop.bad_tool',
          'It is not said what does the work of the tool.',
          `Write "HOST" and the name the operator registered: ${toolShape}`,
        )
      : say('loop.bad_tool', 'It is not said how the tool works.', `End the line with "= HOST name": ${toolShape}`),
  key_expected: (fault, text) => {
    const value = written(fault, text);
    const name = /^[a-z_]\w*(?:\.\w+)*\.(\w+)$/.exec(value)?.[1];
    return say('loop.expected', 'Each field of { } needs a name.', `Write {${name ?? 'name'}: ${value}}.`);
  },
  junk: describeSurplus,
  misspelt: (fault, text) =>
    say(
      'loop.misspelt_word',
      `"${written(fault, text)}" is not how the language spells it.`,
      `Did you mean ${fault.about}?`,
    ),
  missing_bullet: () => say('loop.bullet', 'A step begins with a bullet.', 'Write "- " before it.'),
  name_expected: ({ about }) => {
    const [message, hint] = nameWanted[about] ?? (nameWanted.name as readonly [string, string]);
    return say('loop.expected', message, hint);
  },
  needless_bullet: () => say('loop.bullet', 'This line takes no bullet.', 'Delete the "-".'),
  not_callable: () =>
    say(
      'loop.not_callable',
      'Only tools can be called, and what stands before this bracket is a value.',
      'Call a tool by its name: tool(argument).',
    ),
  parameters_expected: () =>
    say('loop.bad_tool', 'A tool is declared with its parameters in round brackets.', `Write: ${toolShape}`),
  single_quotes: (fault, text) => {
    const inner = written(fault, text).replaceAll("'", '');
    return say('loop.bad_text', 'Texts stand in double quotes.', `Write "${inner}".`);
  },
  stray_in_loop: (fault, text) => {
    if (written(fault, text).startsWith('-')) {
      return say(
        'loop.unexpected',
        'This line stands under no section.',
        'Put steps under "STEPS:", tools under "TOOLS:", inputs under "INPUT:".',
      );
    }
    return say(
      'loop.unexpected',
      'This line begins no section.',
      `The sections of a loop are ${sectionWords.map((word) => `${word}:`).join(' ')}`,
    );
  },
  stray_in_steps: () =>
    say(
      'loop.unexpected',
      'This line is no step.',
      'Begin steps with "- ", comments with "# ", and sections with a word in capitals and a colon.',
    ),
  stray_in_toolbox: () => say('loop.bad_tool', 'This line declares no tool.', `Write: ${toolShape}`),
  stray_top: describeStrayTop,
  stray_until: () =>
    say(
      'loop.unexpected',
      'UNTIL stands behind the END of its REPEAT.',
      'Write it there, on the same line: END UNTIL name.done',
    ),
  stray_yield: () =>
    say(
      'loop.unexpected',
      'YIELD is the last line of a FOR or REPEAT, UNTIL stands behind the END of a REPEAT, and this is neither.',
      'Give the value a name instead: - name = …',
    ),
  too_deep: () =>
    say(
      'loop.too_deep',
      'This goes deeper, or on longer, than the language allows.',
      'Give parts of it steps of their own.',
    ),
  type_expected: () =>
    say(
      'loop.bad_type',
      'A type is missing here.',
      'Write text, number, bool, duration, time, user, room, any, list<text>, map<text>, {field: text} or "a"|"b".',
    ),
  unclosed: ({ about }) => {
    if (about === 'hole') {
      return say('loop.unclosed', 'The { in this text is never closed.', 'Close it with }, or write \\{ for a brace.');
    }
    const [opener, closer] = closers[about] ?? ['(', ')'];
    if (about === 'quote') {
      return say(
        'loop.unclosed',
        'The text that begins here is never closed.',
        'Close it with " on the same line; write \\n for a new line in it.',
      );
    }
    return say('loop.unclosed', `The ${opener} opened here is never closed.`, `Close it with ${closer}.`);
  },
  value_expected: describeMissingValue,
};

function describeBadWord(fault: Fault, text: string): Description {
  if (fault.about === 'IN') {
    return say('loop.expected', 'FOR wants the word IN between its name and its list.', 'Write: FOR host IN hosts:');
  }
  const word = written(fault, text);
  if (fault.about === 'MAX')
    return say('loop.expected', 'Before the number of rounds stands MAX.', `Write REPEAT MAX ${word}:`);
  const plain = word.toLowerCase();
  const constant = (
    { true: 'true', false: 'false', null: 'null', none: 'null', nil: 'null', undefined: 'null' } as const
  )[plain];
  if (constant !== undefined)
    return say('loop.misspelt_word', `"${word}" is not how the language spells it.`, `Did you mean ${constant}?`);
  const hint = /^[A-Za-z]\w*$/.test(word)
    ? `Did you mean "${word[0]?.toLowerCase()}${word.slice(1)}"?`
    : 'Use the letters a to z, digits and _.';
  return say('loop.bad_name', `"${word}" cannot be a name.`, `Names begin with a lower-case letter. ${hint}`);
}

function describeStrayTop(fault: Fault, text: string): Description {
  const line = lineFrom(fault.span.start, text).trim();
  if (/^END\b/i.test(line)) {
    return say(
      'loop.unexpected',
      'This END closes nothing.',
      'Delete it, or look for a block above that was closed too early.',
    );
  }
  return say(
    'loop.unexpected',
    'This line stands in no block.',
    'A program begins with "LOOP name" and ends with "END"; comments begin with "# ".',
  );
}
