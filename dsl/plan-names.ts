/** The names that expressions anywhere in a part of a plan mention. */
export function namesIn(node: unknown, names: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof node !== 'object' || node === null) return names;
  const { t, name } = node as { readonly t?: unknown; readonly name?: unknown };
  // What a literal holds is data, whatever it looks like.
  if (t === 'literal') return names;
  if (t === 'name' && typeof name === 'string') names.add(name);
  for (const part of Object.values(node)) namesIn(part, names);
  return names;
}
