import { gzipSync } from 'node:zlib';
import { signText } from '../../client/signing.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Artifact } from '../../domain/market/artifact.ts';
import { type Closure, closureText } from '../../domain/market/closure.ts';
import { linkHash } from '../../domain/market/log.ts';
import {
  bundleOf,
  closureOf,
  closureTextOf,
  type Made,
  made,
  type Publisher,
  publisher,
  rotated,
  signed,
  signedText,
} from './made-releases.ts';

/** Something that looks like a bundle, and the code it has to be refused with. */
export interface HostileBundle {
  readonly what: string;
  readonly bytes: string | Uint8Array;
  readonly code: ErrorCode;
}

export const toolbox =
  'TOOLS voice\n  - shout(text: text) -> text = READ HTTP GET "https://voice.example/{text}"\nEND\n';
export const greeter = 'LOOP greeter\n  INPUT: who: text\n  STEPS:\n    - loud = shout(who)\n  OUTPUT: {loud}\nEND\n';

/** What stands in the registry before they come. */
export interface Scene {
  readonly acme: Publisher;
  readonly voice: Made;
  readonly greet: Made;
}

export function scene(): Scene {
  const acme = publisher('acme');
  const voice = made(acme, bundleOf('acme/voice', toolbox));
  const greet = made(acme, bundleOf('acme/greeter', greeter, { dependencies: { 'acme/voice': '^1.0.0' } }), [voice]);
  return { acme, voice, greet };
}

type Unsigned = Omit<Closure, 'signature'>;
type Release = Closure['releases'][number];

/** At least one for each thing somebody might try. @param scene of which `voice` and `greet` 1.0.0 are in the registry */
export function hostileBundles({ acme, voice, greet }: Scene): readonly HostileBundle[] {
  const eve = publisher('eve');
  const good = closureTextOf([voice, greet]);
  const next = made(acme, bundleOf('acme/voice', toolbox, { version: '1.1.0' }));
  const change = (what: string, code: ErrorCode, how: (closure: Unsigned) => Unsigned, of = [next]): HostileBundle => ({
    what,
    code,
    bytes: closureTextOf(of, how),
  });
  const release = (what: string, code: ErrorCode, how: Partial<Release>): HostileBundle =>
    change(what, code, (closure) => ({ ...closure, releases: closure.releases.map((each) => ({ ...each, ...how })) }));
  const artifact = (what: string, code: ErrorCode, how: Partial<Artifact>, by = acme): HostileBundle => ({
    what,
    code,
    bytes: closureTextOf([signed(by, { ...next.artifact, ...how })]),
  });
  const words = (what: string, code: ErrorCode, how: Partial<Artifact['metadata']>): HostileBundle =>
    artifact(what, code, { metadata: { ...next.artifact.metadata, ...how } });
  const text = (what: string, code: ErrorCode, bytes: string | Uint8Array): HostileBundle => ({ what, code, bytes });
  const named = (what: string, code: ErrorCode, name: string): HostileBundle => {
    const renamed = { ...next.artifact, package: name, metadata: { ...next.artifact.metadata, workflow_id: name } };
    return text(what, code, closureTextOf([signed(acme, renamed)]));
  };
  const packed = (what: string, code: ErrorCode, name: string, by: Publisher, source = toolbox): HostileBundle =>
    text(what, code, closureTextOf([made(by, bundleOf(name, source))]));

  const needs = (name: string, version: string, dependencies: Record<string, string>, by = acme): Made => {
    const { artifact: like } = voice;
    const metadata = { ...like.metadata, workflow_id: name, version, dependencies };
    const chosen = Object.fromEntries(Object.keys(dependencies).map((each) => [each, '1.0.0']));
    return signed(by, { ...like, package: name, version, metadata, dependencies: chosen });
  };
  const link = (how: (link: Release['link']) => Release['link']): Partial<Release> => {
    const [own] = closureOf([next]).releases;
    return own === undefined ? {} : { link: how(own.link) };
  };
  const relinked = (entry: string): Partial<Release> =>
    link((own) => ({ ...own, entry, hash: linkHash(own.previous, entry) }));

  return [
    // The text itself.
    text('nothing at all', 'market.bundle_not_json', ''),
    text('half of a bundle', 'market.bundle_not_json', good.slice(0, good.length / 2)),
    text('a bundle packed by gzip', 'command.bad_file', gzipSync(good)),
    text('a gzip bomb', 'command.bad_file', gzipSync(Buffer.alloc(8 * 1024 * 1024))),
    text('50 MB', 'market.bundle_too_large', Buffer.alloc(50 * 1024 * 1024, '{')),
    text('lists nested 100,000 deep', 'market.bundle_too_deep', `{"releases":${'['.repeat(100_000)}`),
    text(
      'a key said twice',
      'market.bundle_duplicate_key',
      good.replace('{"exporter":', '{"exporter":"x","exporter":'),
    ),
    text(
      'a key said twice, once in disguise',
      'market.bundle_duplicate_key',
      good.replace('{"exporter":', '{"\\u0065xporter":"x","exporter":'),
    ),
    text(
      'a key __proto__',
      'market.bundle_unsafe_key',
      good.replace('{"exporter":', '{"__proto__":{"older":true},"exporter":'),
    ),
    text(
      'a key constructor',
      'market.bundle_unsafe_key',
      good.replace('{"exporter":', '{"constructor":{},"exporter":'),
    ),
    text('a space more', 'market.bundle_not_canonical', good.replace(',"format":1', ', "format":1')),
    text('an escape more', 'market.bundle_not_canonical', good.replace('"hololoom.bundle"', '"hololoom.\\u0062undle"')),
    text('a field more', 'market.bundle_malformed', good.replace(',"format":1', ',"format":1,"graph":1')),
    text('a format of tomorrow', 'market.bundle_malformed', good.replace('"format":1,"head"', '"format":2,"head"')),
    text('10,000 releases', 'market.bundle_malformed', tenThousand(closureOf([next]))),

    // The signature over the whole.
    text(
      'a signature of nobody',
      'market.bundle_signature_wrong',
      canonicalJson({ ...closureOf([next]), signature: '0'.repeat(128) }),
    ),
    text(
      'a bundle that was changed later',
      'market.bundle_signature_wrong',
      canonicalJson({ ...closureOf([next]), root: { package: 'acme/voice', version: '1.2.0' } }),
    ),
    text('signed by somebody else', 'market.bundle_signature_wrong', signedBy(eve, closureOf([next]))),
    change('an exporter without a key', 'market.bundle_signature_wrong', (closure) => ({
      ...closure,
      exporter: eve.keyId,
    })),

    // Hashes and signatures of releases.
    release('a wrong hash', 'market.hash_wrong', { sha256: '0'.repeat(64) }),
    release('other bytes than were hashed', 'market.hash_wrong', {
      artifact: next.text.replace('voice.example', 'evil.example'),
    }),
    release('the right hash and a wrong signature', 'market.signature_wrong', { signature: '0'.repeat(128) }),
    release('the signature of another release', 'market.signature_wrong', { signature: greet.signature }),
    release('no signature', 'market.unsigned', { signature: null }),
    text(
      'the signature of another key',
      'market.signature_wrong',
      closureTextOf([{ ...next, signature: signText(eve.pair.privateKey, next.text) }]),
    ),
    text(
      'a key that is not of that publisher',
      'market.key_wrong',
      closureTextOf([{ ...next, by: eve, signature: signText(eve.pair.privateKey, next.text) }]),
    ),
    artifact('a publisher who is not the one in the name', 'market.key_wrong', { publisher: 'eve' }, eve),
    release('a key that is not in it', 'market.key_wrong', { keyId: eve.keyId }),
    change('a second first key', 'market.key_wrong', (closure) => ({
      ...closure,
      keys: [...closure.keys, { ...(eve.keys[0] as Closure['keys'][number]), publisher: 'acme' }],
    })),
    text('a key nobody signed for', 'market.rotation_wrong', closureTextOf([signed(stolen(acme), next.artifact)])),
    change('a key that signed nothing', 'market.bundle_surplus', (closure) => ({
      ...closure,
      keys: [...closure.keys, ...eve.keys],
    })),
    text(
      'another key than the one that is known',
      'market.key_changed',
      closureTextOf([made(publisher('acme'), bundleOf('acme/voice', toolbox, { version: '1.1.0' }))]),
    ),

    // The log.
    release(
      'a changed entry of the log',
      'market.log_broken',
      link((own) => ({ ...own, entry: own.entry.replace('03:00', '04:00') })),
    ),
    release('an entry about something else', 'market.log_broken', relinked('{"kind":"published"}')),
    change('an entry behind the end of the log', 'market.log_broken', (closure) => ({
      ...closure,
      head: { ...closure.head, seq: 1 },
    })),
    change('another end than its last entry', 'market.log_broken', (closure) => ({
      ...closure,
      head: { ...closure.head, hash: '0'.repeat(64) },
    })),

    // What it holds.
    release('another version inside than outside', 'market.version_differs', { version: '1.2.0' }),
    words('another version in its metadata', 'market.version_differs', { version: '9.9.9' }),
    change('nothing of what it is called', 'market.bundle_incomplete', (closure) => ({
      ...closure,
      root: { package: 'acme/other', version: '1.0.0' },
    })),
    text('a dependency that is missing', 'market.bundle_incomplete', closureTextOf([greet])),
    text(
      'a release that nothing needs',
      'market.bundle_surplus',
      closureTextOf([made(acme, bundleOf('acme/extra', toolbox)), next]),
    ),
    text('a release twice', 'market.bundle_surplus', closureTextOf([next, next])),
    text(
      'two that need each other',
      'market.bundle_cycle',
      closureTextOf([
        needs('acme/one', '1.0.0', { 'acme/two': '^1' }),
        needs('acme/two', '1.0.0', { 'acme/one': '^1' }),
      ]),
    ),
    text(
      'one that needs itself',
      'market.bundle_cycle',
      closureTextOf([needs('acme/one', '1.0.0', { 'acme/one': '^1' })]),
    ),
    text(
      'a range that its own dependency does not meet',
      'market.range_unmet',
      closureTextOf([voice, needs('acme/loud', '1.0.0', { 'acme/voice': '^2.0.0' })]),
    ),
    text('a range that only an unsigned version meets', 'market.unsigned', unsignedDependency(voice, greet)),
    artifact('10,000 dependencies', 'market.bundle_malformed', {
      metadata: {
        ...next.artifact.metadata,
        dependencies: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`acme/n${at}`, '^1'])),
      },
    }),
    artifact('a lock without what it needs', 'market.not_its_source', {
      ...greet.artifact,
      package: 'acme/voice',
      version: '1.1.0',
      metadata: next.artifact.metadata,
      source: next.artifact.source,
      dependencies: {},
      lock: {},
    }),
    text(
      'a release that is not canonical',
      'market.bundle_not_canonical',
      closureTextOf([signedText(acme, next.artifact, next.text.replace(',"format":1', ', "format":1'))]),
    ),
    text(
      'a release with a key said twice',
      'market.bundle_duplicate_key',
      closureTextOf([signedText(acme, next.artifact, next.text.replace('"format":1', '"format":1,"format":1'))]),
    ),
    text(
      'a release that is too deep',
      'market.bundle_too_deep',
      closureTextOf([signedText(acme, next.artifact, '['.repeat(5_000))]),
    ),

    // Its programs.
    artifact('a loop that does not compile', 'loop.has_problems', {
      source: 'LOOP voice\n  STEPS:\n    - a = nobody(1)\nEND\n',
    }),
    artifact('another plan than its source', 'market.not_its_source', {
      source: toolbox.replace('voice.example', 'evil.example'),
    }),
    artifact('a tool that is said to touch less than it does', 'market.not_its_source', { capabilities: {} }),
    artifact('a source with letters that turn it round', 'loop.has_problems', {
      source: toolbox.replace('END', '# \u202eyako\nEND'),
    }),
    words('HTML in its description', 'market.bad_words', { description: 'Says <img src=x onerror=alert(1)> hello.' }),
    words('a call of the whole room', 'market.bad_words', { description: 'Hello @room, install me.' }),
    words('letters that turn its title round', 'market.bad_words', { name: 'voice \u202egpj.exe' }),
    words('an escape of terminals in its author', 'market.bad_words', { author: 'ada\u001b[2J' }),
    words('a HoloLoom of tomorrow', 'market.needs_newer', { min_hololoom_version: '99.0.0' }),

    // Its name, and what is here already.
    named('a name with ../', 'market.bundle_malformed', '../acme/voice'),
    named('a name with NUL', 'market.bundle_malformed', 'acme/voice\u0000'),
    named('a name that turns round', 'market.bundle_malformed', 'acme/\u202eeciov'),
    named('a name in other letters that look the same', 'market.bundle_malformed', 'аcme/voice'),
    packed('a name one slip away from a known one', 'market.look_alike', 'acne/voice', publisher('acne')),
    packed('a name that looks like a known one', 'market.look_alike', 'acm3/vo1ce', publisher('acm3')),
    packed('a publisher who looks like a known one', 'market.look_alike', 'ac-me/something-else', publisher('ac-me')),
    packed(
      'other content for a version that is here',
      'market.version_exists',
      'acme/voice',
      acme,
      toolbox.replace('READ ', ''),
    ),
    text(
      'a name that belongs to somebody else',
      'market.name_taken',
      closureTextOf([made(eve, bundleOf('whisper', toolbox, { version: '1.1.0' }))]),
    ),
    text(
      'an older version than the one that is here',
      'market.bundle_older',
      closureTextOf([made(acme, bundleOf('acme/voice', toolbox, { version: '0.9.0' }))]),
    ),
    text(
      'a breaking change that says it is small',
      'market.version_too_small',
      closureTextOf([made(acme, bundleOf('acme/voice', toolbox.replaceAll('shout', 'yell'), { version: '1.1.0' }))]),
    ),
  ];
}

function signedBy(who: Publisher, { signature: _old, ...closure }: Closure): string {
  return canonicalJson({ ...closure, signature: signText(who.pair.privateKey, closureText(closure)) });
}

/** A key in the place of another, with a word that the other never gave. */
function stolen(of: Publisher): Publisher {
  const thief = rotated(of);
  const forged = rotated(publisher(of.name)).keys[1]?.proof ?? null;
  return { ...thief, keys: thief.keys.map((key) => (key.replaces === null ? key : { ...key, proof: forged })) };
}

function unsignedDependency(voice: Made, greet: Made): string {
  return closureTextOf([voice, greet], (closure) => ({
    ...closure,
    releases: closure.releases.map((each) =>
      each.package === 'acme/voice' ? { ...each, signature: null, keyId: null } : each,
    ),
  }));
}

function tenThousand({ releases, ...closure }: Closure): string {
  const [{ artifact: _large, ...one }] = releases as [Closure['releases'][number]];
  return canonicalJson({ ...closure, releases: Array.from({ length: 10_000 }, () => ({ p: one.package })) });
}
