import fc from 'fast-check';

/** A random block; `pick` and `picks` choose among the names that are known where they stand. */
export interface RandomBlock {
  readonly lines: readonly RandomLine[];
}
export type RandomLine =
  | { readonly kind: 'call'; readonly named: boolean; readonly picks: readonly number[]; readonly when: boolean }
  | { readonly kind: 'say'; readonly pick: number }
  | { readonly kind: 'ask'; readonly named: boolean; readonly pick: number }
  | { readonly kind: 'if'; readonly pick: number; readonly branches: readonly RandomBlock[] }
  | {
      readonly kind: 'for' | 'repeat' | 'race';
      readonly named: boolean;
      readonly pick: number;
      readonly yields: boolean;
      readonly inside: RandomBlock;
    };

const pick = fc.nat(1_000);

export const { block: randomBlocks } = fc.letrec<{ block: RandomBlock; line: RandomLine }>((tie) => ({
  block: fc.record({ lines: fc.array(tie('line'), { minLength: 1, maxLength: 5 }) }),
  line: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({
      kind: fc.constant('call' as const),
      named: fc.boolean(),
      picks: fc.array(pick, { maxLength: 3 }),
      when: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('say' as const), pick }),
    fc.record({ kind: fc.constant('ask' as const), named: fc.boolean(), pick }),
    fc.record({
      kind: fc.constant('if' as const),
      pick,
      branches: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('for' as const, 'repeat' as const, 'race' as const),
      named: fc.boolean(),
      pick,
      yields: fc.boolean(),
      inside: tie('block'),
    }),
  ),
}));

/** The names of one body: `known` may be mentioned, `depth` and `count` make the next one. */
interface Scope {
  readonly known: string[];
  readonly depth: number;
  count: number;
}

/** The lines of a random program with an input `id` and a tool `t`. Bodies next to each other give the same names. */
export function linesOfRandom(block: RandomBlock): string[] {
  return linesIn(block, { known: ['id'], depth: 0, count: 0 }, false);
}

function linesIn({ lines }: RandomBlock, scope: Scope, allNamed: boolean): string[] {
  return lines.flatMap((line) => written(line, scope, allNamed));
}

function written(line: RandomLine, scope: Scope, allNamed: boolean): string[] {
  const { known } = scope;
  const chosen = (at: number): string => known[at % known.length] ?? 'id';
  /** The bullet, with a name where there is one, which is known from the next line on. */
  const opened = (named: boolean, text: readonly string[]): string[] => {
    const [first = '', ...rest] = text;
    if (!named && !allNamed) return [`- ${first}`, ...rest];
    scope.count += 1;
    const name = `${'abcdefgh'[scope.depth]}${scope.count}`;
    known.push(name);
    return [`- ${name} = ${first}`, ...rest];
  };
  switch (line.kind) {
    case 'call': {
      const when = line.when ? ` WHEN json(${chosen(line.picks[0] ?? 0)}) == "1"` : '';
      return opened(line.named, [`t(${line.picks.map(chosen).join(', ')})${when}`]);
    }
    case 'say':
      return allNamed ? [] : [`- SAY "{${chosen(line.pick)}}"`];
    case 'ask':
      return opened(line.named, [`ASK "Go on with {${chosen(line.pick)}}?" WITHIN 5m`]);
    case 'if': {
      const before = [...known];
      const branches = line.branches.map((branch) => {
        const inBranch = { known: [...before], depth: scope.depth, count: scope.count };
        const text = linesIn(branch, inBranch, false);
        scope.count = inBranch.count;
        known.push(...inBranch.known.slice(before.length));
        return text;
      });
      const opener = `IF json(${before[line.pick % before.length] ?? 'id'}) == "1":`;
      return opened(false, [...branches.flatMap((text, at) => [at === 0 ? opener : `ELSE ${opener}`, ...text]), 'END']);
    }
    default:
      return body(line, scope, opened, allNamed ? chosen(line.pick) : `t(${chosen(line.pick)})`);
  }
}

function body(
  { kind, named, yields, inside, pick: at }: Extract<RandomLine, { readonly inside: RandomBlock }>,
  scope: Scope,
  opened: (named: boolean, text: readonly string[]) => string[],
  value: string,
): string[] {
  const variable = `item${scope.depth}`;
  const own: Scope = {
    known: kind === 'for' ? [...scope.known, variable] : [...scope.known],
    depth: scope.depth + 1,
    count: 0,
  };
  const lines = linesIn(inside, own, kind === 'race');
  const last = own.known[at % own.known.length] ?? 'id';
  const end = yields && kind !== 'race' ? [`YIELD [${last}]`, 'END'] : ['END'];
  switch (kind) {
    case 'for':
      return opened(named, [`FOR ${variable} IN [${value}] KEEP GOING:`, ...lines, ...end]);
    case 'repeat':
      return opened(named, [
        `REPEAT MAX 3 EVERY 1m:`,
        ...lines,
        ...end.slice(0, -1),
        `END UNTIL json(it) == json(${last})`,
      ]);
    case 'race':
      return opened(named, ['FIRST:', ...(lines.length === 0 ? ['- z = t(1)'] : lines), 'END']);
  }
}
