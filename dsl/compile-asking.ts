import { type CompileContext, type CompiledProgram, compileProgram } from './compile.ts';
import { type Exporter, readProgram } from './program.ts';

/**
 * Compiles a program; when it calls what nobody it depends on has, looks up who has it, so that the hints can say so.
 * @param exportersOf finds packages that export one of these names; asked only then
 */
export async function compileAsking(
  source: string,
  context: CompileContext,
  exportersOf: (names: readonly string[]) => Promise<readonly Exporter[]>,
): Promise<CompiledProgram> {
  const compiled = compileProgram(source, context);
  if (!compiled.problems.some(({ code }) => code === 'loop.unknown_tool')) return compiled;
  const exporters = await exportersOf(unknownNames(source, context));
  return exporters.length === 0 ? compiled : compileProgram(source, { ...context, exporters });
}

function unknownNames(source: string, context: CompileContext): readonly string[] {
  const program = readProgram(source, context);
  const calls = [program, ...program.others].flatMap(({ live, callables }) =>
    live.flatMap((line) => line.calls.map((call) => callables.resolve(call))),
  );
  return [...new Set(calls.flatMap((callable) => (callable.kind === 'unknown' ? callable.name : [])))];
}
