import { setTimeout as delay } from "node:timers/promises";

/** Limit of any wait, in milliseconds: it ends a hang, and asserts no speed. */
const LIMIT_MS = 60_000;

/**
 * Polls until `probe` returns a value, and returns it.
 *
 * @param {string} what for the message if it never does
 * @param {() => T | Promise<T>} probe
 * @template T
 */
export async function until(what, probe, { pollMs = 20 } = {}) {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`timed out after ${LIMIT_MS / 1000} s waiting until ${what}`);
    await delay(pollMs);
  }
}
