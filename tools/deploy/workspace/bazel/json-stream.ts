const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Cuts a stream of concatenated JSON objects, in chunks cut anywhere, into the bytes of each object, without parsing them:
 * the reader parses those it wants. Bazel writes its JSON execution log so.
 */
export async function* jsonObjects(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  let scanned = 0;
  let start = -1;
  let depth = 0;
  let inString = false;
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (scanned < pending.length) {
      const byte = pending[scanned++];
      if (inString) {
        if (byte === BACKSLASH) scanned++;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN) {
        if (depth++ === 0) start = scanned - 1;
      } else if (byte === CLOSE && --depth === 0) {
        yield pending.subarray(start, scanned);
        start = -1;
      }
    }
    const keepFrom = start < 0 ? pending.length : start;
    scanned -= keepFrom;
    pending = pending.subarray(keepFrom);
    start = start < 0 ? -1 : 0;
  }
}
