import { definitionsAt, occurrencesAt, renamingAt } from '../../../dsl/editor/renaming.ts';
import { compiled } from '../../support/compiled.ts';
import { atCursor, covered } from '../../support/cursor.ts';

const loop = (...lines: readonly string[]): string =>
  [
    'LOOP incident',
    '  INPUT: incident_id',
    '  TOOLS:',
    '    - assess(id: any) = READ HOST pager/page',
    '  STEPS:',
    ...lines.map((line) => `    ${line}`),
    '  OUTPUT: {seen, other: seen}',
    'END',
  ].join('\n');

function lines(text: string): number[] {
  const { program, offset } = atCursor(text);
  return definitionsAt(program, offset).map(({ start }) => program.lines.placeOf(start).line);
}

function renamed(text: string, name: string): string {
  const { program, offset } = atCursor(text);
  const renaming = renamingAt(program, offset, name);
  if (renaming.kind === 'refused') return renaming.reason;
  return renaming.edits.reduceRight(
    (source, { span, text: written }) => source.slice(0, span.start) + written + source.slice(span.end),
    program.source,
  );
}

describe('the definition of a name', () => {
  it('is the line, the input, the tool or the alias that gives it', () => {
    expect(lines(loop('- seen = assess(incident‸_id)'))).toEqual([2]);
    expect(lines(loop('- seen = asse‸ss(1)'))).toEqual([4]);
    expect(lines(loop('- seen = assess(1)', '- b = assess(se‸en)'))).toEqual([6]);
    expect(
      lines('LOOP a\n  USES:\n    - tools = forensic-tools ^2.0\n  STEPS:\n    - x = too‸ls.assess_severity(1)'),
    ).toEqual([3]);
  });

  it('is in each branch that gives it, and found also when it is used too early', () => {
    const branches = [
      '- IF true:',
      '    - seen = assess(1)',
      '  ELSE:',
      '    - seen = assess(2)',
      '  END',
      '- SAY see‸n',
    ];
    expect(lines(loop(...branches))).toEqual([7, 9]);
    expect(lines(loop('- a = assess(see‸n)', '- seen = assess(1)'))).toEqual([7]);
  });

  it('is nowhere for what nobody gives', () => {
    expect(lines(loop('- seen = assess(ru‸n.id)'))).toEqual([]);
    expect(lines(loop('- seen = si‸ze("a")'))).toEqual([]);
  });
});

describe('the places of a name', () => {
  it('are found in texts, clauses, short fields and OUTPUT', () => {
    const { program, offset } = atCursor(
      loop('- se‸en = assess(1) UNDO assess(seen)', '- SAY "{seen}" WHEN seen != null', '- b = assess(2) AFTER seen'),
    );
    const all = occurrencesAt(program, offset);
    expect(
      covered(
        program,
        all.map(({ span }) => span),
      ),
    ).toEqual(Array(7).fill('seen'));
    expect(all.map(({ role }) => role)).toEqual(['given', 'used', 'used', 'used', 'used', 'short', 'used']);
  });

  it('are those of the same body only, where two bodies have one name', () => {
    const body = ['- FOR a IN [1]:', '    - x = assess(a)', '    YIELD x', '  END'];
    const { program, offset } = atCursor(loop(...body, ...body).replace('YIELD x', 'YIELD x‸'));
    expect(occurrencesAt(program, offset).map(({ span }) => program.lines.placeOf(span.start).line)).toEqual([7, 8]);
  });
});

describe('renaming', () => {
  it('writes the new name everywhere, and keeps the names of fields', () => {
    const before = loop('- se‸en = assess(incident_id)', '- b = assess("{seen}")');
    const after = renamed(before, 'found');
    expect(after).toContain('- found = assess(incident_id)');
    expect(after).toContain('assess("{found}")');
    expect(after).toContain('OUTPUT: {seen: found, other: found}');
    expect(compiled(after).steps.map(({ name }) => name)).toEqual(['found', 'b']);
  });

  it('renames a tool where it is declared and called', () => {
    expect(renamed(loop('- seen = asse‸ss(1)'), 'judge')).toContain('- seen = judge(1)');
  });

  it('is refused where it would change what others see, or where the name is taken', () => {
    expect(renamed(loop('- se‸en = assess(1)'), 'incident_id')).toBe('"incident_id" already has a meaning here.');
    expect(renamed(loop('- se‸en = assess(1)'), 'Seen')).toMatch(/^Names begin with a lower-case letter/);
    expect(renamed(loop('- se‸en = assess(1)'), 'run')).toMatch(/^Names begin/);
    expect(renamed(loop('- seen = assess(1)').replace('LOOP inc', 'LOOP inc‸'), 'other')).toMatch(/renamed by hand/);
    expect(renamed(loop('- seen = assess(1) # no‸te'), 'other')).toBe('Nothing that this source names stands here.');
  });
});
