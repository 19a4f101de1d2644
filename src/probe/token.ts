import * as z from 'zod';

const claims = z.object({ exp: z.number().optional(), sub: z.string().optional() });

type TokenClaims = z.infer<typeof claims>;

/**
 * The claims of a JSON Web Token (RFC 7519), undefined for any other token. The signature is not
 * verified: only the cluster can, and a claim counts only once the cluster accepted the token.
 */
export function claimsOf(token: string): TokenClaims | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const text = Buffer.from(payload, 'base64url').toString('utf8');
    return claims.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON, so not a JSON Web Token. The parser's message would quote the token.
    return undefined;
  }
}
