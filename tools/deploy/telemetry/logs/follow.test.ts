import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { LogEvent } from "../../aws/logs/logs";
import { follow } from "./follow";
import { merge } from "./merge";

/** An event that is written at a step; which of history and session see it depends on when they are asked. */
const written = fc.record({
  group: fc.constantFrom("/a", "/b"),
  timestamp: fc.integer({ min: 1, max: 5 }),
  message: fc.constantFrom("one", "two"),
});

test("each event is yielded once, however often sessions end and events repeat", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(written, { maxLength: 4 }), { maxLength: 5 }), async (sessions) => {
      const store: LogEvent[] = [];
      const all = sessions.flat().map((event) => ({ ...event, stream: "s" }));
      const controller = new AbortController();
      let opened = 0;
      const reader = {
        async *events(group: string, since: number): AsyncGenerator<LogEvent> {
          yield* store
            .filter((event) => event.group === group && event.timestamp >= since)
            .sort((a, b) => a.timestamp - b.timestamp);
        },
        async tail() {
          const events = (sessions[opened++] ?? []).map((event) => ({ ...event, stream: "s" }));
          // The first is written before the history is read, and both have it; the others are the session's alone, for now.
          store.push(...events.slice(0, 1));
          return (async function* () {
            for (const event of events) yield [event];
            store.push(...events.slice(1));
            if (opened > sessions.length) controller.abort();
          })();
        },
      };
      const query = { groups: ["/a", "/b"], since: 0, pattern: "" };
      const followed: LogEvent[] = [];
      for await (const event of follow(reader, query, (group) => group, controller.signal))
        followed.push(event);
      const sorted = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).sort();
      const shape = ({ group, timestamp, message }: LogEvent) => ({ group, timestamp, message });
      expect(sorted(followed.map(shape))).toEqual(sorted(all.map(shape)));
    }),
  );
});

test("sources that are in order are one sequence in order", async () => {
  const sorted = fc.array(fc.integer()).map((numbers) => numbers.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(fc.array(sorted), async (sources) => {
      const iterables = sources.map(async function* (source) {
        yield* source;
      });
      const merged: number[] = [];
      for await (const number of merge(iterables, (a, b) => a < b)) merged.push(number);
      expect(merged).toEqual(sources.flat().sort((a, b) => a - b));
    }),
  );
});
