import { Transform } from "node:stream";
import zlib from "node:zlib";

type Compute = (bytes: Buffer, options?: object) => Buffer;
type Done = (error: Error | null, result?: Buffer) => void;

/** Does at once what zlib does in other threads, of which Node does not say whether they still work. */
export function compressAtOnce(): void {
  const all = {
    deflateRaw: atOnce(zlib.deflateRawSync),
    gzip: atOnce(zlib.gzipSync),
    gunzip: atOnce(zlib.gunzipSync),
    createInflateRaw: () => wholeStream(zlib.inflateRawSync),
  };
  // Some of them are read-only.
  for (const [name, value] of Object.entries(all)) Object.defineProperty(zlib, name, { value });
}

function atOnce(compute: Compute) {
  return (bytes: Buffer, ...rest: [Done] | [object, Done]): void => {
    const [options, done] = rest.length === 1 ? [undefined, rest[0]] : rest;
    setImmediate(() => {
      let result: Buffer;
      try {
        result = compute(bytes, options);
      } catch (error) {
        done(error as Error);
        return;
      }
      done(null, result);
    });
  };
}

/** A stream that computes when all of its input is there. */
function wholeStream(compute: Compute): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      try {
        done(null, compute(Buffer.concat(chunks)));
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
