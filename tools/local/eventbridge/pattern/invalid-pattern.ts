/** Thrown for an event pattern that EventBridge would refuse; the message says why, and is part of EventBridge's. */
export class InvalidPattern extends Error {
  override readonly name = "InvalidPattern";
}
