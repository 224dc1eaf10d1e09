import fc from 'fast-check';

/**
 * Random programs of the whole language, for tools that only read. `~` stands where a space may be, `^` where inside
 * brackets a line may end; `laidOutAnyhow` puts spaces, line ends and comments there.
 */
type Text = fc.Arbitrary<string>;

const join = (...parts: readonly (string | Text)[]): Text =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));
const maybe = (text: Text): Text => fc.option(text, { nil: '', freq: 1 });
const some = (text: Text, between: string, most = 3): Text =>
  fc.array(text, { minLength: 1, maxLength: most }).map((all) => all.join(between));
/** Things in brackets, with or without a comma behind the last. */
const bracketed = (open: string, item: Text, close: string): Text =>
  fc
    .tuple(fc.array(item, { maxLength: 4 }), fc.boolean())
    .map(([items, comma]) => `${open}^${items.join('^,^')}${comma && items.length > 0 ? '^,' : ''}^${close}`);

const name = fc.constantFrom('a', 'assess', 'hosts', 'report', 'x1', 'long_name_of_a_result', 'm');
const path = join(name, maybe(fc.constantFrom('.level', '?.ticket', '.of.it', '[^0^]', '["two words"]')));
const plainText = fc.constantFrom(
  '"high"',
  '""',
  '"a \\"b\\" \\u{1F600} # no comment"',
  '“curly”',
  '"{^}"'.replace('^', 'a'),
  '"Wake {who}: { size(hosts) } of {a.b ?? "none"}"',
  '"Something so long that lines which hold it and one like it are too wide for a page"',
);
const atom = fc.oneof(
  path,
  plainText,
  fc.constantFrom('1', '-5', '0.25', '1e6', 'true', 'null', '30s', '1h30m', '#ops', '#ops:example.org', '@ann', '- 7'),
);
const operator = fc.constantFrom('??', '||', '&&', '==', '!=', '<', '<=', '>=', 'in', '+', '-', '*', '/', '%');

const { expression } = fc.letrec<{ expression: string; call: string }>((tie) => ({
  call: join(
    fc.constantFrom('fetch', 'size', 'tools.find', 'm.filter'),
    bracketed('(', fc.oneof(tie('expression'), join(name, '^:^', tie('expression')), join('i^=>^', atom)), ')'),
  ),
  expression: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'expression', withCrossShrink: true },
    atom,
    tie('call'),
    bracketed('[', tie('expression'), ']'),
    bracketed('{', fc.oneof(name, join(fc.constantFrom('host', 'URL', '"two words"'), '^:^', tie('expression'))), '}'),
    join('(^', tie('expression'), '^)'),
    join('!', path),
    join(atom, '~ ', operator, ' ~', atom, '~ ', operator, ' ~', atom),
    join(path, '~ ? ~', atom, '~ : ~', atom),
  ),
}));
const call = join('fetch', bracketed('(', expression, ')'));

const { type } = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'type' },
    fc.constantFrom('text', 'number', 'any', '"low"~|~"high"', 'user?', 'text|number?'),
    join('list<~', tie('type'), '~>'),
    bracketed('{', join(fc.constantFrom('id', 'NAME', 'owner?'), '^:^', tie('type')), '}'),
  ),
}));
const parameter = join(name, maybe(join('~: ~', type)), maybe(join('~ = ~', expression)));

const anyOrder = (...options: readonly Text[]): Text =>
  fc.shuffledSubarray([...options]).chain((chosen) => join(...chosen.map((option) => join('~ ', option))));
const clauses = anyOrder(
  join('WHEN ~', expression),
  join('AFTER a~,~b'),
  join('TIMEOUT ~', fc.constantFrom('30s', 'a.b')),
  join('RETRY 5', anyOrder(fc.constant('EVERY 2s'), fc.constant('BACKOFF 1.5'))),
  join('ELSE ~', expression),
  join('UNDO ~', call),
);
const act = fc.oneof(
  join('ASK ~', plainText, anyOrder(fc.constant('IN #ops'), fc.constant('FROM [@a, 50]'), fc.constant('NEED 2'))),
  join('SAY ~', expression, anyOrder(fc.constant('IN room'))),
  fc.constantFrom('WAIT 10m', 'WAIT  UNTIL now() + 1h', 'FAIL "No"', 'RETURN {a}'),
  join('WAIT FOR "done"', anyOrder(join('WHERE ~', expression), fc.constant('WITHIN 1d'))),
  join('COLLABORATE "Which?"', anyOrder(fc.constant('QUORUM 2'), fc.constant('WITH ["db"]'), fc.constant('WITHIN 1h'))),
);
const forHead = join('FOR host IN ~', expression, anyOrder(fc.constant('MAX 5'), fc.constant('KEEP  GOING')), '~:');
const repeatHead = join('REPEAT', anyOrder(fc.constant('MAX 9'), fc.constant('EVERY 1m')), '~:');

/** Lines of a block; a line end is `\n`, as in a program. */
const { block } = fc.letrec<{ block: string; line: string }>((tie) => ({
  block: some(tie('line'), '\n'),
  line: join(
    '- ~',
    maybe(join(name, '~ = ~')),
    fc.oneof(
      { maxDepth: 2, depthIdentifier: 'block' },
      call,
      expression,
      act,
      join(forHead, ' ~', fc.oneof(call, act)),
      join(repeatHead, ' ~', call, '~ UNTIL ~', expression),
      join(forHead, '\n', tie('block'), maybe(join('\nYIELD ~', expression)), '\nEND'),
      join(repeatHead, '\n', tie('block'), '\nEND UNTIL ~', expression),
      join('FIRST', maybe(fc.constant(' 2')), '~:\n', tie('block'), '\nEND'),
      join(
        'IF ~',
        expression,
        '~:\n',
        tie('block'),
        maybe(join('\nELSE IF ~', expression, ':\n', tie('block'))),
        '\nEND',
      ),
      join('IF a:\n', tie('block'), '\nELSE:\n', tie('block'), '\nEND'),
    ),
    clauses,
  ),
}));

const tool = join(
  '- ~lookup',
  join('(^', some(parameter, '^,^'), '^)'),
  maybe(join('~ -> ~', type)),
  '~ = ~',
  fc.oneof(
    fc.constantFrom('READ HOST test/lookup', 'HOST  x'),
    join(
      'HTTP POST "https://api.example/{id}"',
      maybe(fc.constant(' WITH {^id^,^host^}')),
      maybe(fc.constant(' AUTH key')),
    ),
    join('PROMPT "Sum up {id}"', maybe(fc.constant('  AGENT scribe'))),
  ),
);
const section = fc.oneof(
  join('USES:\n', some(fc.constantFrom('- f = acme/forensics \\^1.2', '- pager  >=2.0  <4'), '\n')),
  join('INPUT: ~', some(parameter, '~, ~', 5), maybe(join('\n- ~', some(parameter, '~,~', 5)))),
  join('TOOLS:\n', some(tool, '\n')),
  fc.constantFrom('LIMIT:  8h', 'SCHEDULE: "0 9 * * MON" ~IN~ "Europe/Berlin"'),
  join('STEPS:\n', block),
  join('ON ERROR:\n', block),
  join('OUTPUT:', fc.constantFrom(' ', '\n'), bracketed('{', name, '}')),
);
const source = fc
  .tuple(
    join('LOOP acme/on_call', maybe(fc.constant(' 1.2.0')), maybe(fc.constant('  "Wake them"')), '\n'),
    some(section, '\n', 4),
    maybe(join('\nTOOLS pager\n', some(tool, '\n'), '\nEND')),
  )
  .map(([head, sections, toolbox]) => `${head}${sections}\nEND${toolbox}\n`);

const lineEnds = [
  '\n',
  '\n',
  '\n',
  '\n\n',
  '  \n',
  '\r\n',
  ' # says (why\n',
  '\n# on its own\n',
  '\n\n\n    #bang\n\n',
];
const inBrackets = ['', '', '', ' ', ' ', '\n  ', ' # inside "of\n  ', '\n#alone\n   '];
const spaces = ['', '', ' ', '   ', '\t', '\u00a0'];
const indents = ['', '  ', '    ', '      ', '\t'];

/** The same program with spaces, line ends and comments where they may be. */
function laidOutAnyhow(program: string, picks: readonly number[]): string {
  let at = 0;
  const pick = (from: readonly string[]): string => from[(picks[at++ % picks.length] ?? 0) % from.length] ?? '';
  return program.replace(/\\\^|[\n~]|\^+/g, (sign, offset: number) => {
    if (sign === '\\^') return '^';
    if (sign === '\n') return `${pick(lineEnds)}${pick(indents)}`;
    if (sign === '~') return pick(spaces);
    const gap = pick(inBrackets);
    // A line may not go on with these.
    return gap.includes('\n') && /^(?:[-#*]|[A-Z][A-Z])/.test(program.slice(offset + sign.length)) ? ' ' : gap;
  });
}

/** Programs the grammar reads without fault, laid out in every way people do. */
export const randomPrograms: fc.Arbitrary<string> = fc
  .tuple(source, fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 }))
  .map(([program, picks]) => laidOutAnyhow(program, picks));
