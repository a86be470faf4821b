/** A line that the function wrote: of its log, or with its metrics. */
export type Line = Readonly<Record<string, unknown>>;

/** Runs something and gives what it came to, with the lines of JSON that were written meanwhile. */
export async function withOutput<T>(run: () => Promise<T>): Promise<{ result: T; lines: readonly Line[] }> {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) stream.write = (chunk: unknown) => written.push(String(chunk)) > 0;
  try {
    const result = await run();
    const lines = written.join("").split("\n");
    return { result, lines: lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)) };
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = writes[index] as typeof stream.write;
  }
}

/** How much a metric counted. */
export function counted(lines: readonly Line[], metric: string): number {
  const values = lines.flatMap((line) => ("_aws" in line && metric in line ? [line[metric]].flat() : []));
  return values.reduce<number>((sum, value) => sum + Number(value), 0);
}
