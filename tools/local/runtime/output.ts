/** One record of what a function printed. */
export interface OutputRecord {
  /** Milliseconds since the epoch; where the process did not say, the reader's clock is taken. */
  readonly timestamp?: number;
  readonly message: string;
}

/** Turns chunks of bytes into records; `flush` gives what is left at the end of the stream. */
export interface OutputDecoder {
  push(chunk: Buffer): OutputRecord[];
  flush(): OutputRecord[];
}

/** A line without an end is cut here: CloudWatch Logs takes events of at most 1 MB. */
const MAX_LINE_BYTES = 1_000_000;

/** stdout and stderr: each line is a record, as Lambda logs what a process prints without `console`. */
export function lineDecoder(): OutputDecoder {
  let rest: Buffer = Buffer.alloc(0);
  const record = (line: Buffer): OutputRecord => ({ message: line.toString("utf8").replace(/\r$/, "") });
  return {
    push(chunk) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const records: OutputRecord[] = [];
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        if (end > start) records.push(record(bytes.subarray(start, end)));
        start = end + 1;
      }
      rest = Buffer.from(bytes.subarray(start));
      if (rest.length > MAX_LINE_BYTES) records.push(...this.flush());
      return records;
    },
    flush() {
      const records = rest.length > 0 ? [record(rest)] : [];
      rest = Buffer.alloc(0);
      return records;
    },
  };
}

const HEADER_BYTES = 16;
const FRAME_MAGIC = 0xa55a0000;

/**
 * The framed log stream by which AWS's runtime interface client hands over each `console` call whole, line breaks included:
 * 4 bytes type, 4 bytes length, 8 bytes time in microseconds, then the text; big-endian.
 */
export function frameDecoder(): OutputDecoder {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const records: OutputRecord[] = [];
      while (rest.length >= HEADER_BYTES) {
        if ((rest.readUInt32BE(0) & 0xffff0000) >>> 0 !== FRAME_MAGIC) {
          // Function code wrote to the descriptor itself: show what it wrote, as there is no next frame to find.
          records.push(...this.flush());
          break;
        }
        const end = HEADER_BYTES + rest.readUInt32BE(4);
        if (rest.length < end) break;
        records.push({
          timestamp: Number(rest.readBigInt64BE(8) / 1000n),
          message: rest.subarray(HEADER_BYTES, end).toString("utf8").replace(/\n$/, ""),
        });
        rest = rest.subarray(end);
      }
      return records;
    },
    flush() {
      const records = rest.length > 0 ? [{ message: rest.toString("utf8") }] : [];
      rest = Buffer.alloc(0);
      return records;
    },
  };
}
