import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { signOwnRequest } from "../credentials/sign-own-request";
import { CommandFailure } from "./failure";
import { ownerOf } from "./owner";
import { runningAccount } from "./running";

export interface Question {
  readonly method: string;
  /** One of the account's own pages. */
  readonly path: string;
  readonly body?: string;
  /** What to do when the account does not run. */
  readonly advice: string;
}

/** What the running account answers. @throws CommandFailure when it does not run, or refuses */
export async function askAccount(stateFolder: string, question: Question): Promise<string> {
  const running = await runningAccount(stateFolder);
  if (running === undefined) throw new CommandFailure(`the local account is not running; ${question.advice}`);
  const { endpoint } = running;
  const credentials = ownerOf(stateFolder);
  const headers = credentials && (await signOwnRequest({ endpoint, ...question }, credentials));
  const { status, content } = await ask(`${endpoint}${question.path}`, question, headers);
  if (status === 200) return content;
  throw new CommandFailure(messageOf(content) ?? `the local account answered ${status}: ${content}`);
}

function messageOf(content: string): string | undefined {
  try {
    const { message } = JSON.parse(content) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

function ask(
  url: string,
  { method, body = "" }: Question,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number | undefined; content: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (response: IncomingMessage) => {
      text(response).then((content) => resolve({ status: response.statusCode, content }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
