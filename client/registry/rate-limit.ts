import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { LoomError } from '../../domain/errors.ts';
import { limits } from '../../domain/limits.ts';

const minute = 60;

/**
 * So much a minute of each address a question comes from; publishing, which costs most, has a bound of its own. Counted in
 * the memory of this process. Behind a proxy all have its address: there the proxy should count.
 */
export function rateLimit(): MiddlewareHandler {
  const asks = new RateLimiterMemory({ points: limits.registryAsksMax, duration: minute });
  const publishes = new RateLimiterMemory({ points: limits.registryPublishesMax, duration: minute });
  return async (context, next) => {
    const limiter = context.req.method === 'POST' ? publishes : asks;
    try {
      await limiter.consume(addressOf(context));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new LoomError('registry.too_many', 'Too much was asked in a minute.', 'Wait a minute, then ask again.');
    }
    await next();
  };
}

function addressOf(context: Context): string {
  return getConnInfo(context).remote.address ?? 'unknown';
}
