import { readRows } from '../../../domain/prediction/rows.ts';

const read = (text: string) => readRows(text, 'answers.jsonl');

describe('a file of answered questions', () => {
  it('is a row a line; what is not known may be left out', () => {
    const text = [
      '\ufeff{"query": "why", "quality": 1}',
      '',
      '{"query": "how", "query_type": "general", "config": "plain", "quality": 0.25, "retried": true, "context": "a log"}\r',
      '{"query": "who", "quality": 0, "config": {"temperature": 0.5, "max_tokens": 10}, "context": {"conversation_length": 3, "hour": 9.5}}',
    ].join('\n');
    expect(read(text)).toEqual([
      { query: 'why', quality: 1 },
      { query: 'how', type: 'general', config: 'plain', quality: 0.25, retried: true, context: { text: 'a log' } },
      {
        query: 'who',
        quality: 0,
        // The same settings in another order are the same configuration.
        config: '{"max_tokens":10,"temperature":0.5}',
        context: { hour: 9.5, conversationLength: 3 },
      },
    ]);
  });

  it.each([
    ['{"query": "a", "quality": 2}', 'line 2 does not fit: "quality" must be a number from 0 to 1.'],
    ['{"query": "a"}', 'line 2 does not fit: "quality" must be a number from 0 to 1.'],
    ['{"query": 7, "quality": 1, "retried": "no"}', '"query" must be a text; "retried" must be true or false.'],
    ['{"query": "a", "quality": 1, "score": 3}', 'unrecognized key: "score".'],
    ['{"query": "a", "quality": 1', 'line 2 is not JSON ('],
    ['[1, 2]', 'line 2 does not fit: expected object'],
  ])('names the line where it cannot be read: %s', (line, message) => {
    expect(() => read(`{"query": "fine", "quality": 0.5}\n${line}\n`)).toThrow(message);
  });

  it('has a row', () => {
    expect(() => read('\n\n')).toThrow('answers.jsonl has no rows.');
  });
});
