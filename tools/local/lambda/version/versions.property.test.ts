import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { LogsApi } from "../../logs/api";
import { AwsError } from "../../protocol/error";
import { KEYS } from "../../testing/client.fixture";
import { type LambdaApi, openLambda } from "../api";
import { FUNCTION_DEFAULTS, zipOf } from "../lambda.fixture";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let folder: string;
let packages: Buffer[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ferry-property-"));
  packages = await Promise.all(
    [1, 2, 3].map((n) => zipOf({ "index.js": `exports.handler = async () => ${n};` })),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(stateFolder: string): LambdaApi {
  return openLambda({
    stateFolder,
    keys: KEYS,
    endpoint: () => "http://127.0.0.1:1",
    logs: new LogsApi({ stateFolder }),
    bootstrap: join(__dirname, "..", "..", "bootstrap.js"),
    updateDelay: 0,
  });
}

/** What the API should hold, kept in the simplest way. */
interface Model {
  code: number;
  memory: number;
  versions: Map<number, { code: number; memory: number; answered: FunctionConfiguration }>;
  last: number;
  aliases: Map<string, number>;
  revision: string | undefined;
}

const FunctionName = "f";

const operation = fc.oneof(
  fc.record({
    kind: fc.constant("code" as const),
    code: fc.nat(2),
    publish: fc.boolean(),
    stale: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("configuration" as const),
    memory: fc.constantFrom(128, 256),
    stale: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("publish" as const), stale: fc.boolean() }),
  fc.record({
    kind: fc.constant("alias" as const),
    name: fc.constantFrom("live", "next"),
    version: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ kind: fc.constant("delete alias" as const), name: fc.constantFrom("live", "next") }),
  fc.record({ kind: fc.constant("delete version" as const), version: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("restart" as const) }),
);

type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

async function errorCode(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error: unknown) => (error instanceof AwsError ? error.code : String(error)),
  );
}

function publishInModel(model: Model, answered: FunctionConfiguration): void {
  const { code, memory } = model;
  const last = model.versions.get(model.last);
  if (last?.code === code && last.memory === memory) {
    expect(answered.Version).toBe(String(model.last));
    return;
  }
  model.last++;
  expect(answered.Version).toBe(String(model.last));
  model.versions.set(model.last, { code, memory, answered });
}

async function apply(
  api: LambdaApi,
  model: Model,
  step: Exclude<Operation, { kind: "restart" }>,
): Promise<void> {
  const RevisionId = "stale" in step && step.stale ? "stale" : model.revision;
  switch (step.kind) {
    case "code": {
      const call = api.updateFunctionCode({
        FunctionName,
        ZipFile: packages[step.code] as Uint8Array<ArrayBuffer>,
        Publish: step.publish,
        RevisionId,
      });
      if (step.stale) return expect(await errorCode(call)).toBe("PreconditionFailedException");
      model.code = step.code;
      if (step.publish) publishInModel(model, await call);
      await call;
      break;
    }
    case "configuration": {
      const call = api.updateFunctionConfiguration({ FunctionName, MemorySize: step.memory, RevisionId });
      if (step.stale) return expect(await errorCode(call)).toBe("PreconditionFailedException");
      await call;
      model.memory = step.memory;
      break;
    }
    case "publish": {
      const call = api.publishVersion({ FunctionName, RevisionId });
      if (step.stale) return expect(await errorCode(call)).toBe("PreconditionFailedException");
      publishInModel(model, await call);
      break;
    }
    case "alias": {
      const alias = { FunctionName, Name: step.name, FunctionVersion: String(step.version) };
      const code = await errorCode(
        model.aliases.has(step.name) ? api.updateAlias(alias) : api.createAlias(alias),
      );
      expect(code).toBe(model.versions.has(step.version) ? undefined : "ResourceNotFoundException");
      if (!code) model.aliases.set(step.name, step.version);
      break;
    }
    case "delete alias":
      await api.deleteAlias({ FunctionName, Name: step.name });
      model.aliases.delete(step.name);
      break;
    case "delete version": {
      const used = [...model.aliases.values()].includes(step.version);
      const expected = !model.versions.has(step.version)
        ? "ResourceNotFoundException"
        : used
          ? "ResourceConflictException"
          : undefined;
      expect(await errorCode(api.deleteFunction({ FunctionName, Qualifier: String(step.version) }))).toBe(
        expected,
      );
      if (!expected) model.versions.delete(step.version);
    }
  }
}

/** What must hold after any sequence of operations. */
async function check(api: LambdaApi, model: Model): Promise<void> {
  const { Versions = [] } = await api.listVersionsByFunction({ FunctionName });
  expect(Versions.map(({ Version }) => Version)).toEqual([
    "$LATEST",
    ...[...model.versions.keys()].map(String),
  ]);
  for (const [version, { answered }] of model.versions) {
    const now = await api.getFunctionConfiguration({ FunctionName, Qualifier: String(version) });
    expect(now).toEqual(answered);
  }
  const { Aliases = [] } = await api.listAliases({ FunctionName });
  expect(new Map(Aliases.map(({ Name = "", FunctionVersion }) => [Name, Number(FunctionVersion)]))).toEqual(
    new Map([...model.aliases].sort()),
  );
  for (const { Name } of Aliases) await api.getFunctionConfiguration({ FunctionName, Qualifier: Name });
}

test("whatever is done in whatever order: versions never change, aliases point at versions, nothing is published twice", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (steps) => {
      const stateFolder = join(folder, String(run++));
      let api = open(stateFolder);
      try {
        await api.createFunction({
          FunctionName,
          ...FUNCTION_DEFAULTS,
          Code: { ZipFile: packages[0] as Uint8Array<ArrayBuffer> },
        });
        const model: Model = {
          code: 0,
          memory: 128,
          versions: new Map(),
          last: 0,
          aliases: new Map(),
          revision: undefined,
        };
        for (const step of steps) {
          model.revision = (await api.getFunctionConfiguration({ FunctionName })).RevisionId;
          if (step.kind === "restart") {
            await api.close();
            api = open(stateFolder);
          } else {
            await apply(api, model, step);
          }
          await check(api, model);
        }
      } finally {
        await api.close();
      }
    }),
    { numRuns: 60 },
  );
});
