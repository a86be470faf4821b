// Just enough of protobuf to replace an output in an entry of Bazel's action cache, which is an `ActionResult` of the Remote
// Execution API (https://github.com/bazelbuild/remote-apis).
import { createHash } from "node:crypto";

// Numbers of fields.
const OUTPUT_FILES = 2; // of ActionResult
const DIGEST = 2; // of OutputFile
const HASH = 1; // of Digest
const SIZE = 2; // of Digest

// Wire types.
const VARINT = 0;
const BYTES = 2;

/**
 * The entry with each output file of the given digest replaced.
 * @param {Buffer} result serialized `ActionResult`
 * @param {string} digest SHA-256 in hexadecimal
 * @param {Buffer} bytes of the replacement
 * @returns {Buffer} equal to `result` if it has no such output
 */
export function withOutput(result, digest, bytes) {
  return mapField(result, OUTPUT_FILES, (file) =>
    mapField(file, DIGEST, (found) => (hashOf(found) === digest ? digestOf(bytes) : found)),
  );
}

export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

function hashOf(digest) {
  return fields(digest)
    .find(({ number }) => number === HASH)
    ?.value.toString();
}

function digestOf(bytes) {
  const size = Buffer.concat([varint((SIZE << 3) | VARINT), varint(bytes.length)]);
  return Buffer.concat([bytesField(HASH, Buffer.from(sha256(bytes))), size]);
}

/** The message with the values of one of its fields, which is a message or a string, replaced. */
function mapField(message, wanted, replace) {
  return Buffer.concat(
    fields(message).map(({ number, value, whole }) =>
      number === wanted ? bytesField(number, replace(value)) : whole,
    ),
  );
}

/** The fields in their order: `whole` is all bytes of a field, `value` its content if that is bytes. */
function fields(message) {
  const found = [];
  for (let at = 0; at < message.length; ) {
    const [tag, afterTag] = readVarint(message, at);
    const [first, afterFirst] = readVarint(message, afterTag);
    const type = tag & 7;
    if (type !== VARINT && type !== BYTES) throw new Error(`wire type ${type} at ${at}`);
    const end = type === BYTES ? afterFirst + first : afterFirst;
    const value = type === BYTES ? message.subarray(afterFirst, end) : undefined;
    found.push({ number: tag >> 3, value, whole: message.subarray(at, end) });
    at = end;
  }
  return found;
}

function bytesField(number, value) {
  return Buffer.concat([varint((number << 3) | BYTES), varint(value.length), value]);
}

/** @returns the number, and where it ends */
function readVarint(bytes, at) {
  let value = 0;
  for (let place = 1; ; place *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * place;
    if (byte < 128) return [value, at];
  }
}

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
