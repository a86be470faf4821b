/**
 * An amount of money in the minor unit of its currency (cents for EUR, yen for JPY), always a safe integer: no float ever
 * holds money here.
 */
export type MinorUnits = number;

/** ISO 4217 code, e.g. `EUR`. */
export type Currency = string;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Whether the code is one of ISO 4217 that the runtime knows. */
export function isCurrency(code: string): code is Currency {
  return CURRENCIES.has(code);
}

/**
 * Sum of `quantity × unitPrice`, exact.
 *
 * @throws RangeError if the sum is beyond what a number holds exactly (about 90 trillion euros)
 */
export function sum(
  items: readonly { readonly quantity: number; readonly unitPrice: MinorUnits }[],
): MinorUnits {
  const total = items.reduce((subtotal, { quantity, unitPrice }) => subtotal + quantity * unitPrice, 0);
  if (!Number.isSafeInteger(total)) throw new RangeError(`the total ${total} cannot be held exactly`);
  return total;
}
