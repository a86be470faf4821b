import type { ServiceContext } from "../service-context";

/** What the handlers got, in the order of their ends. */
export const seen: { readonly handler: string; readonly input: unknown; readonly correlationId: string }[] =
  [];

/** What a handler does, by the subject of its input; the tests say so. Without one it succeeds. */
export const deeds = new Map<string, (signal: AbortSignal) => Promise<void>>();

/** Does what the test wants of the subject, and notes what the handler got. */
export async function see(
  handler: string,
  input: unknown,
  context: ServiceContext,
  subject: string,
): Promise<void> {
  await deeds.get(subject)?.(context.signal);
  seen.push({ handler, input, correlationId: context.correlationId });
}
