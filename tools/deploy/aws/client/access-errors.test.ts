import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, jest, test } from "@jest/globals";
import type { FerryError } from "../../error";
import { AwsSession } from "../session";

// What may be repeated is, after random pauses.
jest.setTimeout(60_000);

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** How a service says no: the documents of its protocol. */
const DOCUMENTS = {
  query: (code: string, message: string) => ({
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  }),
  json: (code: string, message: string) => ({
    headers: { "content-type": "application/json", "x-amzn-errortype": code },
    body: JSON.stringify({ message }),
  }),
  s3: (code: string, message: string) => ({
    headers: { "content-type": "application/xml" },
    body: `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>r</RequestId></Error>`,
  }),
};

/** Asks a service that answers everything with one error. */
async function refused(
  protocol: keyof typeof DOCUMENTS,
  status: number,
  code: string,
  message: string,
  date = new Date(),
): Promise<FerryError> {
  const { headers, body } = DOCUMENTS[protocol](code, message);
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { ...headers, date: date.toUTCString() }).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return await ask(endpoint, protocol);
}

function ask(endpoint: string, protocol: keyof typeof DOCUMENTS): Promise<FerryError> {
  const connection = {
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const session = new AwsSession(connection, new AbortController().signal);
  const asked = {
    query: () => session.stacks.describe("orders"),
    json: () => session.functions.live("orders"),
    s3: () => session.objects.get({ name: "ferry", owner: "000000000000" }, "key"),
  }[protocol]();
  return asked.then(
    () => {
      throw new Error("it was not refused");
    },
    (error: FerryError) => error,
  );
}

const EXPIRED = "The security token included in the request is expired";
const OLD =
  "Signature expired: 20261123T060000Z is now earlier than 20261123T063000Z (20261123T063500Z - 5 min.)";

test.each([
  ["CredentialsExpired", "query", 403, "ExpiredToken", EXPIRED],
  ["CredentialsExpired", "json", 403, "ExpiredTokenException", EXPIRED],
  ["CredentialsExpired", "s3", 400, "ExpiredToken", "The provided token has expired."],
  ["CredentialsMissing", "query", 403, "InvalidClientTokenId", "The security token is invalid."],
  ["CredentialsMissing", "json", 403, "UnrecognizedClientException", "The security token is invalid."],
  ["CredentialsMissing", "s3", 403, "InvalidAccessKeyId", "The AWS Access Key Id does not exist."],
  ["CredentialsMissing", "query", 403, "SignatureDoesNotMatch", "The signature does not match."],
  ["ClockSkew", "query", 403, "SignatureDoesNotMatch", OLD],
  ["ClockSkew", "json", 403, "InvalidSignatureException", OLD],
  ["ClockSkew", "json", 403, "InvalidSignatureException", OLD.replace("expired", "not yet current")],
  ["ClockSkew", "s3", 403, "RequestTimeTooSkewed", "The difference is too large."],
  ["AccessDenied", "json", 403, "AccessDeniedException", "not authorized to perform lambda:GetAlias"],
] as const)("%s: what %s answers with %d %s", async (expected, protocol, status, code, message) => {
  const error = await refused(protocol, status, code, message);
  expect([error.code, error.message]).toEqual([expected, expect.stringContaining(code)]);
  expect(error.next?.length).toBeGreaterThan(0);
});

test("an error about a wrong clock shows both times", async () => {
  const there = new Date(Date.now() + 3_600_000);
  const error = await refused("s3", 403, "RequestTimeTooSkewed", "The difference is too large.", there);
  expect(error.message).toContain(`AWS ${there.toISOString().slice(0, 19)}`);
});
