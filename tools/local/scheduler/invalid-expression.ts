/** Thrown for a schedule expression that Scheduler would refuse; the message says why. */
export class InvalidExpression extends Error {
  override readonly name = "InvalidExpression";
}
