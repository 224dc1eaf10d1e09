import { ago, between, duration } from '../../client/cli/durations.ts';
import { newRequestId, runIdOf } from '../../client/cli/ids.ts';
import { lookAt } from '../../client/cli/look.ts';
import { shorten, visible, visibleLine, widthOf, wrap } from '../../client/cli/text.ts';

describe('text from outside', () => {
  test.each([
    ['plain', 'plain'],
    ['two\nlines', 'two\nlines'],
    ['windows\r\nline', 'windows\nline'],
    ['alone\rhere', 'alone\\x0dhere'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['bell\u0007 nul\u0000 del\u007f c1\u009b', 'bell\\x07 nul\\x00 del\\x7f c1\\x9b'],
    ['\u202eevil\u2066', '\\u202eevil\\u2066'],
    ['sep\u2028arate', 'sep\\u2028arate'],
    ['família 👩‍👩‍👧 調査', 'família 👩‍👩‍👧 調査'],
  ])('%j cannot steer the terminal', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('is put on one line where there is room for one', () => {
    expect(visibleLine('  a\n\n   b\tc ')).toBe('a b  c');
  });

  test.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 6, 'too l…'],
    ['調査調査', 5, '調査…'],
    ['調査調査', 4, '調…'],
    ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4, '👩‍👩‍👧…'],
    ['anything', 0, ''],
  ])('%s in %i columns is %s', (text, width, shown) => {
    expect(shorten(text, width, '…')).toBe(shown);
    expect(widthOf(shown)).toBeLessThanOrEqual(width);
  });

  test('is broken between words, and within words that are too long', () => {
    expect(wrap('one two three', 9)).toEqual(['one two', 'three']);
    expect(wrap('a\nb', 9, '  ')).toEqual(['  a', '  b']);
    expect(wrap('x'.repeat(20), 10)).toEqual(['x'.repeat(10), 'x'.repeat(10)]);
  });
});

describe('times', () => {
  test.each([
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [99_000, '99 s'],
    [99_500, '1 min 40 s'],
    [185_000, '3 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [7_620_000, '2 h 07 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0.0 s'],
  ])('%i ms are %s', (ms, shown) => {
    expect(duration(ms)).toBe(shown);
  });

  test('what was is seen from now', () => {
    expect([0, 59_999, 60_000, 3_599_999, 7_200_000, 172_800_000].map(ago)).toEqual([
      '0 s ago',
      '59 s ago',
      '1 min ago',
      '59 min ago',
      '2 h ago',
      '2 d ago',
    ]);
    expect(between('2026-11-23T03:00:00.000Z', null, Date.parse('2026-11-23T03:00:01.500Z'))).toBe(1500);
    expect(between('2026-11-23T03:00:02.000Z', '2026-11-23T03:00:01.000Z', 0)).toBe(0);
  });
});

describe('ids of runs', () => {
  test('can be read out, and are never the same', () => {
    const ids = Array.from({ length: 1_000 }, newRequestId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^r-[2-9a-hjkmnp-z]{10}$/);
  });

  test('are shown as people type them', () => {
    expect(runIdOf({ workflowId: 'loop/r-7f3k2m9q4a' })).toBe('r-7f3k2m9q4a');
    expect(runIdOf({ workflowId: 'someone-elses' })).toBe('someone-elses');
  });
});

describe('the look of a terminal', () => {
  const terminal = { isTTY: true, columns: 100, rows: 30 };

  test('has colour in a terminal, unless somebody says otherwise', () => {
    const colour = (surface: object, environment: NodeJS.ProcessEnv) => lookAt(surface, environment).colour;
    expect(colour(terminal, {})).toBe(true);
    expect(colour({}, {})).toBe(false);
    expect(colour(terminal, { NO_COLOR: '1' })).toBe(false);
    expect(colour(terminal, { NO_COLOR: '' })).toBe(true);
    expect(colour(terminal, { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(colour({}, { FORCE_COLOR: '1' })).toBe(true);
    expect(colour(terminal, { FORCE_COLOR: '0' })).toBe(false);
    expect(colour(terminal, { TERM: 'dumb' })).toBe(false);
  });

  test('has signs beyond ASCII where the locale is UTF-8', () => {
    const unicode = (environment: NodeJS.ProcessEnv) => lookAt(terminal, environment).unicode;
    expect(unicode({ LANG: 'en_US.UTF-8' })).toBe(true);
    expect(unicode({ LC_CTYPE: 'C.utf8', LANG: 'C' })).toBe(true);
    expect(unicode({ LC_ALL: 'C', LANG: 'en_US.UTF-8' })).toBe(false);
    expect(unicode({ LANG: 'POSIX' })).toBe(false);
  });

  test('has a width within reason, and a height only where it can be drawn over', () => {
    expect(lookAt(terminal, {})).toMatchObject({ width: 100, height: 30 });
    expect(lookAt({}, {})).toMatchObject({ width: 80, height: null });
    expect(lookAt({ ...terminal, columns: 3 }, {}).width).toBe(40);
    expect(lookAt({ ...terminal, columns: 1_000 }, {}).width).toBe(160);
    expect(lookAt({ ...terminal, columns: 0 }, {}).width).toBe(80);
  });
});
