import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify as verifyBytes } from 'node:crypto';
import type { Verify } from '../domain/market/signature.ts';

/** An ed25519 key pair: the raw public half in hexadecimal digits, the private one as PKCS#8 in PEM. */
export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex'),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/** @returns the signature over a text as it is in UTF-8, in hexadecimal digits */
export function signText(privateKey: string, text: string): string {
  return sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('hex');
}

/** Never throws: what is no key or no signature verifies nothing. */
export const verify: Verify = (publicKey, text, signature) => {
  try {
    const x = Buffer.from(publicKey, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verifyBytes(null, Buffer.from(text), key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
};
