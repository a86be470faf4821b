import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";

/** A request as it comes in, over a socket or without one. */
export type Incoming = Readable & Pick<IncomingMessage, "headers" | "url" | "method">;
