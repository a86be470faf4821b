import { chargeOf, Declined } from "./charge";

/** A handler whose bundle has a source map: it throws, and logs what it threw as the platform's logger does. */
export async function handler(
  event: { readonly amount: number },
  context: { readonly functionVersion: string },
) {
  try {
    return chargeOf(event.amount);
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    const { name, message, stack } = error;
    const line = { level: "ERROR", message: "declined", function_version: context.functionVersion };
    process.stdout.write(`${JSON.stringify({ ...line, error: { name, message, stack } })}\n`);
    throw error;
  }
}
