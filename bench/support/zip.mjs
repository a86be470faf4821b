import { crc32, deflateRawSync } from "node:zlib";

const DOS_DATE = 0x0021; // 1980-01-01

/**
 * A zip of one file. The packer of //tools/lambda makes better ones; a thousand of these take seconds.
 *
 * @param {string} name
 * @param {Buffer} content
 */
export function zipOf(name, content) {
  const path = Buffer.from(name);
  const packed = deflateRawSync(content, { level: 1 });
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0); // version needed
  common.writeUInt16LE(8, 4); // deflated
  common.writeUInt16LE(DOS_DATE, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([signature(0x04034b50), common, path, packed]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(0o100644 * 0x10000, 6); // a regular file of this mode; its offset is 0
  const central = Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), common, attributes, path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, signature(0x06054b50), end]);
}

function signature(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}
