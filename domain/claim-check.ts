import { z } from 'zod';

/**
 * Large values stay out of Temporal's histories: their bytes are stored once, by their hash, and a claim travels in
 * their place. A claim is marked in the payload's metadata, which is nothing that data can have, so no result of a tool
 * is ever taken for one.
 * @see Hohpe and Woolf, Enterprise Integration Patterns (2003), Claim Check
 */
const claimMark = 'hololoom/stored';

/** As much of Temporal's payload as is needed here. */
interface Payload {
  readonly metadata?: Readonly<Record<string, Uint8Array>> | null;
  readonly data?: Uint8Array | null;
}

const claimSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().positive(),
});
export type Claim = z.infer<typeof claimSchema>;

/** What travels instead of a payload whose data is stored under this claim. */
export function claimed<P extends Payload>(payload: P, claim: Claim): P {
  const metadata = { ...payload.metadata, [claimMark]: Uint8Array.of(1) };
  return { ...payload, metadata, data: new TextEncoder().encode(JSON.stringify(claim)) };
}

/** The claim a payload is; null for every other payload. */
export function claimIn({ metadata, data }: Payload): Claim | null {
  if (!data || metadata?.[claimMark] === undefined) return null;
  return claimSchema.parse(JSON.parse(new TextDecoder().decode(data)));
}

/** The payload a claim stands for. */
export function redeemed<P extends Payload>(payload: P, data: Uint8Array): P {
  const { [claimMark]: _mark, ...metadata } = payload.metadata ?? {};
  return { ...payload, metadata, data };
}
