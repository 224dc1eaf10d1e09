import { describeType, shownType } from '../describe-type.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { LoopType } from '../plan.ts';
import type { ExpressionNode, Span } from '../tree.ts';
import type { Misfit } from './misfit.ts';
import { alternativesOf } from './normal-form.ts';
import type { Known } from './scope.ts';

/** Where a value stands that may be null: what the words of a fix depend on. */
export interface Place {
  /** The text of the program. */
  readonly text: string;
  /** What is known of the name the value comes from. */
  readonly known: Known | undefined;
  /** Whether the line can get a WHEN: it has none, and is no part of something else. */
  readonly takesWhen: boolean;
  /** Whether an operator stands beside it. */
  readonly besideOperator: boolean;
}

const codeMax = 80;

/** An expression as it is written, or "this" where it is too long for a message. */
export function written({ span }: { readonly span: Span }, text: string): string {
  const code = text.slice(span.start, span.end).replace(/\s+/g, ' ').trim();
  return code.length > codeMax ? 'this' : code;
}

/** Something that may be null where that stops the run; the hint is the fix as it is to be written. */
export function maybeNull(node: ExpressionNode, type: LoopType, wants: string, place: Place): Finding {
  const code = written(node, place.text);
  const bound = { span: node.span, code: 'loop.maybe_null' } as const;
  const verb = alternativesOf(type).length === 0 ? 'is' : 'may be';
  const fix = code === 'this' ? 'Put ?? and a value behind it' : `Write ${otherwise(code, type, place.besideOperator)}`;
  return {
    ...bound,
    message: `"${code}" ${verb} null${whyNull(place)}, and ${wants}.`,
    hint: `${fix}${orWhen(place)}.`,
  };
}

/** A field of something that may be null. */
export function fieldOfNull(of: ExpressionNode, name: string, place: Place): Finding {
  const code = written(of, place.text);
  const fix = code === 'this' ? 'Write ?. before the field' : `Write ${code}?.${name}`;
  return {
    code: 'loop.maybe_null',
    span: of.span,
    message: `"${code}" may be null${whyNull(place)}, and null has no field "${name}".`,
    hint: `${fix}${orWhen(place)}.`,
  };
}

function whyNull({ known }: Place): string {
  const skipped = known?.skipped;
  if (skipped === undefined) return '';
  return `: line ${skipped.line} may ${skipped.unfinished === true ? 'not have come to its end' : 'be skipped'}`;
}

function otherwise(code: string, type: LoopType, besideOperator: boolean): string {
  const whole = `${code} ?? ${sampleOf(type)}`;
  return besideOperator ? `(${whole})` : whole;
}

function orWhen({ known, takesWhen }: Place): string {
  const when = known?.skipped?.when;
  if (when === undefined || when === null || !takesWhen || when.length > codeMax) return '';
  return `, or put WHEN ${when} behind this line, as line ${known?.skipped?.line} has it`;
}

/** A value of a type to stand behind `??`. */
function sampleOf(type: LoopType): string {
  const [first] = alternativesOf(type);
  switch (first?.t) {
    case 'literal':
      return describeType(first).length > codeMax ? '""' : describeType(first);
    case 'text':
      return '""';
    case 'number':
      return '0';
    case 'duration':
      return '1m';
    case 'bool':
      return 'false';
    case 'time':
      return 'now()';
    case 'list':
      return '[]';
    default:
      return 'value';
  }
}

/** Why a value does not fit, as the end of a sentence. */
export function shownMisfit({ at, wanted, got, maybeNull: nullable }: Misfit): string {
  const place = at.replace(/^\./, '');
  const where = place === '' ? '' : `${place} `;
  if (got === null) return nullable ? `${where}may be missing` : `${where}is missing`;
  if (nullable) return `${where}may be null`;
  return `${place === '' ? '' : `${place}: `}expected ${shownType(wanted)}, got ${shownType(got)}`;
}

/** What to do about a value that never fits. */
export function fixOfMisfit({ wanted, got }: Misfit, whole: LoopType): string {
  if (got?.t === 'literal') {
    const near = nearestLiteral(got.value, wanted);
    if (near !== null) return `Did you mean "${near}"?`;
  }
  return `Give it ${shownType(whole)}.`;
}

/** The text among those a type allows that somebody most likely meant. */
export function nearestLiteral(value: string, type: LoopType): string | null {
  return nearest(
    value,
    alternativesOf(type).flatMap((one) => (one.t === 'literal' ? [one.value] : [])),
  );
}

/** A field that a value of a known type does not have. */
export function unknownField(code: string, name: string, names: readonly string[], span: Finding['span']): Finding {
  const near = nearest(name, names);
  const listed = names
    .slice(0, 8)
    .map((each) => `"${each}"`)
    .join(', ');
  const has = names.length === 0 ? 'no fields at all' : `${listed}${names.length > 8 ? ' …' : ''}`;
  return {
    code: 'loop.unknown_field',
    span,
    message: `"${code}" has no field "${name}"; it has ${has}.`,
    hint:
      near === null
        ? 'Use a field that it has, or declare this one where its type is declared.'
        : `Did you mean "${near}"?`,
  };
}
