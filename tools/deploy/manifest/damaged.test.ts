import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseLock } from "../bucket/lock/lock";
import { parseRecord } from "../bucket/record/record";
import { parseSampleEvents } from "../cli/sample-events/file";
import { planFileSchema } from "../engine/plan-file/schema";
import { environmentsSchema } from "../environment/schema";
import { FerryError } from "../error";
import { damagedJson } from "../testing/fixtures/damaged-json";
import { refusal, withEnvelope } from "../trust/attestation";
import { seal } from "../trust/envelope";
import { STATEMENT_TYPE, statement } from "../trust/statement";
import { parseJson } from "./parse";
import { digestSchema, manifestSchema, namesSchema } from "./schema";

const sha256 = "ab".repeat(32);

const manifest = {
  version: 1,
  service: "orders",
  target: "//services/orders:orders",
  stack: { target: "//services/orders:stack", template: "a.json" },
  functions: [
    {
      name: "orders",
      target: "//a:b",
      digestFile: "a",
      zip: "b",
      outputGroup: "zip",
      mnemonic: "LambdaPack",
    },
  ],
};

const digest = {
  version: 1,
  sha256,
  codeSha256: Buffer.from(sha256, "hex").toString("base64"),
  buildId: sha256,
  zippedBytes: 1,
  unzippedBytes: 2,
};

const environments = {
  version: 1,
  environments: { "dev-*": { account: "000000000000", region: "us-east-1", parameters: { A: "b" } } },
};

const plan = {
  version: 1,
  environment: "prod",
  account: "000000000000",
  region: "us-east-1",
  at: "2026-11-30T00:00:00.000Z",
  services: [
    {
      service: "orders",
      target: "//a:b",
      stack: {
        name: "s",
        action: "update",
        template: sha256,
        parameters: sha256,
        observed: null,
        changeSet: null,
      },
      functions: [],
    },
  ],
};

const record = {
  version: 1,
  services: {
    orders: {
      functions: { orders: { version: "2", sha256, configuration: sha256 } },
      by: "ada",
      at: "2026-11-30T00:00:00.000Z",
    },
  },
};

const lock = {
  version: 1,
  id: "x",
  holder: { user: "bob", host: "h", machine: "m", pid: 1, started: "1" },
  command: "deploy",
  since: "2026-11-30T00:00:00.000Z",
  renewal: 0,
};

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const subject = { target: "//a:b", sha256 };
const facts = { commit: "12", caches: "none", keyId: "k", finished: new Date(0) } as const;
const envelope = seal(STATEMENT_TYPE, statement([subject], facts), {
  id: "k",
  key: privateKey,
  publicText: "",
});
const keys = [{ id: "k", key: publicKey }];

const read = (schema: Parameters<typeof parseJson>[0]) => (text: string) =>
  parseJson(schema, text, "the file", "UsageInvalid", "correct it");

test.each<[string, object, (text: string) => unknown]>([
  ["a manifest", manifest, read(manifestSchema)],
  ["a manifest of names", manifest, read(namesSchema)],
  ["a digest file", digest, read(digestSchema)],
  ["environments.json", environments, read(environmentsSchema)],
  ["a plan", plan, read(planFileSchema)],
  [
    "events.json",
    { version: 1, events: { a: { trigger: "sqs", event: 1 } } },
    (text) => parseSampleEvents(text, "f"),
  ],
  ["a record", record, parseRecord],
  ["a lock", lock, parseLock],
  ["an attestation", JSON.parse(withEnvelope(undefined, envelope)), (text) => refusal(text, subject, keys)],
  [
    "a signed statement",
    JSON.parse(statement([subject], facts)),
    (text) =>
      refusal(
        withEnvelope(undefined, seal(STATEMENT_TYPE, text, { id: "k", key: privateKey, publicText: "" })),
        subject,
        keys,
      ),
  ],
])("%s that is damaged is read, or refused for what it is", (_name, whole, parse) => {
  parse(JSON.stringify(whole));
  fc.assert(
    fc.property(damagedJson(JSON.stringify(whole)), (text) => {
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(FerryError);
        expect(error).toMatchObject({ code: "UsageInvalid", next: expect.any(String) });
      }
    }),
    { numRuns: 500 },
  );
});
