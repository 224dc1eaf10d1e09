import fc from 'fast-check';
import { canonicalJson, sha256Hex } from '../../../domain/canonical.ts';
import { jsonFault } from '../../../domain/json-text.ts';
import { canonicalBundle, isSameBundle, readArtifact, writeArtifact } from '../../../domain/market/artifact.ts';
import { looksLike, publisherName, skeletonOf } from '../../../domain/market/name.ts';
import { invisibleIn, unplainWords } from '../../../domain/market/plain-words.ts';
import { bundleOf, made, publisher } from '../../support/made-releases.ts';

const toolbox = 'TOOLS voice\n  - shout(text: text) -> text = READ HOST test/shout\nEND\n';
const voice = made(publisher('acme'), bundleOf('acme/voice', toolbox));
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

describe('the bytes of a release', () => {
  it('are the same again once they were read, whatever people write in them', () => {
    const documents = fc.record({ documentation: words, description: words, tags: fc.array(words, { maxLength: 3 }) });
    fc.assert(
      fc.property(documents, ({ documentation, ...said }) => {
        const metadata = { ...voice.artifact.metadata, ...said };
        const { text, sha256 } = writeArtifact({ ...voice.artifact, documentation, metadata });
        expect(writeArtifact(readArtifact(text))).toEqual({ text, sha256 });
        expect(sha256Hex(text)).toBe(sha256);
      }),
    );
  });

  it('can be read in one way only: fields in another order or written otherwise are refused', () => {
    const { artifact, text } = voice;
    const turned = JSON.stringify(Object.fromEntries(Object.entries(artifact).reverse()));
    for (const other of [turned, JSON.stringify(JSON.parse(text), null, 1), text.replace('"acme"', '"\\u0061cme"')]) {
      expect(JSON.parse(other)).toEqual(JSON.parse(text));
      expect(() => readArtifact(other)).toThrow(expect.objectContaining({ code: 'market.bundle_not_canonical' }));
    }
  });

  it('do not depend on how an editor ends its lines', () => {
    const bundle = bundleOf('acme/voice', toolbox);
    const windows = { ...bundle, source: `\ufeff${bundle.source.replaceAll('\n', '\r\n')}\r\n\r\n` };
    expect(canonicalBundle(windows)).toEqual(bundle);
    expect(isSameBundle(windows, bundle)).toBe(true);
    expect(isSameBundle(bundleOf('acme/voice', toolbox.replace('shout', 'yell')), bundle)).toBe(false);
  });
});

describe('a JSON text', () => {
  it('that was written from a value has no fault', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(!/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
        expect([jsonFault(canonicalJson(value), 32), jsonFault(JSON.stringify(value, null, 2), 32)]).toEqual([
          null,
          null,
        ]);
      }),
    );
  });

  it.each([
    ['{"a":1,"b":{"a":1},"a":2}', 'duplicate_key', 'a'],
    ['[{"a":1,"\\u0061" : 2}]', 'duplicate_key', 'a'],
    ['{"a":{"__proto__":1}}', 'unsafe_key', '__proto__'],
    ['{"\\u005f_proto__":1}', 'unsafe_key', '__proto__'],
    ['[[[[1]]]]', 'too_deep', '4'],
  ])('%s is told to be at fault', (text, kind, what) => {
    expect(jsonFault(text, 3)).toEqual({ kind, what });
  });

  it.each(['{"a":"{[\\"a\\":"}', '["__proto__","__proto__"]', '[{"a":1},{"a":1}]', '{"a":"b","b":"a"}'])(
    '%s is not',
    (text) => {
      expect(jsonFault(text, 3)).toBeNull();
    },
  );
});

describe('names', () => {
  it.each([
    ['forensic-tools', 'forensic_tools', true],
    ['forensic-tools', 'f0rens1c-t00ls', true],
    ['forensic-tools', 'forensic-tool', true],
    ['modern', 'modem', true],
    ['forensic-tools', 'forensic-tools', false],
    ['forensic-tools', 'compliance-logger', false],
    ['deploy', 'delay', false],
  ])('%s and %s can be taken for each other: %s', (one, other, alike) => {
    expect([looksLike(one, other), looksLike(other, one)]).toEqual([alike, alike]);
  });

  it('look like themselves', () => {
    fc.assert(fc.property(words, (name) => expect(skeletonOf(skeletonOf(name))).toBe(skeletonOf(name))));
  });

  it.each([
    ['dana', 'dana'],
    ['Dana Ångström', 'dana-a-ngstro-m'],
    ['42', 'user-42'],
    ['', 'user-here'],
  ])('of the account %j make the publisher %s', (account, name) => {
    expect(publisherName(account)).toBe(name);
  });
});

describe('what a package says of itself', () => {
  const { metadata } = voice.artifact;
  it.each([
    [{ description: 'Contains & fixes: a < b, mail ann@room.example, 100% “safe”\nin two lines.' }, []],
    [{ description: 'Ping @room now' }, ['"description" holds @room, which calls everybody in a room.']],
    [{ name: 'a\u202eb' }, ['"name" holds the invisible character U+202E.']],
    [
      { author: '<b>ada</b>', tags: ['ok', '@here'] },
      ['"author" holds markup such as <b>.', '"tags" holds @here, which calls everybody in a room.'],
    ],
  ])('is plain, or told not to be: %j', (said, told) => {
    expect(unplainWords({ ...metadata, ...said })).toEqual(told);
  });

  it('may take several lines and columns in its documentation, and hide nothing there', () => {
    expect(invisibleIn('# Title\n\n\t<b>code</b> @room 👩‍🚀 é')).toBe('U+200D');
    expect(invisibleIn('# Title\n\n\t<b>code</b> @room é')).toBeNull();
    expect(invisibleIn('a\u0000b')).toBe('U+0000');
  });
});
