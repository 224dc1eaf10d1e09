import { createPublicKey, verify as verifyBytes } from 'node:crypto';
import type { Verify } from '../domain/market/signature.ts';

/** Ed25519, over a text as it is in UTF-8. Never throws: what is no key or no signature verifies nothing. */
export const verify: Verify = (publicKey, text, signature) => {
  try {
    const x = Buffer.from(publicKey, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verifyBytes(null, Buffer.from(text), key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
};
