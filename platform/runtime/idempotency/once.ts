import type { Idempotency } from "../triggers";

/** Runs what handles a delivery, unless it was handled before. */
export async function once(
  { idempotent }: Idempotency,
  trigger: string,
  id: string,
  handle: () => Promise<void>,
): Promise<void> {
  if (!idempotent) return await handle();
  const { onceRecorded } = await import("./once-recorded");
  await onceRecorded(idempotent, `${trigger}#${id}`, handle);
}
