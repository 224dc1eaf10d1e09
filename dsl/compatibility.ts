import { canonicalJson } from '../domain/canonical.ts';
import type { Contract } from './contract.ts';
import { shownType } from './describe-type.ts';
import { isPartOf } from './infer/assignable.ts';
import type { LoopType, Parameter, PlannedTool } from './plan.ts';

/** What a release offers, whichever release it is. */
export type Offer = Pick<Contract, 'entry' | 'tools'>;

/** A difference that those who depend on a package may notice: `major` may break them, `minor` is more than there was. */
export interface Change {
  readonly bump: 'major' | 'minor';
  /** One sentence. */
  readonly reason: string;
}

/**
 * What two releases of a package offer, compared as the sets of values they take and give: taking less or giving something
 * else is `major`, taking more or giving something more exact is `minor`. How a tool does its work is no part of it.
 * @see https://semver.org
 */
export function changesBetween(before: Offer, after: Offer): readonly Change[] {
  return [...entryChanges(before.entry, after.entry), ...toolChanges(before.tools, after.tools)];
}

const major = (reason: string): Change => ({ bump: 'major', reason });
const minor = (reason: string): Change => ({ bump: 'minor', reason });

function entryChanges(before: Offer['entry'], after: Offer['entry']): readonly Change[] {
  if (before === null) return after === null ? [] : [minor(`The loop ${after.loop} is new.`)];
  if (after === null) return [major(`The loop ${before.loop} is gone.`)];
  if (before.loop !== after.loop) return [major(`The loop ${before.loop} is called ${after.loop} now.`)];
  const what = `the loop ${after.loop}`;
  const any: LoopType = { t: 'any' };
  return [
    ...parameterChanges('Input', what, before.inputs, after.inputs),
    ...resultChanges(what, before.returns ?? any, after.returns ?? any),
  ];
}

function toolChanges(before: readonly PlannedTool[], after: readonly PlannedTool[]): readonly Change[] {
  const [old, now] = [byName(before), byName(after)];
  return [
    ...before.flatMap((tool) => {
      const changed = now.get(tool.name);
      return changed === undefined ? [major(`The tool ${tool.name} is gone.`)] : changesOfTool(tool, changed);
    }),
    ...after.flatMap(({ name }) => (old.has(name) ? [] : [minor(`The tool ${name} is new.`)])),
  ];
}

function changesOfTool(before: PlannedTool, after: PlannedTool): readonly Change[] {
  const what = `the tool ${after.name}`;
  return [
    ...parameterChanges('Parameter', what, before.parameters, after.parameters),
    ...resultChanges(what, before.returns, after.returns),
    ...(before.effect === after.effect
      ? []
      : after.effect === 'write'
        ? [major(`The tool ${after.name} only read before, and changes something now.`)]
        : [minor(`The tool ${after.name} changes nothing any more.`)]),
  ];
}

function parameterChanges(
  kind: 'Input' | 'Parameter',
  what: string,
  before: readonly Parameter[],
  after: readonly Parameter[],
): readonly Change[] {
  const [old, now] = [byName(before), byName(after)];
  const called = (name: string): string => `${kind} ${name} of ${what}`;
  return [
    ...before.flatMap((parameter, place) => {
      const { name } = parameter;
      const changed = now.get(name);
      if (changed === undefined) return [major(`${called(name)} is gone.`)];
      const moved = after[place]?.name === name ? [] : [major(`${called(name)} stands in another place.`)];
      return [...moved, ...changesOfParameter(called(name), parameter, changed)];
    }),
    ...after.flatMap((parameter) => {
      if (old.has(parameter.name)) return [];
      return mayBeLeftOut(parameter)
        ? [minor(`${called(parameter.name)} is new.`)]
        : [major(`${called(parameter.name)} is new, and must be given.`)];
    }),
  ];
}

function changesOfParameter(called: string, before: Parameter, after: Parameter): readonly Change[] {
  const { type: was } = before;
  const { type: is } = after;
  const shown = `${shownType(is)} instead of ${shownType(was)}`;
  const typeChange = !isPartOf(was, is)
    ? [major(`${called} takes ${shown}.`)]
    : isPartOf(is, was)
      ? []
      : [minor(`${called} takes more: ${shown}.`)];
  if (mayBeLeftOut(before) && !mayBeLeftOut(after)) return [...typeChange, major(`${called} must be given now.`)];
  if (canonicalJson(before.default ?? null) === canonicalJson(after.default ?? null)) return typeChange;
  return [...typeChange, minor(`${called} has another default.`)];
}

const mayBeLeftOut = ({ type, default: value }: Parameter): boolean => value !== undefined || type.t === 'optional';

function resultChanges(what: string, before: LoopType, after: LoopType): readonly Change[] {
  // More fields than there were disturb nobody.
  const [was, is] = [open(before), open(after)];
  const subject = `${what[0]?.toUpperCase()}${what.slice(1)}`;
  const shown = `${shownType(after)} instead of ${shownType(before)}`;
  if (!isPartOf(after, was)) return [major(`${subject} gives ${shown}.`)];
  return isPartOf(before, is) ? [] : [minor(`${subject} tells more of what it gives: ${shown}.`)];
}

/** The type, but for that objects may have further fields. */
function open(type: LoopType): LoopType {
  switch (type.t) {
    case 'list':
    case 'map':
    case 'optional':
      return { t: type.t, of: open(type.of) };
    case 'union':
      return { t: 'union', of: type.of.map(open) };
    case 'object':
      return { t: 'object', fields: type.fields.map((field) => ({ ...field, type: open(field.type) })) };
    default:
      return type;
  }
}

const byName = <Each extends { readonly name: string }>(all: readonly Each[]): ReadonlyMap<string, Each> =>
  new Map(all.map((each) => [each.name, each]));
