import dns from "node:dns";
import { type NetConnectOpts, Socket } from "node:net";

/**
 * Refuses all connections of this process from now on, and notes where they would have led to. Bazel gives a test no network
 * either; this reports what tried to connect. HTTP, TLS and `fetch` all connect by these two.
 *
 * @returns the notes, which grow
 */
export function withoutNetwork(): string[] {
  const connections: string[] = [];
  const refuse = (address: string): never => {
    connections.push(address);
    throw new Error(`a bundle is checked without a network, and it connects to ${address}`);
  };
  Socket.prototype.connect = (...args: unknown[]): never => {
    // `net.connect` has normalized its arguments into one list by now.
    const [first, second] = args.flat() as [NetConnectOpts | number | string, unknown];
    if (typeof first !== "object")
      return refuse(typeof second === "string" ? `${second}:${first}` : `${first}`);
    const path = "path" in first ? first.path : undefined;
    return refuse(path ?? ("port" in first ? `${first.host ?? "localhost"}:${first.port}` : "a socket"));
  };
  dns.lookup = ((name: string): never => refuse(name)) as unknown as typeof dns.lookup;
  return connections;
}
