import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type Credentials, CredentialsUnusable, readCredentials } from "../../local/credentials/credentials";
import { signOwnRequest } from "../../local/credentials/sign-own-request";
import { nodeBinary } from "../../node/node-binary";
import { FerryError } from "../error";

const endpointSchema = z.object({ endpoint: z.url(), pid: z.number().int() });
type Endpoint = z.infer<typeof endpointSchema>;

/** Where this user's local account answers, and its key. */
export interface LocalAccount {
  readonly endpoint: string;
  readonly credentials: Credentials;
}

/** Longest wait for the answer of an account that says it runs, in milliseconds. */
const ANSWER_WITHIN = 5_000;

export interface LocalAccountOptions {
  /** Absolute path of the local account's program; absent where it cannot be started. */
  readonly program?: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly onStart: () => void;
}

/** This user's local account, which is started if it does not run. It is left running. */
export async function localAccount(options: LocalAccountOptions): Promise<LocalAccount> {
  const folder = stateFolder(options.variables);
  const running = await find(folder);
  if (running !== undefined) return running;
  await start(options);
  const started = await find(folder);
  if (started !== undefined) return started;
  throw new FerryError(
    "LocalAccountFailed",
    `the local account was started, but does not answer as ${folder}/endpoint.json says`,
    {
      next: "run `bazelw run //tools/local -- stop`, then the same command again",
    },
  );
}

/** This user's local account, if it runs. */
export function runningAccount(variables: NodeJS.ProcessEnv): Promise<LocalAccount | undefined> {
  return find(stateFolder(variables));
}

/** As the local account has it, so that both mean the same account. */
function stateFolder(variables: NodeJS.ProcessEnv): string {
  if (variables.FERRY_LOCAL_DIR) return variables.FERRY_LOCAL_DIR;
  return join(variables.XDG_STATE_HOME || join(variables.HOME || homedir(), ".local/state"), "ferry/local");
}

/** After a crash of the account, its file is left over and another program may have the port: so the account is asked. */
async function find(folder: string): Promise<LocalAccount | undefined> {
  let known: Endpoint;
  try {
    known = endpointSchema.parse(JSON.parse(await readFile(join(folder, "endpoint.json"), "utf8")));
  } catch {
    return undefined;
  }
  const { endpoint, pid } = known;
  const credentials = credentialsOf(folder);
  if ((await answeringPid(endpoint, credentials)) !== pid) return undefined;
  if (credentials !== undefined) return { endpoint, credentials };
  throw new FerryError(
    "LocalAccountFailed",
    `the local account that runs (process ${pid}) is of an older Ferry, which has no key`,
    { next: "run `bazelw run //tools/local -- stop`, then the same command again" },
  );
}

/** Undefined for an account of a Ferry that had no keys yet. */
function credentialsOf(folder: string): Credentials | undefined {
  try {
    return readCredentials(folder);
  } catch (error) {
    if (!(error instanceof CredentialsUnusable)) throw error;
    throw new FerryError("LocalAccountFailed", `the local account's key is not used: ${error.message}`);
  }
}

/** Not `fetch`, which takes longer to load than all else on this path; the SDK loads node:http in any case. */
async function answeringPid(
  endpoint: string,
  credentials: Credentials | undefined,
): Promise<number | undefined> {
  const page = { endpoint, method: "GET", path: "/_ferry/status" };
  const headers = credentials === undefined ? {} : await signOwnRequest(page, credentials);
  return await new Promise((resolve) => {
    const outgoing = request(
      endpoint + page.path,
      { headers, timeout: ANSWER_WITHIN, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", () => resolve(undefined));
        response.on("end", () => resolve(pidOf(Buffer.concat(parts).toString("utf8"))));
      },
    );
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end();
  });
}

function pidOf(status: string): number | undefined {
  try {
    return (JSON.parse(status) as { pid?: number }).pid;
  } catch {
    return undefined;
  }
}

async function start({ program, variables, onStart }: LocalAccountOptions): Promise<void> {
  if (program === undefined) {
    throw new FerryError(
      "LocalAccountFailed",
      "the local account does not run, and FERRY_LOCAL_PROGRAM does not name its program",
      {
        next: "start it with `bazelw run //tools/local -- start`",
      },
    );
  }
  onStart();
  const child = spawn(nodeBinary(), [program, "start"], {
    env: variables,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (part: Buffer) => said.push(part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
  // Its daemon may keep the pipe open: what was said until now is enough, and the pipe must not keep this process.
  child.stderr.destroy();
  if (code === 0) return;
  const message = Buffer.concat(said)
    .toString("utf8")
    .trim()
    .replace(/^error: (the local account did not start: )?/, "");
  throw new FerryError(
    "LocalAccountFailed",
    `the local account did not start: ${message || `exit code ${code}`}`,
    {
      next: "fix what it says, or choose a real environment with --env",
    },
  );
}
