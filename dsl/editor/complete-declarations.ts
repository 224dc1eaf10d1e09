import { plainTypes } from '../compile-type.ts';
import type { Program } from '../program.ts';
import { wordSuggestion } from './complete-words.ts';
import type { Frame, Token } from './place.ts';
import { type Suggestion, suggestion } from './suggestion.ts';
import { typeHelp } from './word-help.ts';

/** Types, where a parameter, a field or the result of a tool gets one. */
export function typeSuggestions(): readonly Suggestion[] {
  return [...plainTypes, 'list', 'map'].map((name) => suggestion('type', name, 'type', typeHelp.get(name) ?? ''));
}

/** Whether a type is wanted at the end of these brackets of a declaration. */
export function wantsType(frames: readonly Frame[]): boolean {
  const top = frames.at(-1);
  const last = top?.tokens.at(-1);
  if (top === undefined || last?.kind !== 'sign' || top.opener === 'text' || top.opener === 'hole') return false;
  // What stands behind an equals sign is a value, up to the next comma.
  if (valueBegan(top.tokens)) return false;
  return [':', '->', '|', '<'].includes(last.text);
}

/** Whether a default value has begun, rather than a name or a type. */
export function valueBegan(tokens: readonly Token[]): boolean {
  const comma = tokens.findLastIndex(({ text }) => text === ',');
  return tokens.slice(comma + 1).some(({ text }) => text === '=');
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What can follow behind the equals sign of a tool. @param tokens of its line */
export function implementationSuggestions(tokens: readonly Token[], program: Program): readonly Suggestion[] | 'value' {
  const last = tokens.at(-1);
  if (last?.text === '=') return ['READ', 'HOST', 'HTTP', 'PROMPT'].map((word) => wordSuggestion(word));
  if (last?.text === 'READ') return ['HOST', 'HTTP'].map((word) => wordSuggestion(word));
  const host = tokens.findIndex(({ text }) => text === 'HOST');
  if (host !== -1) return hostTools(tokens.slice(host + 1), program);
  if (last?.text === 'HTTP') return methods.map((method) => suggestion('word', method, 'method', ''));
  if (last?.kind === 'keyword') return last.text === 'PROMPT' || last.text === 'WITH' ? 'value' : [];
  if (tokens.some(({ text }) => text === 'HTTP')) {
    return methods.includes(last?.text ?? '') ? [] : ['WITH', 'AUTH'].map((word) => wordSuggestion(word));
  }
  return tokens.some(({ text }) => text === 'PROMPT') ? [wordSuggestion('AGENT')] : [];
}

/** The registered names that go on as this one begins; a slash ends what the cursor's word can replace. */
function hostTools(written: readonly Token[], { context }: Program): readonly Suggestion[] {
  const begun = written.map(({ text }) => text).join('');
  return (context.hostTools ?? []).flatMap((name) =>
    name.startsWith(begun) && name !== begun
      ? [suggestion('tool', name.slice(begun.length), `HOST ${name}`, 'Registered on the worker.')]
      : [],
  );
}
