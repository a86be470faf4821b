import { request } from "node:http";
import { join } from "node:path";
import { Status } from "../account/status";
import { CREDENTIALS_FILE, type Credentials } from "../credentials/credentials";
import { signOwnRequest } from "../credentials/sign-own-request";
import { AccountInUse, AccountLock } from "../state/account-lock";
import { readEndpoint } from "../state/endpoint";
import { CommandFailure } from "./failure";
import { ownerOf } from "./owner";

/** Status of the account that runs on a state folder; `undefined` when none answers there. @throws CommandFailure for a key that is not the account's, and (2) for an unusable one */
export async function runningAccount(stateFolder: string): Promise<Status | undefined> {
  const known = readEndpoint(stateFolder);
  if (known === undefined) return undefined;
  const answer = await ask(known.endpoint, ownerOf(stateFolder));
  // After a crash, another program, or the account of another folder, may have the port.
  if (answer === "refused" && isInUse(stateFolder)) {
    throw new CommandFailure(
      `the local account (process ${known.pid}) does not take the key in ${join(stateFolder, CREDENTIALS_FILE)}, which has ` +
        `changed since it started; end it with: kill ${known.pid}`,
    );
  }
  return answer !== "refused" && answer?.pid === known.pid ? answer : undefined;
}

function isInUse(stateFolder: string): boolean {
  try {
    new AccountLock(stateFolder).release();
    return false;
  } catch (error) {
    if (error instanceof AccountInUse) return true;
    throw error;
  }
}

/**
 * Not `fetch`: that takes 30 ms and 20 MB to load, and every deploy calls this. An account of an older Ferry, without
 * keys, answers unsigned requests.
 */
async function ask(
  endpoint: string,
  credentials: Credentials | undefined,
): Promise<Status | "refused" | undefined> {
  const page = { endpoint, method: "GET", path: "/_ferry/status" };
  const headers = credentials === undefined ? {} : await signOwnRequest(page, credentials);
  return await new Promise((resolve) => {
    const outgoing = request(endpoint + page.path, { headers, timeout: 5000, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", () => resolve(undefined));
      response.on("end", () => resolve(response.statusCode === 403 ? "refused" : parse(text)));
    });
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end();
  });
}

function parse(text: string): Status | undefined {
  try {
    return Status.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
