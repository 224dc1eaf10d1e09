import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../../domain/problem.ts';
import { compileProgram } from '../../dsl/compile.ts';
import type { Lines } from '../../dsl/lines.ts';
import type { CompileContext } from '../../dsl/program.ts';
import { packageRoot } from '../supervisor.ts';
import { linesOf, rangeOf, spanOf } from './text.ts';

/** All problems of a text, as an editor shows them. */
export function diagnosticsOf(document: TextDocument, context: CompileContext): Diagnostic[] {
  const lines = linesOf(document);
  const { problems } = compileProgram(document.getText(), context);
  return problems.map((problem) => diagnosticOf(problem, document, lines));
}

function diagnosticOf(problem: Problem, document: TextDocument, lines: Lines): Diagnostic {
  const { severity, code, message, hint } = problem;
  const related = linesNamedIn(message, hint).filter((line) => line !== problem.line && line <= document.lineCount);
  return {
    range: rangeOf(spanOf(problem, lines), document),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'loop',
    code,
    codeDescription: { href: errorsPage() },
    message: `${message}\n${hint}`,
    relatedInformation: related.map((line) => ({
      location: { uri: document.uri, range: rangeOf({ start: lines.startOf(line), end: lines.endOf(line) }, document) },
      message: lines.textOf(line).trim(),
    })),
  };
}

/** Problems name other lines as "line 4": where a name was given first, what is declared already. */
function linesNamedIn(...texts: readonly string[]): readonly number[] {
  const named = texts.flatMap((text) => [...text.matchAll(/\bline (\d{1,6})\b/g)].map(([, digits]) => Number(digits)));
  return [...new Set(named)];
}

/** The page that explains every code; it comes with the package. */
const errorsPage = (): string => pathToFileURL(join(packageRoot(), 'docs', 'ERRORS.md')).href;
