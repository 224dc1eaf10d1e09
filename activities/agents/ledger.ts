import type { Json } from '../../domain/json.ts';

/** A call of a model that is to be made. */
export interface IntendedCall {
  readonly workspace: string;
  /** The same for every try of one call of one piece of work. */
  readonly key: string;
  /** Hash of what is sent: the same key with another request is another call. */
  readonly request: string;
  readonly agent: string;
  readonly purpose: string;
  readonly model: string;
}

export interface Charge {
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost: number;
}

/** What the ledger says to a call: go on, here is what it gave before, or no. */
export type Admission =
  | { readonly kind: 'go' }
  | ({ readonly kind: 'done'; readonly response: Json } & Charge)
  | { readonly kind: 'too_often'; readonly waitMs: number }
  | { readonly kind: 'spent'; readonly spent: number };

/**
 * The books: who called a model how often, for how much, and what it answered, so that work that is tried again pays for
 * nothing twice.
 */
export interface Ledger {
  /** Enters a call, unless the workspace calls too often or its budget is spent. */
  admit(call: IntendedCall, bounds: { readonly rate: number; readonly budget: number | null }): Promise<Admission>;
  /** Enters what came of it. */
  settle(call: IntendedCall, response: Json, charge: Charge): Promise<void>;
}
