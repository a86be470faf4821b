import { type KeyObject, verify } from "node:crypto";

/** The order of the curve's field. */
const PRIME = 2n ** 255n - 19n;

const SIGN = 2n ** 255n;

/** The y coordinate of four of the points of order 8; that of the others is its negative. */
const ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;

/** The y coordinates of all points of small order: eight points, and (0, ±1) once more with the other sign. */
const SMALL_ORDER = new Set([0n, 1n, PRIME - 1n, ORDER_8, PRIME - ORDER_8]);

/** Bytes of an encoded point. */
const POINT = 32;

/**
 * Why a public key, as RFC 8032 encodes it, must not be trusted; undefined for a sound one. For a key of small order anyone can
 * forge signatures that Node.js accepts, and a second encoding of a point would be a second name for one key.
 * https://eprint.iacr.org/2020/1244
 */
export function unsoundness(encoded: Uint8Array): string | undefined {
  const y = coordinate(encoded);
  if (y >= PRIME) return "its encoding is not the canonical one";
  if (SMALL_ORDER.has(y)) return "it is of small order: anyone can sign for it";
  return isOnCurve(y) ? undefined : "it is not a point on the curve";
}

/**
 * Whether the signature of the data by the key is valid.
 * @param key a sound one
 */
export function isSignature(data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  // Half of a signature is a point. Only the holder of the private key could make it one of small order, revealing the key.
  const point = signature.subarray(0, POINT);
  return point.length === POINT && !SMALL_ORDER.has(coordinate(point)) && verify(null, data, key, signature);
}

/** The y coordinate of a point: all of its little-endian encoding but the highest bit, which is the sign of x. */
function coordinate(encoded: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(encoded).reverse().toString("hex")}`) % SIGN;
}

/** Whether x² = (y² − 1) / (dy² + 1) has a solution, where d = −121665/121666. */
function isOnCurve(y: bigint): boolean {
  const square = (y * y) % PRIME;
  // A quotient is a square if the product is, and a factor that is a square by itself makes no difference.
  const product = (square - 1n) * (121_666n - 121_665n * square) * 121_666n;
  // Euler's criterion.
  return power(((product % PRIME) + PRIME) % PRIME, (PRIME - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest % 2n === 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
