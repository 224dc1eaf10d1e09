import fc from 'fast-check';
import { mermaidOf } from '../../../dsl/graph/mermaid.ts';
import { type GraphBlock, planGraph } from '../../../dsl/graph/model.ts';
import { look, type PlacedBlock, type PlacedNode, placedBlock } from '../../../dsl/graph/placed.ts';
import { svgOf } from '../../../dsl/graph/svg.ts';
import { brokenText, textWidth } from '../../../dsl/graph/text-width.ts';
import type { Plan } from '../../../dsl/plan.ts';
import { planOf, step } from '../../support/plans.ts';
import { loopWith, wholeProgram } from '../../support/whole-programs.ts';

const wholes = (['incident-response', 'canary-deploy', 'monday-digest'] as const).map(
  (name) => wholeProgram(name).plan,
);
const tools = ['t(a: any = null, b: any = null) -> any'];

describe('the graph of a plan', () => {
  it('has an arrow for what comes after what, without those that follow from others', () => {
    const { steps } = planGraph(
      loopWith(tools, '- a = t()', '- b = t(a)', '- c = t(a, b)', '- t(c)', '- d = t()').plan,
    );
    expect(steps.edges).toEqual([
      ['a', 'b'],
      ['b', 'c'],
      ['c', '1.t'],
      ['1.t', 'd'],
    ]);
  });

  it('leads arrows to a block that needs something only inside of it', () => {
    const { steps } = planGraph(
      loopWith(tools, '- a = t()', '- IF 1 == 1:', '- b = t(a)', 'ELSE:', '- b = t(2)', 'END', '- c = t(b)').plan,
    );
    expect(steps.edges).toEqual([
      ['a', '1.if'],
      ['1.if', 'c'],
    ]);
    expect(steps.nodes[1]?.frames.map(({ label, block }) => [label, block.nodes.map(({ id }) => id)])).toEqual([
      ['then', ['b']],
      ['else', ['b~2']],
    ]);
  });

  it('says what steps do as it is written', () => {
    const [{ nodes } = { nodes: [] }] = wholes.slice(0, 1).map((plan) => planGraph(plan).steps);
    expect(nodes.map(({ kind, title, words, tags }) => ({ kind, title, words, tags }))).toEqual([
      {
        kind: 'read',
        title: 'assess',
        words: 'assess_severity(incident_id)',
        tags: ['TIMEOUT 30s', 'RETRY 5 EVERY 2s'],
      },
      { kind: 'loop', title: 'investigate', words: 'acme/forensic_analysis@1.2.4(incident_id)', tags: ['TIMEOUT 2h'] },
      { kind: 'if', title: 'IF', words: 'assess.level == "high"', tags: [] },
      { kind: 'prompt', title: 'document', words: 'write_up(incident_id, {assess, contain, investigate})', tags: [] },
      { kind: 'say', title: 'SAY', words: '"{incident_id} is {assess.level}: {document}" IN room', tags: [] },
    ]);
  });
});

/** All nodes of a placed block and of those inside, with where they are on the whole picture. */
function everyNode({ nodes }: PlacedBlock, x = 0, y = 0): { node: PlacedNode; x: number; y: number; depth: number }[] {
  return nodes.flatMap((node) => [
    { node, x: x + node.x, y: y + node.y, depth: 0 },
    ...node.frames.flatMap((frame) =>
      everyNode(frame.block, x + node.x + frame.x + frame.inner.x, y + node.y + frame.y + frame.inner.y).map(
        (each) => ({
          ...each,
          depth: each.depth + 1,
        }),
      ),
    ),
  ]);
}

const apart = (one: PlacedNode, other: PlacedNode): boolean =>
  one.x + one.width <= other.x ||
  other.x + other.width <= one.x ||
  one.y + one.height <= other.y ||
  other.y + other.height <= one.y;

/** What is wrong with how a block was placed: nothing may overlap, stick out, or be crossed by a line. */
function flaws(block: PlacedBlock): string[] {
  const { nodes, arrows, width, height } = block;
  const overlaps = nodes.flatMap((one, at) =>
    nodes.slice(at + 1).flatMap((other) => (apart(one, other) ? [] : [`${one.node.id} overlaps ${other.node.id}`])),
  );
  const outside = nodes.filter(
    ({ x, y, ...size }) => x < -1 || y < -1 || x + size.width > width + 1 || y + size.height > height + 1,
  );
  const texts = nodes.flatMap(({ node, title, words, tags, width: wide }) => {
    const room = wide - look.icon - look.iconGap - 2 * look.padding + 1;
    const fits = (lines: readonly string[], size: number) => lines.every((line) => textWidth(line, size) <= room);
    return fits(title, look.title) && fits(words, look.words) && fits(tags.flat(), look.tag)
      ? []
      : [`${node.id} is too narrow`];
  });
  const crossed = arrows.flatMap((points) =>
    points.slice(1, -2).flatMap(({ x, y }, at) => {
      const next = points[at + 2] ?? { x, y };
      const through = nodes.find(
        (node) => x > node.x && x < node.x + node.width && y < node.y + node.height && next.y > node.y,
      );
      return through !== undefined && x === next.x ? [`a line crosses ${through.node.id}`] : [];
    }),
  );
  const inside = nodes.flatMap(({ frames, node, width: wide, height: high }) =>
    frames.flatMap((frame) => [
      ...flaws(frame.block),
      ...(frame.x + frame.width > wide || frame.y + frame.height > high ? [`a frame sticks out of ${node.id}`] : []),
    ]),
  );
  return [...overlaps, ...outside.map(({ node }) => `${node.id} is outside`), ...texts, ...crossed, ...inside];
}

const randomBlock = fc
  .array(
    fc.record({
      picks: fc.array(fc.nat(100), { maxLength: 3 }),
      words: fc.string({ maxLength: 80 }),
      long: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((all): GraphBlock => {
    const nodes = all.map(({ words, long }, at) => ({
      ...({
        id: `n${at}`,
        kind: 'write',
        title: `n${at}`,
        words,
        tags: long ? [`WHEN ${words}`] : [],
        frames: [],
      } as const),
    }));
    const edges = all.flatMap(({ picks }, at) =>
      at === 0 ? [] : [...new Set(picks.map((pick) => pick % at))].map((from) => [`n${from}`, `n${at}`] as const),
    );
    return { nodes, edges };
  });

describe('the picture of a plan', () => {
  it.each(wholes.map((plan): [string, Plan] => [plan.loop, plan]))('has room for everything of %s', (_name, plan) => {
    const { steps, onError } = planGraph(plan);
    expect(flaws(placedBlock(steps))).toEqual([]);
    expect(onError === null ? [] : flaws(placedBlock(onError))).toEqual([]);
  });

  it('has room for everything in any plan, also for one as a frame inside another', () => {
    fc.assert(
      fc.property(randomBlock, randomBlock, (outer, inner) => {
        const [first, ...others] = outer.nodes;
        const frames = [
          { label: 'then', block: inner },
          { label: 'else', block: { nodes: [], edges: [] } },
        ];
        const nested = first === undefined ? [] : [{ ...first, kind: 'if' as const, frames }];
        expect(flaws(placedBlock({ ...outer, nodes: [...nested, ...others] }))).toEqual([]);
      }),
      { numRuns: 100, seed: 20_261_125 },
    );
  });

  it('has a layer for each wave', () => {
    const { plan } = loopWith(tools, '- a = t()', '- b = t()', '- c = t(a)', '- d = t(c)', '- e = t(b, d)');
    const places = new Map(everyNode(placedBlock(planGraph(plan).steps)).map(({ node, y }) => [node.node.id, y]));
    expect(places.get('b')).toBe(places.get('a'));
    for (const [upper, lower] of [
      ['a', 'c'],
      ['c', 'd'],
      ['d', 'e'],
    ] as const) {
      expect(places.get(upper)!).toBeLessThan(places.get(lower)!);
    }
  });

  it('is well-formed whatever the texts of a plan hold', () => {
    const hostile = '<script>alert("1")</script> & ]]> \u0000 \u202e\ud800';
    const plan = {
      ...planOf('x', [{ ...step('a', 't', { x: { t: 'literal', value: hostile } }), name: 'a' }]),
      title: hostile,
    };
    const svg = svgOf(planGraph(plan));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toContain('\u0000');
    expect(svg).not.toContain('\ud800');
    const opened = svg.match(/<(?!\/|\?)[a-z]+(?:\s[^<>]*)?(?<!\/)>/g) ?? [];
    expect(opened.length).toBe((svg.match(/<\/[a-z]+>/g) ?? []).length);
  });

  it('is drawn in a moment for the longest plans', () => {
    const steps = Array.from({ length: 500 }, (_, at) =>
      step(`s${at}`, 't', {}, at === 0 ? [] : [`s${Math.floor(at / 2)}`]),
    );
    expect(svgOf(planGraph(planOf('long', steps)))).toContain('s499');
  });
});

describe('a text that is broken', () => {
  it('keeps its words, and its width', () => {
    expect(brokenText('one two three', 12, 60, 4)).toEqual(['one two', 'three']);
    expect(brokenText('', 12, 60, 4)).toEqual([]);
    expect(brokenText('a'.repeat(40), 12, 60, 9).every((line) => textWidth(line, 12) <= 60)).toBe(true);
  });

  it('shows with an ellipsis that there is more', () => {
    expect(brokenText('one two three four five', 12, 60, 2)).toEqual(['one two', 'three fo…']);
  });
});

describe('a plan as Mermaid text', () => {
  it('has shapes for kinds, subgraphs for blocks, and arrows', () => {
    expect(mermaidOf(planGraph(wholes[1]!))).toBe(`---
title: "ops/canary_deploy: Deploy, watch, promote or roll back"
---
flowchart TD
  s1["canary<br/>deploy(service, version, 5)<br/>TIMEOUT 10m<br/>UNDO deploy(service, canary.previous, 100)"]:::write
  subgraph s2["spike · REPEAT MAX 10 EVERY 1m UNTIL it #62; 0.01 · ELSE null"]
    s3["error_rate<br/>error_rate(service)"]:::read
  end
  s4("FAIL<br/>#34;Error rate #123;spike#125; on #123;version#125;#34;<br/>WHEN spike #33;= null"):::ends
  subgraph s5["go · FIRST one that is done"]
    s6(["pressed<br/>ASK #34;Promote #123;version#125;?#34; IN room FROM #64;release CHOICES [#34;promote#34;, #34;abort#34;]"]):::person
    s7{{"timer<br/>WAIT 4h"}}
  end
  s8["all<br/>deploy(service, version, 100)<br/>WHEN go.pressed == #34;promote#34;"]:::write
  s9["SAY<br/>all #33;= null ? #34;#123;service#125; #123;version#125; is live#34; : #34;#123;service#125; stays at 5#37;#34; IN room"]:::person
  s1 --> s2
  s2 --> s4
  s4 --> s5
  s5 --> s8
  s8 --> s9
  classDef write fill:#fff4e5,stroke:#d97706
  classDef read fill:#e8f4fd,stroke:#2563eb
  classDef person fill:#ede9fe,stroke:#7c3aed
  classDef ends fill:#fee2e2,stroke:#dc2626
`);
  });

  it('has a diamond for IF, which leads to its branches', () => {
    const text = mermaidOf(planGraph(loopWith(tools, '- IF 1 == 1:', '- b = t(1)', 'ELSE:', '- c = t(2)', 'END').plan));
    expect(text).toContain('s1_test{"1 == 1"}');
    expect(text).toContain('subgraph s1_1["then"]');
    expect(text).toContain('s1_test --> s1_2');
  });
});
