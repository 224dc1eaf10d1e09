import { type Agent, agents, generalist } from '../agents.ts';
import { route } from './route.ts';

const teamMax = 3;
/** Whoever is less likely than this has nothing to add. */
const likelyMin = 0.1;

/**
 * Who should work on a task together, the best first: at least one, at most three, with whoever takes everything when
 * there is room, so that somebody looks at it from outside.
 */
export function chooseAgents(task: string, team: readonly Agent[] = agents): readonly string[] {
  const { agents: first, candidates } = route({ question: task }, { team });
  const likely = candidates.filter(({ probability }) => probability >= likelyMin);
  const others = team.some(({ name }) => name === generalist) ? [generalist] : [];
  return [...new Set([...first, ...likely.map(({ agent }) => agent), ...others])].slice(0, teamMax);
}
