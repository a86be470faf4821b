import { BlockList, isIP } from "node:net";
import { InvalidPattern } from "./invalid-pattern";

/** A block of IPv4 or IPv6 addresses, such as `10.0.0.0/24`. @throws InvalidPattern */
export function readCidr(block: string, place: string): (text: string) => boolean {
  const [address = "", bits = "", ...rest] = block.split("/");
  const version = isIP(address);
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(prefix <= (version === 4 ? 32 : 128))) {
    throw new InvalidPattern(`cidr in ${place} is "${block}", which is no block of addresses`);
  }
  const addresses = new BlockList();
  addresses.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  return (text) => isIP(text) === version && addresses.check(text, version === 4 ? "ipv4" : "ipv6");
}
