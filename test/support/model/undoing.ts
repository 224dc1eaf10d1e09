import { everyStep, plannedTool } from '../../../dsl/plan.ts';
import { Block } from './block.ts';
import { allOf } from './doing.ts';
import { Line } from './line.ts';
import type { ModelRun } from './run.ts';

/** Undoes what was done: each line when all that came after it are undone, whether that worked or not. */
export class Undoing {
  failures = 0;
  readonly undone = new Set<Line>();
  readonly #run: ModelRun;
  readonly #lines: readonly Line[];
  readonly #begun = new Set<Line>();
  readonly #over = new Set<Line>();

  constructor(lines: readonly Line[], run: ModelRun) {
    this.#lines = lines;
    this.#run = run;
  }

  get over(): boolean {
    return this.#over.size === this.#lines.length;
  }

  goOn(): void {
    for (let before = -1; before !== this.#over.size; ) {
      before = this.#over.size;
      const ready = this.#lines.filter((line) => !this.#begun.has(line) && this.#isNext(line));
      for (const line of ready) this.#undo(line);
    }
  }

  #isNext(line: Line): boolean {
    return this.#lines.every((other) => this.#over.has(other) || !comesAfter(other, line));
  }

  #undo(line: Line): void {
    this.#begun.add(line);
    this.#run.begin(() => this.#call(line));
  }

  #call(line: Line): void {
    const { undo } = line.step;
    if (undo === undefined) throw new Error(`"${line.path}" has no UNDO.`);
    try {
      const { plan, hash } = this.#run;
      this.#run.ask(
        {
          kind: 'activity',
          id: `${line.path}.undo`,
          type: plannedTool(plan, undo.tool)?.name ?? undo.tool,
          given: { plan: hash, tool: undo.tool, arguments: allOf(line, undo.arguments) },
          timeoutMs: null,
          triesMax: 10,
        },
        (outcome) => {
          if (outcome.how === 'completed') this.undone.add(line);
          else this.failures += 1;
          this.#over.add(line);
        },
      );
    } catch {
      this.failures += 1;
      this.#over.add(line);
    }
  }
}

/**
 * Whether a line came after another. Seen from the innermost block they share, a line is one with all that is inside it:
 * it came after what any of that waits for. What holds others is undone before them, and rounds the last one first.
 */
export function comesAfter(line: Line, earlier: Line): boolean {
  const above = placesOf(line);
  const below = placesOf(earlier);
  const depth = above.findIndex((place, at) => place !== below[at]);
  const one = above[depth];
  const other = below[depth];
  if (one === undefined || other === undefined) return one === undefined && other !== undefined;
  if (one instanceof Line && other instanceof Line) return linesBefore(one).has(other);
  if (!(one instanceof Block && other instanceof Block) || one.owner?.step.kind !== 'repeat') return false;
  return Number(one.position) > Number(other.position);
}

/** Where a line stands, outermost first: block, line, block inside that line, and so on. */
function placesOf(line: Line): readonly (Line | Block)[] {
  const { owner } = line.block;
  return [...(owner === null ? [] : placesOf(owner)), line.block, line];
}

const known = new WeakMap<Line, ReadonlySet<Line>>();

/** The lines of the same block that came before a line. */
function linesBefore(line: Line): ReadonlySet<Line> {
  const found = known.get(line);
  if (found !== undefined) return found;
  const waitedFor = new Set(everyStep([line.step]).flatMap(({ after }) => after));
  const direct = line.block.lines.filter(
    (other) => other !== line && everyStep([other.step]).some(({ path }) => waitedFor.has(path)),
  );
  const before = new Set(direct.flatMap((each) => [each, ...linesBefore(each)]));
  known.set(line, before);
  return before;
}
