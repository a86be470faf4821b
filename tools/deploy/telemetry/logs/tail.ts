import type { LogEvent } from "../../aws/logs/logs";
import { beginsLine, GROUP_PREFIX, jsonObject } from "./line";

/** Lambda answers no more than the last 4 kB of a log (`LogType: Tail`). */
const LONGEST = 4096;

/** How the lines begin that Lambda's Node.js runtime writes for `console`. */
const CONSOLE_TIME = /^(\d{4}-\S+Z)\t/;

/**
 * The end of an invocation's log, as Lambda answers it in one text, as events. A line without a time has that of the one before it.
 * @param version that answered
 * @param now milliseconds since the epoch, for lines before the first one that has a time
 */
export function tailEvents(
  text: string,
  functionName: string,
  version: string | undefined,
  now = Date.now(),
): LogEvent[] {
  const common = {
    group: `${GROUP_PREFIX}${functionName}`,
    stream: version === undefined ? "" : `[${version}]`,
  };
  const messages: string[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const last = messages.length - 1;
    if (last < 0 || beginsLine(line)) messages.push(line);
    else messages[last] += `\n${line}`;
  }
  // Where the text was cut, the first line has lost its beginning.
  if (Buffer.byteLength(text) >= LONGEST && !beginsLine(messages[0] ?? "")) messages[0] = `…${messages[0]}`;
  const times = messages.map((message) => timeOf(message));
  let timestamp = times.find((time) => time !== undefined) ?? now;
  return messages.map((message, index) => {
    timestamp = times[index] ?? timestamp;
    return { ...common, timestamp, message };
  });
}

/** As the platform's logger writes it into its JSON, or Lambda's runtime before a text. */
function timeOf(message: string): number | undefined {
  const said = jsonObject(message)?.timestamp ?? CONSOLE_TIME.exec(message)?.[1];
  const time = typeof said === "string" ? Date.parse(said) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
