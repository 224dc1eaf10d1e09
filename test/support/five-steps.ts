import type { RequestListener } from 'node:http';
import { compileProgram } from '../../dsl/compile.ts';
import { renderProblems } from '../../dsl/excerpt.ts';
import type { Plan } from '../../dsl/plan.ts';

/** Where the program says its service is; an operator's route leads to a local one. */
export const itemsOrigin = 'https://items.example';

export type Shape = 'sequence' | 'parallel';
const names = ['one', 'two', 'three', 'four', 'five'];

/** As text. */
export function fiveStepsSource(shape: Shape): string {
  const given = (at: number): string => (shape === 'sequence' && at > 0 ? `${names[at - 1]}.next` : 'id');
  return [
    `LOOP five_in_${shape}`,
    '  INPUT: id: text',
    '  TOOLS:',
    `    - look_up(id: text) -> {title: text, next: text} = READ HTTP GET "${itemsOrigin}/items/{id}"`,
    '  STEPS:',
    ...names.map((name, at) => `    - ${name} = look_up(${given(at)})`),
    shape === 'sequence' ? '  OUTPUT: five' : `  OUTPUT: [${names.join(', ')}]`,
    'END',
    '',
  ].join('\n');
}

/** Five calls of an HTTP service, each with what the one before gave, or all at once. */
export function fiveSteps(shape: Shape): Plan {
  const { plan, problems } = compileProgram(fiveStepsSource(shape), { dependencies: new Map(), offline: false });
  if (plan === null) throw new Error(`It should compile:\n${renderProblems(problems, 'five.loop')}`);
  return plan;
}

/** The service: an item says which is next. */
export const items: RequestListener = ({ url }, response) => {
  const at = Number(url?.split('/').at(-1));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ title: `Item ${at}`, next: String(at + 1) }));
};

/** The same for those who ask together: it answers once so many have asked. */
export function itemsFor(asking: number): RequestListener {
  const waiting: Parameters<RequestListener>[] = [];
  return (...asked) => {
    waiting.push(asked);
    if (waiting.length === asking) for (const each of waiting.splice(0)) items(...each);
  };
}
