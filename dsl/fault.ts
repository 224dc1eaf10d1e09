/** Offsets into the text as written, in UTF-16 units, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where and how the text leaves the grammar. Faults stand in the tree where the missing part would; `faultsIn` finds them. */
export interface Fault {
  readonly kind: 'fault';
  readonly what: FaultKind;
  readonly span: Span;
  /** What the place belongs to: a keyword, a bracket, the kind of name that was expected. */
  readonly about: string;
}
export type FaultKind =
  | 'array_type'
  | 'bad_escape'
  | 'bad_number'
  | 'bad_word'
  | 'colon_expected'
  | 'comma_expected'
  | 'early_yield'
  | 'implementation_expected'
  | 'key_expected'
  | 'junk'
  | 'misspelt'
  | 'missing_bullet'
  | 'name_expected'
  | 'needless_bullet'
  | 'not_callable'
  | 'parameters_expected'
  | 'single_quotes'
  | 'stray_in_loop'
  | 'stray_in_steps'
  | 'stray_in_toolbox'
  | 'stray_top'
  | 'stray_until'
  | 'stray_yield'
  | 'too_deep'
  | 'type_expected'
  | 'unclosed'
  | 'value_expected';
