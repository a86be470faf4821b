import { setTimeout as delay } from "node:timers/promises";

/** Longest wait for anything, in milliseconds: it ends a hang, and says nothing about speed. */
const LIMIT_MS = 60_000;

/**
 * Polls until `probe` gives something, and returns that.
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
    if (Date.now() > deadline) throw new Error(`waited ${LIMIT_MS / 1000} s in vain until ${what}`);
    await delay(pollMs);
  }
}
