import fc from 'fast-check';
import semver from 'semver';
import { compatibleSlot, type Preference, type Release, type Wish } from '../../../domain/market/candidates.ts';
import { type Resolution, resolve } from '../../../domain/market/resolve.ts';
import { dayMs, largeRegistry, now, preference, release } from '../../support/registries.ts';
import { modelOf } from '../../support/resolve-model.ts';

/** `a@1.0.0 b@2.1.0`, or why not. */
function outcome(resolution: Resolution): readonly string[] {
  if (resolution.kind === 'conflict') return resolution.lines;
  if (resolution.kind === 'too hard') return [resolution.kind];
  return resolution.chosen.map((each) => `${each.release.package} ${each.release.version}`);
}

const solve = (wishes: Record<string, string>, releases: readonly Release[], change: Partial<Preference> = {}) =>
  outcome(
    resolve(
      Object.entries(wishes).map(([name, range]) => ({ package: name, range })),
      releases,
      { ...preference, ...change },
    ),
  );

describe('versions that go together', () => {
  it('are the newest that fit, with what they need', () => {
    const releases = [
      release('a 1.0.0', { b: '^1.0' }),
      release('a 1.1.0', { b: '^1.1' }),
      release('b 1.0.0'),
      release('b 1.2.0'),
      release('b 2.0.0'),
    ];
    expect(solve({ a: '*' }, releases)).toEqual(['a 1.1.0', 'b 1.2.0']);
  });

  it('stand beside each other where they call themselves incompatible, and never else', () => {
    const releases = [
      release('a 1.0.0', { c: '^1' }),
      release('b 1.0.0', { c: '^2' }),
      release('d 1.0.0', { c: '~1.0' }),
      release('c 1.0.0'),
      release('c 1.4.0'),
      release('c 2.0.0'),
    ];
    expect(solve({ a: '*', b: '*' }, releases)).toEqual(['a 1.0.0', 'b 1.0.0', 'c 1.4.0', 'c 2.0.0']);
    expect(solve({ a: '*', d: '*' }, releases)).toEqual(['a 1.0.0', 'd 1.0.0', 'c 1.0.0']);
  });

  it.each([
    ['1.2.0', 'p/1'],
    ['0.3.7', 'p/0.3'],
    ['0.0.3', 'p/0.0.3'],
    ['2.0.0-beta.1', 'p/2'],
  ])('say so by their numbers: %s belongs to %s', (version, slot) => {
    expect(compatibleSlot({ package: 'p', version })).toBe(slot);
  });

  it('are an older one when the newest cannot be had with the rest', () => {
    const releases = [
      release('a 1.0.0', { c: '^1' }),
      release('a 1.1.0', { c: '^1.5' }),
      release('b 1.0.0', { c: '1.0.0' }),
      release('c 1.0.0'),
      release('c 1.5.0'),
    ];
    expect(solve({ a: '^1', b: '^1' }, releases)).toEqual(['a 1.0.0', 'b 1.0.0', 'c 1.0.0']);
  });
});

describe('a chain of dependencies', () => {
  it('may be as long as it likes, also when only its end shows that its beginning will not do', () => {
    const links = Array.from({ length: 5_000 }, (_, at) => release(`l${at} 1.0.0`, { [`l${at + 1}`]: '^1' }));
    const start = [release('start 1.1.0', { l0: '^1', end: '^2' }), release('start 1.0.0', { l0: '^1' })];
    const releases = [...start, ...links, release('l5000 1.0.0', { end: '~2.0' }), release('end 2.1.0')];
    expect(solve({ start: '*' }, releases)).toEqual(['l5000 1.0.0 needs end ~2.0, and there is only 2.1.0.']);
    expect(solve({ start: '*' }, [...releases, release('end 2.0.0')])).toHaveLength(5_003);
  });
});

describe('a version', () => {
  const releases = [
    release('a 1.0.0'),
    release('a 1.1.0'),
    release('a 1.2.0', {}, { publishedAt: now - dayMs / 2 }),
    release('a 1.3.0', {}, { yanked: true }),
    release('a 1.4.0', {}, { minHololoom: '9.0.0' }),
    release('a 2.0.0-beta.1'),
  ];

  it('that is installed stays, also when it was yanked', () => {
    expect(solve({ a: '*' }, releases, { staying: new Set(['a@1.0.0']) })).toEqual(['a 1.0.0']);
    expect(solve({ a: '*' }, releases, { staying: new Set(['a@1.3.0']) })).toEqual(['a 1.3.0']);
  });

  it('that may be replaced need not wait, but goes before nothing else once it was yanked', () => {
    const there = (key: string) => ({ young: 'never' as const, replaceable: new Set([key]) });
    expect(solve({ a: '*' }, releases, there('a@1.2.0'))).toEqual(['a 1.2.0']);
    expect(solve({ a: '*' }, releases, there('a@1.3.0'))).toEqual(['a 1.1.0']);
    expect(solve({ a: '>=1.2' }, releases, there('a@1.3.0'))).toEqual(['a 1.3.0']);
  });

  it('that was published a moment ago is the last choice, or none', () => {
    expect(solve({ a: '*' }, releases)).toEqual(['a 1.1.0']);
    expect(solve({ a: '>=1.2' }, releases)).toEqual(['a 1.2.0']);
    expect(solve({ a: '>=1.2' }, releases, { young: 'never' })).toEqual([
      'this room wants a >=1.2, but 1.4.0 needs HoloLoom 9.0.0, 1.2.0 is younger than 24 h and 1.3.0 is yanked.',
    ]);
  });

  it('that is named exactly, or ships with HoloLoom, need not wait', () => {
    expect(solve({ a: '1.2.0' }, releases, { young: 'never' })).toEqual(['a 1.2.0']);
    expect(solve({ a: '*' }, releases, { young: 'never', shipped: new Set(['a']) })).toEqual(['a 1.2.0']);
  });

  it('that is yanked, or wants a newer HoloLoom, is not chosen even by name', () => {
    expect(solve({ a: '1.3.0' }, releases)).toEqual(['this room wants a 1.3.0, but 1.3.0 is yanked.']);
    expect(solve({ a: '1.4.0' }, releases)).toEqual(['this room wants a 1.4.0, but 1.4.0 needs HoloLoom 9.0.0.']);
    expect(solve({ a: '1.4.0' }, releases, { hololoom: '9.0.0' })).toEqual(['a 1.4.0']);
  });
});

describe('a conflict', () => {
  it('is told in words', () => {
    const releases = [
      release('a 1.0.0', { c: '^1' }),
      release('b 1.0.0', { c: '>=1.5 <1.6' }),
      release('d 1.0.0', { c: '~1.2' }),
      release('c 1.2.0'),
      release('c 1.5.0'),
    ];
    expect(solve({ a: '*', b: '*', d: '*' }, releases)).toEqual([
      'b 1.0.0 needs c >=1.5 <1.6 and d 1.0.0 needs c ~1.2: no version of c fits both.',
    ]);
  });

  it('names the package nobody published, and versions that are all there is', () => {
    expect(solve({ a: '*' }, [release('a 1.0.0', { ghost: '^1' })])).toEqual([
      'a 1.0.0 needs ghost ^1, and no package of that name is published.',
    ]);
    const many = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((version) => release(`a ${version}`, { b: '^3' }));
    expect(solve({ a: '*' }, [...many, release('b 1.0.0')])).toEqual([
      'a 1.0.0 to 1.3.0 (4 versions) need b ^3, and there is only 1.0.0.',
    ]);
  });

  it('has at most eight lines, however much there is to say', () => {
    const all = Array.from({ length: 30 }, (_, index) => release(`a 1.${index}.0`, { [`missing${index}`]: '^1' }));
    const lines = solve({ a: '*' }, all);
    expect(lines).toHaveLength(8);
    expect(lines[7]).toBe('And 23 more of the same kind.');
  });

  it('is given up, and said so, when it cannot be decided in reasonable time', () => {
    const pigeons = Array.from({ length: 9 }, (_, pigeon) =>
      Array.from({ length: 8 }, (_unused, hole) =>
        release(`p${pigeon} ${hole + 1}.0.0`, { [`h${hole}`]: `1.0.${pigeon}` }),
      ),
    );
    const holes = Array.from({ length: 8 }, (_, hole) =>
      Array.from({ length: 9 }, (_unused, pigeon) => release(`h${hole} 1.0.${pigeon}`)),
    );
    const wishes: Wish[] = pigeons.map((_, pigeon) => ({ package: `p${pigeon}`, range: '*' }));
    expect(resolve(wishes, [...pigeons, ...holes].flat(), preference, 2_000)).toEqual({
      kind: 'too hard',
      tried: 2_000,
    });
  });
});

const names = ['a', 'b', 'c', 'd'];
const versions = ['0.1.0', '0.1.1', '1.0.0', '1.1.0', '2.0.0'];
const ranges = ['*', '^1', '>=1', '~1.0.0', '1.1.0', '<2', '^0.1.0', '>=0.1.1 <2', '2.0.0', '>1.0.0'];
const everyKey = names.flatMap((name) => versions.map((version) => `${name}@${version}`));
const needs = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...ranges), { maxKeys: 2 });
const registries = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      version: fc.constantFrom(...versions),
      dependencies: needs,
      yanked: fc.boolean(),
      minHololoom: fc.constantFrom('0.1.0', '0.1.0', '0.1.0', '0.2.0'),
      age: fc.constantFrom(0, 2 * dayMs),
    }),
    { selector: ({ name, version }) => `${name} ${version}`, maxLength: 11 },
  )
  .map((all) =>
    all.map(({ name, version, dependencies, yanked, minHololoom, age }) =>
      release(`${name} ${version}`, dependencies, { yanked, minHololoom, publishedAt: now - age }),
    ),
  );
const questions = fc.record({
  wishes: fc
    .dictionary(fc.constantFrom(...names), fc.constantFrom(...ranges), { minKeys: 1, maxKeys: 3 })
    .map((all) => Object.entries(all).map(([name, range]) => ({ package: name, range }))),
  releases: registries,
  preference: fc
    .record({
      young: fc.constantFrom('last' as const, 'never' as const),
      staying: fc.subarray(everyKey, { maxLength: 4 }),
      replaceable: fc.subarray(everyKey, { maxLength: 4 }),
    })
    .map(({ young, staying, replaceable }) => ({
      ...preference,
      young,
      staying: new Set(staying),
      replaceable: new Set(replaceable),
    })),
});

describe('of any small registry', () => {
  it('is chosen exactly what going through all sets of versions finds, or nothing where nothing is', () => {
    fc.assert(
      fc.property(questions, ({ wishes, releases, preference: wanted }) => {
        const found = resolve(wishes, releases, wanted);
        const expected = modelOf(wishes, releases, wanted);
        if (found.kind !== 'solved')
          expect({ kind: found.kind, expected }).toEqual({ kind: 'conflict', expected: null });
        else expect(found.chosen.map((each) => each.release)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is chosen the same whatever order it is listed in', () => {
    fc.assert(
      fc.property(questions, fc.func(fc.integer()), ({ wishes, releases, preference: wanted }, key) => {
        const shuffled = <T>(list: readonly T[]): T[] => list.toSorted((one, other) => key(one) - key(other));
        expect(outcome(resolve(shuffled(wishes), shuffled(releases), wanted))).toEqual(
          outcome(resolve(wishes, releases, wanted)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** Every need is met by what is chosen, and no two of one slot are; or at least one and at most eight lines say why not. */
function expectWhole(found: Resolution): void {
  if (found.kind === 'conflict') expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(found.lines.length);
  if (found.kind !== 'solved') return;
  const keys = new Set(found.chosen.map(({ release: each }) => `${each.package} ${each.version}`));
  expect(new Set(found.chosen.map(({ release: each }) => compatibleSlot(each))).size).toBe(found.chosen.length);
  for (const { release: each, uses } of found.chosen) {
    expect(Object.keys(uses).sort()).toEqual(Object.keys(each.dependencies).sort());
    for (const [name, version] of Object.entries(uses)) {
      expect(semver.satisfies(version, each.dependencies[name] ?? '')).toBe(true);
      expect(keys).toContain(`${name} ${version}`);
    }
  }
}

describe('of any registry', () => {
  it('what is chosen holds together, or few lines say why nothing does', () => {
    fc.assert(
      fc.property(questions, ({ wishes, releases, preference: wanted }) =>
        expectWhole(resolve(wishes, releases, wanted)),
      ),
      { numRuns: 500 },
    );
  });

  it('that holds 10,000 versions as well', () => {
    const kinds = new Set<Resolution['kind']>();
    const sizes = fc.record({
      seed: fc.integer(),
      packages: fc.constantFrom(50, 200, 1_000),
      pinned: fc.constantFrom(0, 0.1, 0.5),
    });
    fc.assert(
      fc.property(sizes, (shape) => {
        const { wishes, releases } = largeRegistry({ ...shape, versions: 10_000 });
        const found = resolve(wishes, releases, preference);
        kinds.add(found.kind);
        expectWhole(found);
      }),
      { numRuns: 15, examples: [[{ seed: 1, packages: 200, pinned: 0.1 }]] },
    );
    expect(kinds).toContain('solved');
  });
});
