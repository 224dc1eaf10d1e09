import semver from 'semver';
import type { Finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { constantText } from '../text.ts';
import type { Identifier } from '../tree.ts';

const blockName = /^(?:[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\/)?[a-z_][A-Za-z0-9_]*$/;

/** Temporal finds what runs a loop by its name, among names of JavaScript and of its own. */
const isReserved = (name: string): boolean =>
  name in Object.prototype || name === 'default' || name === '__esModule' || name.startsWith('__temporal_');

const reserved = (name: Identifier): Finding => ({
  code: 'loop.bad_name',
  span: name.span,
  message: `"${name.text}" is a name of the machinery below and cannot be the name of a block.`,
  hint: 'Choose another name.',
});

/** Names and version in the headers, and whether they agree with the metadata. */
export function* checkHeader(program: Program): Iterable<Finding> {
  for (const { name } of [...program.loops, ...program.toolboxes]) {
    if (name.kind === 'fault') continue;
    if (isReserved(name.text)) yield reserved(name);
    if (blockName.test(name.text)) continue;
    const fixed = name.text.toLowerCase().replace(/[^a-z0-9_/]/g, '_');
    yield {
      code: 'loop.bad_name',
      span: name.span,
      message: `"${name.text}" cannot be the name of a block.`,
      hint: `Write lower-case letters, digits and _, and perhaps a publisher before a "/"${blockName.test(fixed) ? `: ${fixed}` : ''}.`,
    };
  }
  for (const { version, title } of program.loops) {
    if (version !== null) yield* properVersion(version);
    if (title === null || constantText(title) !== null || title.faults.length > 0) continue;
    yield {
      code: 'loop.bad_text',
      span: title.span,
      message: 'Nothing can be put into a title.',
      hint: 'Write \\{ for a brace.',
    };
  }
  if (program.entry === null || program.context.metadata === undefined) return;
  const { name, version } = program.entry;
  const { metadata } = program.context;
  if (version !== null && version.text !== metadata.version && semver.valid(version.text) === version.text) {
    yield {
      code: 'loop.metadata_differs',
      span: version.span,
      message: `The header says version ${version.text} and the metadata says ${metadata.version}.`,
      hint: 'Make them the same, or leave the version out of the header.',
    };
  }
  // A name with its publisher is the package's name; a name without one is only the loop's.
  if (name.kind === 'identifier' && name.text.includes('/') && folded(name.text) !== folded(metadata.workflow_id)) {
    yield {
      code: 'loop.metadata_differs',
      span: name.span,
      message: `The header says ${name.text} and the metadata says ${metadata.workflow_id}.`,
      hint: 'Make them the same, or write the name in the header without its publisher.',
    };
  }
}

function* properVersion({ text, span }: Identifier): Iterable<Finding> {
  if (semver.valid(text) === text) return;
  const coerced = semver.coerce(text, { includePrerelease: true })?.version;
  yield {
    code: 'loop.bad_version',
    span,
    message: `"${text}" is no version.`,
    hint: `Write three numbers${coerced === undefined ? ': 1.0.0' : `: ${coerced}`}.`,
  };
}

const folded = (name: string): string => name.replaceAll('-', '_');
