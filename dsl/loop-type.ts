/** A type as data. */
export type LoopType =
  | { readonly t: 'text' | 'number' | 'bool' | 'duration' | 'time' | 'user' | 'room' | 'any' }
  | { readonly t: 'literal'; readonly value: string }
  | { readonly t: 'list' | 'map'; readonly of: LoopType }
  | { readonly t: 'optional'; readonly of: LoopType }
  | {
      readonly t: 'object';
      readonly fields: readonly { readonly name: string; readonly optional: boolean; readonly type: LoopType }[];
      /** Made by a program itself, so it has no other fields; what comes from outside may have more. */
      readonly exact?: true;
    }
  | { readonly t: 'union'; readonly of: readonly LoopType[] };
