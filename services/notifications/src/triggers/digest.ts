import type { Tick } from "../../../../platform/runtime/triggers";
import type { NotificationsContext } from "../context";
import { dayBefore, digestOf } from "../domain/digest";
import type { Message } from "../domain/message";
import { connect } from "../dynamodb/connect";

/** Counts up the day before. Done again for the same day, it takes in what came late. */
export async function handle({ time }: Tick, context: NotificationsContext): Promise<void> {
  const inbox = connect(context);
  const day = dayBefore(time);
  const messages: Message[] = [];
  for await (const message of inbox.ofDay(day)) messages.push(message);
  await inbox.keepDigest(digestOf(day, messages));
  context.logger.info("digest made", { day, messages: messages.length });
}
