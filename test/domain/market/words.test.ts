import fc from 'fast-check';
import { meantBy, queryOf, reworded, swapped, termsOf, typedOf } from '../../../domain/market/words.ts';

const word = (text: string, isExcluded = false) => ({ words: [text], isExcluded });

describe('what is typed to search for', () => {
  it.each<[string, ReturnType<typeof termsOf>]>([
    ['incident', [word('incident')]],
    ['  Incident-Response ', [word('incident'), word('response')]],
    ['sec/incident_response', [word('sec'), word('incident'), word('response')]],
    ['"canary deploy"', [{ words: ['canary', 'deploy'], isExcluded: false }]],
    ['"canary deploy', [{ words: ['canary', 'deploy'], isExcluded: false }]],
    ['deploy -canary', [word('deploy'), word('canary', true)]],
    ['-"canary deploy"', [{ words: ['canary', 'deploy'], isExcluded: true }]],
    ['Zertifikat für größe', [word('zertifikat'), word('für'), word('größe')]],
    ['?! - ""', []],
  ])('%s is read as words', (typed, terms) => {
    expect(termsOf(typed)).toEqual(terms);
  });

  it.each([
    ['incident response', 'all', 'incident & response'],
    ['incident response', 'any', 'incident | response'],
    ['"canary deploy" -night', 'all', '(canary <-> deploy) & !night'],
    ['canary deploy -night', 'any', '(canary | deploy) & !night'],
    ['-night', 'all', '!night'],
    ['', 'all', ''],
  ] as const)('%s, %s of it, becomes %s', (typed, matching, query) => {
    expect(queryOf(termsOf(typed), matching)).toBe(query);
  });

  it('can be the beginning of a word', () => {
    expect(queryOf(termsOf('incid response'), 'all', ['incid'])).toBe('incid:* & response');
  });

  it('reaches PostgreSQL as letters, digits and our own signs, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (typed) => {
        expect(queryOf(termsOf(typed))).toMatch(/^(?:[\p{L}\p{N}\p{M}]+|[ &!()]|<->)*$/u);
      }),
    );
  });

  it('can be typed again as it was understood', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const terms = termsOf(typed);
        expect(termsOf(typedOf(terms))).toEqual(terms);
      }),
    );
  });

  it('can have other words in it', () => {
    const better = reworded(
      termsOf('incidnet "canray deploy"'),
      new Map([
        ['canray', 'canary'],
        ['incidnet', 'incident'],
      ]),
    );
    expect(typedOf(better)).toBe('incident "canary deploy"');
  });
});

describe('a slip', () => {
  it.each([
    ['incidnet', ['incidents', 'incident', 'indent'], 'incident'],
    ['amce', ['acme', 'acne', 'ace'], 'acme'],
    ['deply', ['deploy', 'reply', 'depth'], 'deploy'],
    ['zebra', ['incident', 'deploy'], null],
    ['tls', ['tls'], null],
    ['cat', ['cut', 'dog'], 'cut'],
  ])('%s among %j means %s', (typed, known, meant) => {
    expect(meantBy(typed, known)).toBe(meant);
  });

  it('of two neighbours is undone by one of the words it may have become', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,12}$/), fc.nat(), (right, place) => {
        const at = place % (right.length - 1);
        const typed = right.slice(0, at) + right[at + 1] + right[at] + right.slice(at + 2);
        if (typed !== right) expect(swapped(typed)).toContain(right);
      }),
    );
  });
});
