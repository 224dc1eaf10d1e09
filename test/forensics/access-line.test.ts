import fc from 'fast-check';
import { parseAccessLine } from '../../examples/host-tools/logs/access-line.ts';

const at = Date.parse('2026-01-01T00:41:55Z');
const time = '[01/Jan/2026:01:41:55 +0100]';

test.each([
  [
    `203.0.113.77 - - ${time} "GET /uploads/%74humb.php?c=id HTTP/1.1" 200 54 "-" "curl/8.5.0"`,
    {
      kind: 'request',
      at,
      address: '203.0.113.77',
      method: 'GET',
      path: '/uploads/thumb.php',
      query: 'c=id',
      status: 200,
      bytes: 54,
    },
  ],
  [
    `2001:DB8:66:0::9 - "a user" ${time} "POST /a?b?c HTTP/2.0" 304 - "-" "say \\"hi\\""`,
    {
      kind: 'request',
      at,
      address: '2001:db8:66::9',
      method: 'POST',
      path: '/a',
      query: 'b?c',
      status: 304,
      bytes: 0,
    },
  ],
  [
    `198.51.100.7 - - ${time} "\\x16\\x03\\x01" 400 157 "-" "-"`,
    { kind: 'request', at, address: '198.51.100.7', method: '', path: '', query: '', status: 400, bytes: 157 },
  ],
  [
    `198.51.100.7 - - ${time} "GET /100%-true HTTP/1.1" 200 1`,
    {
      kind: 'request',
      at,
      address: '198.51.100.7',
      method: 'GET',
      path: '/100%-true',
      query: '',
      status: 200,
      bytes: 1,
    },
  ],
])('reads %s', (line, expected) => {
  expect(parseAccessLine(line)).toEqual(expected);
});

test.each([
  '',
  '198.51.100.140 - - [31/Dec/2025:23:59',
  'PHP Warning:  Undefined array key "page"',
  `198.51.100.151 - - [32/Dec/2025:10:00:00 +0100] "GET / HTTP/2.0" 200 5214 "-" "-"`,
  `198.51.100.151 - - ${time} "GET / HTTP/2.0" OK 5214 "-" "-"`,
  `198.51.100.151 - - ${time} "GET / HTTP/2.0`,
])('takes for malformed: %s', (line) => {
  expect(parseAccessLine(line)).toBe('malformed');
});

test('answers every text, however strange, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const reading = parseAccessLine(`203.0.113.77 - - ${time} "${text}" 200 5`);
      expect(reading === 'malformed' || typeof reading === 'object').toBe(true);
    }),
    { numRuns: 2_000 },
  );
  const started = performance.now();
  for (const piece of ['"', '\\', '[', ' ', '\\"', 'a']) parseAccessLine(`1 - - ${time} "${piece.repeat(8_000)}`);
  expect(performance.now() - started).toBeLessThan(500);
});
