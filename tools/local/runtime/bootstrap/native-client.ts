import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { peakMemoryKib } from "../peak-memory";
import { TOKEN_HEADER } from "../runtime-api-token";

/** The four functions that `aws-lambda-ric` calls on its native addon (`rapid-client.node`), here over `node:http`. */
export interface NativeClient {
  initializeClient(): void;
  next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }>;
  done(requestId: string, body: string): void;
  error(requestId: string, body: string, xrayCause: string): void;
}

const API = "/2018-06-01/runtime/invocation";

/**
 * A client of the Lambda Runtime API at `host:port`, which gives events for `token`
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 *
 * The addon's `done` and `error` block until the answer is posted. Here they start the post, and `next` waits for it, so
 * that the API sees the calls in the same order. A failed call rejects `next`, which ends the process: without its Runtime
 * API a function process has nothing to do.
 */
export function createNativeClient(address: string, token: string): NativeClient {
  const [host, port] = address.split(":");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let posted: Promise<void> = Promise.resolve();

  const call = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
    new Promise<{ bodyJson: string; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const outgoing = request({ host, port, agent, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ bodyJson: Buffer.concat(chunks).toString("utf8"), headers: response.headers }),
        );
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });

  const post = (path: string, body: string, headers: Record<string, string>) => {
    posted = flushOutput()
      .then(() => call("POST", path, body, { "content-type": "application/json", ...headers, ...usage() }))
      .then(() => undefined);
    // `next` reports the failure; until it is called the rejection must not count as unhandled.
    posted.catch(() => undefined);
  };

  return {
    initializeClient: () => undefined,
    next: () => posted.then(() => call("GET", `${API}/next`, undefined, { [TOKEN_HEADER]: token })),
    done: (requestId, body) => post(`${API}/${requestId}/response`, body, {}),
    error: (requestId, body, xrayCause) =>
      post(`${API}/${requestId}/error`, body, {
        "lambda-runtime-function-error-type": "Unhandled",
        // A header holds no line breaks and no text beyond Latin-1, and Lambda drops a cause that is too long.
        ...(/^[\x20-\x7e]{1,65536}$/.test(xrayCause)
          ? { "lambda-runtime-function-xray-error-cause": xrayCause }
          : {}),
      }),
  };
}

/** Resolves when all that was written to stdout and stderr has left this process, so that it is logged before END. */
function flushOutput(): Promise<unknown> {
  return Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) =>
          stream.writableLength > 0 ? stream.write("", () => resolve()) : resolve(),
        ),
    ),
  );
}

/**
 * Peak memory of this process, for the REPORT line. `maxRSS` is second best: it survives exec on Linux, and so counts the
 * account that forked this process.
 */
function usage(): Record<string, string> {
  return { "ferry-max-memory-used-kib": String(peakMemoryKib("self") ?? process.resourceUsage().maxRSS) };
}
