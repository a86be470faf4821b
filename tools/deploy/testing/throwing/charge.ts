/** What the test looks for in a stack trace. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** @throws Declined for an amount that is not positive */
export function chargeOf(amount: number): number {
  if (amount <= 0) {
    throw new Declined(`an amount of ${amount} cannot be charged`);
  }
  return amount;
}
