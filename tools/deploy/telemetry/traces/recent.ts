import type { AwsSession } from "../../aws/session";
import type { TraceSummary } from "../../aws/xray/trace-summary";

/**
 * Recent traces of functions, newest first, each once: services share traces. Of each function no more are read than it takes to know that
 * there are more than `most`: a busy one has thousands a day.
 * @param since milliseconds since the epoch
 */
export async function recentTraces(
  session: AwsSession,
  functions: readonly string[],
  since: number,
  { failedOnly, most }: { readonly failedOnly: boolean; readonly most: number },
): Promise<TraceSummary[]> {
  const now = Date.now();
  const found = new Map<string, TraceSummary>();
  await Promise.all(
    functions.map(async (name) => {
      // X-Ray takes whole seconds, and one that has just begun is wanted as well.
      let wanted = 0;
      for await (const range of session.traces.summaries(name, since, now + 1000, failedOnly)) {
        for (const summary of range) {
          wanted += 1;
          found.set(summary.id, summary);
        }
        if (wanted > most) break;
      }
    }),
  );
  return [...found.values()].sort((a, b) => b.start - a.start);
}
