import { request } from "node:http";
import type { Credentials } from "../credentials/credentials";
import { signOwnRequest } from "../credentials/sign-own-request";
import { Status } from "../server/status";
import { readEndpoint } from "../state/endpoint";
import { ownerOf } from "./owner";

/** Status of the account that runs on a state folder; `undefined` when none answers there. @throws CommandFailure (2) for an unusable key */
export async function runningAccount(stateFolder: string): Promise<Status | undefined> {
  const known = readEndpoint(stateFolder);
  if (known === undefined) return undefined;
  const status = await ask(known.endpoint, ownerOf(stateFolder));
  // After a crash, another program, or the account of another folder, may have the port.
  return status?.pid === known.pid ? status : undefined;
}

/**
 * Not `fetch`: that takes 30 ms and 20 MB to load, and this stands on the path of every deploy. An account of a Ferry that had no
 * keys yet answers without.
 */
async function ask(endpoint: string, credentials: Credentials | undefined): Promise<Status | undefined> {
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
      response.on("end", () => resolve(parse(text)));
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
