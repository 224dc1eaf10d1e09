/**
 * Every problem the check of a program can tell, with what it means. `warning` lets a program be published; the rest
 * are errors. The message and hint of a problem are made where it is found, with the names that matter.
 */
export interface ProblemEntry {
  readonly severity: 'error' | 'warning';
  readonly meaning: string;
}

const error = (meaning: string): ProblemEntry => ({ severity: 'error', meaning });
const warning = (meaning: string): ProblemEntry => ({ severity: 'warning', meaning });

export const problemCodes = {
  'loop.ambiguous_tool': error('Two dependencies export the name that is called.'),
  'loop.bad_alias': error('An alias under USES hides something else that has this name.'),
  'loop.bad_argument': error('A call gives something its tool does not take, or leaves out what it needs.'),
  'loop.bad_character': error('An invisible character, or half of one, stands in the text.'),
  'loop.bad_clause': error('A clause stands twice, or does not fit what its line does.'),
  'loop.bad_default': error('The default of an input or parameter is not a fixed value.'),
  'loop.bad_dependency': error('A dependency has no proper package name or version range.'),
  'loop.bad_name': error('A name holds letters that names cannot have, or is a word the language keeps for itself.'),
  'loop.bad_number': error('A number or duration is written in a way the language does not know.'),
  'loop.bad_schedule': error('A schedule means no time, or no time zone, or lacks inputs.'),
  'loop.bad_text': error('A text is written in a way the language does not know.'),
  'loop.bad_tool': error('A line that declares a tool is not complete.'),
  'loop.bad_type': error('A type is written in a way the language does not know.'),
  'loop.bad_version': error('The version of a loop is not a semantic version.'),
  'loop.bullet': error('A bullet is missing, or stands where none belongs.'),
  'loop.dependency_differs': error('The program and its metadata ask for different versions of one package.'),
  'loop.dependency_missing': error('No published version of a dependency was found.'),
  'loop.duplicate_name': error('A name is given twice.'),
  'loop.duplicate_section': error('A section stands twice in one loop.'),
  'loop.expected': error('Something is missing: a value, a name, a colon, a comma.'),
  'loop.metadata_differs': error('The header of the loop and its metadata disagree.'),
  'loop.misplaced_call': error('A tool is called where it may not run, or may run often: only steps call tools.'),
  'loop.misspelt_word': error('A keyword is not spelt as the language spells it.'),
  'loop.missing_end': error('A block is never closed by END.'),
  'loop.missing_section': error('A loop has no steps, or a source has no block.'),
  'loop.not_marked_read': warning('A tool made by GET or HEAD does not say that it only reads.'),
  'loop.never_called': warning('A further loop of a source is called by no other.'),
  'loop.not_callable': error('Something is called that is no tool.'),
  'loop.out_of_scope': error('A name of a FOR, REPEAT or FIRST is used where that has ended.'),
  'loop.plain_http': warning('A secret is sent where it can be read on the way.'),
  'loop.recursion': error('Loops of one source call each other in a circle, or themselves.'),
  'loop.too_deep': error('Brackets, blocks or operators are nested too deep.'),
  'loop.too_long': error('The source, a text or a name is too long.'),
  'loop.too_many': error('There are too many steps, inputs, arguments or dependencies.'),
  'loop.unclosed': error('A bracket or a quote is opened and never closed.'),
  'loop.unexpected': error('Words stand where nothing can stand.'),
  'loop.unknown_host_tool': error('The worker has no HOST tool of this name.'),
  'loop.unknown_name': error('Nothing has this name.'),
  'loop.unknown_tool': error('No tool or loop has this name.'),
  'loop.unnamed_branch': error('A line of a FIRST has no name.'),
  'loop.unused_input': warning('An input is never used.'),
  'loop.unused_value': error('A line works out a value and gives it no name.'),
  'loop.used_before_defined': error('A name is used above the line that gives it its value.'),
  'loop.unknown_field': error('A value has no field of this name.'),
  'loop.maybe_null': error('A value may be null where null does not fit.'),
  'loop.never_equal': error('A comparison can never hold.'),
  'loop.unordered_write': warning(
    'Two lines work on the same thing, the first one changes it, and nothing orders them.',
  ),
  'loop.wrong_type': error('A value does not fit the type that is wanted.'),
  'loop.near_tool': warning('A name taken on trust is very near the name of a tool that is known.'),
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problemCodes;
