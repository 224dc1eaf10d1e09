import fc from 'fast-check';
import { featuresOf } from '../../../domain/prediction/features.ts';
import { queryTypeOf, topicsOf } from '../../../domain/prediction/query-type.ts';
import { wordsIn } from '../../../domain/prediction/text.ts';

describe('features of a question', () => {
  it('have every field', () => {
    expect(
      featuresOf('Why does the API return 500? Look at `retry_count`.', { text: 'a log', conversationLength: 3 }),
    ).toEqual({
      char_count: 51,
      word_count: 9,
      sentence_count: 2,
      avg_word_length: expect.closeTo(4.33, 2),
      unique_word_ratio: 1,
      technical_term_count: 2,
      is_question: true,
      is_command: false,
      has_code: true,
      has_digit: true,
      is_multi_line: false,
      query_type: 'general',
      topics: ['code'],
      has_context: true,
      context_size: 5,
      conversation_length: 3,
    });
  });

  it.each([
    ['Где лежат журналы? Не вижу их.', 6, 2, true],
    ['サーバーが落ちました。どうすればいいですか？', 20, 2, true],
    ['服务器为什么返回错误？', 10, 1, true],
    ['كيف أعيد تشغيل الخدمة؟', 4, 1, true],
    ['सर्वर बंद है। क्या करें?', 5, 2, true],
    ['ระบบล่ม', 6, 1, false],
    ['👩‍👩‍👧 🚀', 0, 0, false],
    ['', 0, 0, false],
  ])('are read in any script: %s', (text, words, sentences, question) => {
    const features = featuresOf(text);
    expect([features.word_count, features.sentence_count, features.is_question]).toEqual([words, sentences, question]);
  });

  it('are finite numbers for any string whatever', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' }), broken());
    fc.assert(
      fc.property(anything, (text) => {
        const features = featuresOf(text, { text });
        for (const value of Object.values(features)) {
          if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0).toBe(true);
        }
        expect(features.unique_word_ratio).toBeLessThanOrEqual(1);
        expect(features.sentence_count).toBeLessThanOrEqual(Math.max(1, features.char_count));
      }),
      { numRuns: 500 },
    );
  });

  it('take no longer for a text made to be slow to read', () => {
    const slow = [
      'a'.repeat(100_000),
      '_'.repeat(100_000),
      'a.'.repeat(50_000),
      ' '.repeat(100_000),
      '\n    ;'.repeat(20_000),
    ];
    for (const text of slow) expect(featuresOf(text).char_count).toBe(4_096);
  });
});

describe('the type of a question', () => {
  it.each([
    ['The API is returning 500 errors', 'incident_response'],
    ['HTTP 502 from the proxy', 'incident_response'],
    ['Review PR #123 for security issues', 'security'],
    ['Is CVE-2021-44228 in our image?', 'security'],
    ['Review PR #123', 'code_review'],
    ['Deploy v2.1.0 to production', 'deployment'],
    ["What's the OAuth flow?", 'general'],
    ['Guten Morgen allerseits', 'general'],
  ])('%s: %s', (text, type) => {
    expect(queryTypeOf(text)).toBe(type);
  });

  it('says what it is about', () => {
    expect(topicsOf(wordsIn("What's the OAuth flow of the postgres cluster?"))).toEqual([
      'access',
      'databases',
      'infrastructure',
    ]);
  });
});

/** Halves of surrogate pairs, as a cut through an emoji leaves them. */
function broken(): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0xd700, max: 0xe0ff }), { maxLength: 50 })
    .map((codes) => String.fromCharCode(...codes));
}
