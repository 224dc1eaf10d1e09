import fc from 'fast-check';
import { fittingNotice, noticeOf } from '../../client/chat/content.ts';
import { chatLook } from '../../client/chat/render.ts';
import { shown, shownIn } from '../../client/chat/shown.ts';
import { plainOf, spansOf } from '../../client/chat/styled.ts';
import { pens } from '../../client/cli/look.ts';
import { visible } from '../../client/cli/text.ts';

const pen = pens(chatLook('!loom '));
const sequence = '\u001b';

describe('styled text', () => {
  it('is taken apart as the renderers wrote it', () => {
    const styled = `${pen.bold(`a ${pen.green('✓')} b`)} ${pen.dim('c')}\n${pen.code('d\n  ^')}`;
    expect(spansOf(styled).map(({ text, bold, colour, code }) => [text, bold, colour, code])).toEqual([
      ['a ', true, null, false],
      ['✓', true, 'green', false],
      [' b', true, null, false],
      [' ', false, null, false],
      ['c', false, null, false],
      ['\n', false, null, false],
      ['d\n  ^', false, null, true],
    ]);
    expect(plainOf(styled)).toBe('a ✓ b c\nd\n  ^');
  });
});

describe('a notice', () => {
  it('says the same as text and as HTML', () => {
    const text = [
      `${pen.green('✓')} ${pen.bold('triage')} is <done> & "well"`,
      '  step',
      pen.code('a < b'),
      pen.code('x\n  ^'),
    ];
    expect(noticeOf(text.join('\n'))).toEqual({
      msgtype: 'm.notice',
      body: '✓ triage is <done> & "well"\n  step\na < b\nx\n  ^',
      format: 'org.matrix.custom.html',
      formatted_body:
        '<span data-mx-color="#2e8b57">✓</span> <strong>triage</strong> is &lt;done&gt; &amp; &quot;well&quot;<br>' +
        '\u00a0\u00a0step<br><code>a &lt; b</code><pre><code>x\n  ^</code></pre>',
      'm.mentions': {},
    });
  });

  it('calls whom it is told to call, and nobody else', () => {
    expect(noticeOf('@room, @ann:loom.test and @ROOMS', { mentions: ['@bob:loom.test'] })).toMatchObject({
      body: '＠room, @ann:loom.test and ＠ROOMS',
      'm.mentions': { user_ids: ['@bob:loom.test'] },
    });
  });

  it('carries what machines read', () => {
    expect(noticeOf('a', { more: { 'dev.hololoom.card': { id: 'x' } } })).toMatchObject({
      'dev.hololoom.card': { id: 'x' },
    });
  });
});

describe('what nobody can see', () => {
  it.each([
    ['turned \u202eround', 'turned U+202Eround'],
    ['zero\u200bwidth', 'zeroU+200Bwidth'],
    ['bell \u0007', 'bell U+0007'],
    [`${sequence}[31mred`, 'U+001B[31mred'],
    ['half \ud800 pair', 'half U+D800 pair'],
    ['tag \u{e0041}', 'tag U+E0041'],
    ['two\r\nlines\tand', 'two\nlines  and'],
    ['family 👩‍👩‍👧 ok 👍🏽 é', 'family 👩‍👩‍👧 ok 👍🏽 é'],
    ['a\u200db', 'aU+200Db'],
    ['mail@room', 'mail＠room'],
  ])('%j is written out', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('is written out wherever it stands in a result, and bytes stay bytes', () => {
    const bytes = new Uint8Array([1, 2]);
    expect(shownIn({ a: ['\u202e', { '@room': 1 }], bytes, n: null })).toEqual({
      a: ['U+202E', { '＠room': 1 }],
      bytes,
      n: null,
    });
  });
});

describe('hostile text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '</code></pre><b>',
      `${sequence}[11m${sequence}[1m`,
      '&lt;b&gt;',
      '@room',
      '[x](https://evil.test)',
    ),
  );
  const styles = [pen.bold, pen.red, pen.dim, pen.code, (text: string) => text];
  const styled = fc
    .array(fc.tuple(hostile, fc.constantFrom(...styles), fc.boolean()), { maxLength: 12 })
    .map((parts) => parts.map(([text, style, breaks]) => style(visible(shown(text))) + (breaks ? '\n' : '')).join(''));

  it('stays text: no tag but ours, nobody called, nothing unseen', () => {
    fc.assert(
      fc.property(styled, (text) => {
        const { body, formatted_body } = noticeOf(text);
        const tags = formatted_body.match(/<[^>]*>/g) ?? [];
        expect(
          tags.filter((tag) => !/^<(?:\/?(?:strong|code|pre|span)|br|span data-mx-color="#[0-9a-f]{6}")>$/.test(tag)),
        ).toEqual([]);
        for (const each of [body, formatted_body]) {
          expect(each).not.toMatch(/@room/i);
          expect(each.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u);
        }
        expect(body).toBe(plainOf(text));
        const unescaped = formatted_body
          .replaceAll('<br>', '\n')
          .replaceAll(/<[^>]*>/g, '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        const letters = (from: string): string => from.replaceAll(/[\s\u00a0]/g, '');
        expect(letters(unescaped)).toBe(letters(body));
      }),
      { numRuns: 500 },
    );
  });

  it('fits into a message, cut at the end of a line', () => {
    fc.assert(
      fc.property(fc.array(styled, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (parts, times) => {
        const text = parts.join('\n').repeat(times);
        const { content, whole } = fittingNotice(text, 'The rest: all.txt');
        expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThanOrEqual(12 * 1024);
        if (whole) expect(content.body).toBe(plainOf(text));
        else expect(content.body.endsWith('The rest: all.txt')).toBe(true);
      }),
      { numRuns: 100 },
    );
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index}`);
    const { content, whole } = fittingNotice(lines.join('\n'), 'rest');
    expect(whole).toBe(false);
    expect(content.body).toMatch(/^line 0\n[\s\S]*line \d+\nrest$/);
    expect(Buffer.byteLength(JSON.stringify(content))).toBeGreaterThan(11_900);
    expect(fittingNotice('<'.repeat(100_000), 'rest').content.body).toMatch(/^<+…\nrest$/);
  });
});
