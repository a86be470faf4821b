import { patternOf } from "../../cloudformation/pattern";
import type { StackFunction } from "./function";
import { getAttTarget, type Template } from "./template";
import type { Found } from "./trigger";
import { keyOf } from "./trigger-key";

/** The variable that maps stream ARNs to keys for the runtime, as JSON. */
const STREAMS = "FERRY_STREAMS";

/** What an event source mapping delivers: messages of a queue, or the changes of a table. */
export function mappingOf(
  where: string,
  properties: Readonly<Record<string, unknown>>,
  template: Template,
  lambda: StackFunction,
): Found {
  const source = properties.EventSourceArn;
  const [id = "", attribute] = getAttTarget(source)?.split(".") ?? [];
  if (attribute === "StreamArn" || patternOf(source).includes("/stream/")) {
    const key = streamKeys(lambda).get(patternOf(source));
    if (key !== undefined) return { kind: "stream", key, where };
    return {
      where,
      what: `the function's variable ${STREAMS} does not name the stream ${patternOf(source)}`,
    };
  }
  const queue = template.Resources?.[id];
  if (queue && queue.Type !== "AWS::SQS::Queue")
    return { where, what: `it reads ${id}, an ${queue.Type}, which the runtime does not know` };
  return keyOf({ kind: "queue", where, name: queue ? queue.Properties?.QueueName : source, lambda });
}

function streamKeys({ properties }: StackFunction): Map<string, string> {
  const { Variables } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const text = Variables?.[STREAMS];
  return new Map(
    text === undefined ? [] : Object.entries(JSON.parse(patternOf(text)) as Record<string, string>),
  );
}
