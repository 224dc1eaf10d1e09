import { type SearchRequest, type SearchResult, searchSchema } from '../../../domain/market/search.ts';
import type { pushToRegistry, searchRegistry, showFromRegistry } from '../../../workflows/registry.ts';
import { newRequestId } from '../../cli/ids.ts';
import type { Pushed, ShownPackage } from '../../registry-door.ts';
import { type Doors, writeTimeout } from '../connection.ts';
import { releaseName } from '../market/marks.ts';
import { readRequest } from '../market/request.ts';

/** Searches the registry of another market; the worker asks it, since only workers have a way out. */
export async function searchThere({ temporal, taskQueue }: Doors, request: SearchRequest): Promise<SearchResult> {
  const search = readRequest(searchSchema, request);
  const { said } = await temporal.workflow.execute<typeof searchRegistry>('registry.search', {
    taskQueue,
    workflowId: `registry.search/${newRequestId()}`,
    args: [search],
    workflowExecutionTimeout: writeTimeout,
  });
  return said;
}

export async function showThere({ temporal, taskQueue }: Doors, name: string): Promise<ShownPackage> {
  const { said } = await temporal.workflow.execute<typeof showFromRegistry>('registry.show', {
    taskQueue,
    workflowId: `registry.show/${newRequestId()}`,
    args: [name],
    workflowExecutionTimeout: writeTimeout,
  });
  return said;
}

/** Publishes there what is published here, as it was signed. @param release `package@version` */
export async function pushThere({ temporal, taskQueue }: Doors, release: string): Promise<Pushed> {
  const { said, origin } = await temporal.workflow.execute<typeof pushToRegistry>('registry.push', {
    taskQueue,
    workflowId: `registry.push/${newRequestId()}`,
    args: [releaseName(release)],
    workflowExecutionTimeout: writeTimeout,
  });
  return { ...said, origin };
}
