import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";
import type { Status } from "../account/status";
import { AccountLock } from "../state/account-lock";
import { SmallDisk } from "../state/small-disk.fixture";

// Each test starts several processes.
jest.setTimeout(120_000);

/** Under Bazel the bundle that users run, otherwise what tsc has compiled. */
const PROGRAM = join(__dirname, "..", process.env.FERRY_TEST_PROGRAM ?? "main.js");

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "ferry-command-"));
  folder = join(base, "local");
});

afterEach(async () => {
  await local("stop");
  rmSync(base, { recursive: true });
});

interface Result {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], port: string, variables: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(nodeBinary(), [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, FERRY_LOCAL_DIR: folder, FERRY_LOCAL_PORT: port, NO_COLOR: "1", ...variables },
  });
}

/** Waits for the end of a process and of what it prints. */
async function ended(child: ChildProcess): Promise<Result> {
  const [stdout, stderr] = await Promise.all([
    text(child.stdout as NonNullable<ChildProcess["stdout"]>),
    text(child.stderr as NonNullable<ChildProcess["stderr"]>),
    once(child, "close"),
  ]);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** Runs the command line to its end. Port 0 keeps the accounts of parallel tests apart. */
function local(
  command: string,
  flags: readonly string[] = [],
  port = "0",
  variables: NodeJS.ProcessEnv = {},
): Promise<Result> {
  return ended(run([command, ...flags], port, variables));
}

async function started(): Promise<Status> {
  const { stdout, stderr, exitCode } = await local("start", ["--json"]);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  return JSON.parse(stdout) as Status;
}

/** No process has the account any more. */
function expectFree(): void {
  new AccountLock(folder).release();
}

describe("start", () => {
  test("leaves an account running, and does nothing when there is one", async () => {
    const first = await started();
    expect(first).toEqual({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
      stacks: {},
    });
    expect(await started()).toEqual(first);
    const status = await local("status", ["--json"]);
    expect(JSON.parse(status.stdout)).toEqual(first);
    const people = await local("status");
    expect(people.stdout).toContain(`local account at ${first.endpoint}, process ${first.pid}`);
    expect(people.stdout).toContain(folder);
  });

  test("several at once end with one account", async () => {
    const statuses = await Promise.all([started(), started(), started()]);
    expect(new Set(statuses.map(({ pid }) => pid)).size).toBe(1);
  });

  test("starts again after the account was killed", async () => {
    const first = await started();
    process.kill(first.pid, "SIGKILL");
    const second = await started();
    expect(second.pid).not.toBe(first.pid);
    expect(JSON.parse((await local("status", ["--json"])).stdout)).toEqual(second);
  });

  test("says when its port is another program's, and how to choose one", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await local("start", [], String(port));
    other.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toBe(
      `error: the local account did not start: port ${port} is in use by another program; set FERRY_LOCAL_PORT to a free port and start again\n`,
    );
  });

  test("says which file of its state is damaged, and what to do", async () => {
    await started();
    await local("stop");
    const file = join(folder, "lambda", "functions", "f.json");
    writeFileSync(file, "");
    const { exitCode, stderr } = await local("start");
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `error: the local account did not start: ${file} is damaged: it is empty; put a copy of it back, or remove it and lose what it holds, or empty the whole account with \`reset\`\n`,
    );
    expect(await local("reset")).toMatchObject({ exitCode: 0 });
    await started();
  });

  const disk = SmallDisk.mount(1);

  afterAll(() => disk?.unmount());

  (disk === undefined ? test.skip : test)("says that the disk is full", async () => {
    const full = disk as SmallDisk;
    folder = join(full.folder, "local");
    full.fill();
    const { exitCode, stderr } = await local("start");
    const left = readdirSync(folder);
    folder = join(base, "local");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: cannot write .*account\.json: the disk is full; free space on it, or set FERRY_LOCAL_DIR/,
    );
    expect(left).toEqual([]);
  });

  test("does not hand credentials of the environment on", async () => {
    process.env.AWS_SECRET_ACCESS_KEY = "hunter2";
    const { pid } = await started();
    delete process.env.AWS_SECRET_ACCESS_KEY;
    expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain("hunter2");
  });
});

describe("stop", () => {
  test("ends the account and keeps its state", async () => {
    await started();
    expect(await local("stop", ["--json"])).toMatchObject({ exitCode: 0, stdout: '{"stopped":true}\n' });
    expectFree();
    expect(readdirSync(folder)).toContain("account.json");
    expect(readdirSync(folder)).not.toContain("endpoint.json");
    expect(await local("stop")).toMatchObject({ exitCode: 0, stdout: "the local account was not running\n" });
  });
});

describe("status", () => {
  test("says that no account runs", async () => {
    expect(await local("status", ["--json"])).toEqual({
      exitCode: 1,
      stdout: '{"endpoint":null,"pid":null,"stacks":{}}\n',
      stderr: "",
    });
    expect(await local("status")).toMatchObject({
      exitCode: 1,
      stderr: "the local account is not running\n",
    });
  });
});

describe("env", () => {
  const key = () =>
    JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8")) as Record<string, string>;

  test("prints what other tools need, for a shell and for programs", async () => {
    const { endpoint } = await started();
    const json = await local("env", ["--json"]);
    expect(JSON.parse(json.stdout)).toEqual({
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: key().accessKeyId,
      AWS_SECRET_ACCESS_KEY: key().secretAccessKey,
    });
    const { stdout } = await local("env");
    const shell = spawn(
      "sh",
      ["-c", `AWS_PROFILE=mine; eval "$1"; env; echo "[$AWS_PROFILE]"`, "sh", stdout],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: {},
      },
    );
    const evaluated = await ended(shell);
    expect(evaluated).toMatchObject({ exitCode: 0, stderr: "" });
    expect(evaluated.stdout).toContain("[]");
    for (const [name, value] of Object.entries(JSON.parse(json.stdout))) {
      expect(evaluated.stdout.split("\n")).toContain(`${name}=${value}`);
    }
  });

  test("makes aws a function that calls the account, in versions that do not know AWS_ENDPOINT_URL, too", async () => {
    const { endpoint } = await started();
    const { stdout } = await local("env");
    const bin = mkdtempSync(join(tmpdir(), "ferry-aws-"));
    writeFileSync(join(bin, "aws"), '#!/bin/sh\nprintf "%s|" "$@"\n', { mode: 0o755 });
    const script = `alias aws=false
eval "$1"
aws lambda list-functions "a b"
AWS_ENDPOINT_URL=
aws sts`;
    const shell = spawn("/bin/sh", ["-c", script, "sh", stdout], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: bin },
    });
    expect(await ended(shell)).toMatchObject({
      exitCode: 0,
      stderr: "",
      stdout: `--endpoint-url|${endpoint}|lambda|list-functions|a b|sts|`,
    });
    rmSync(bin, { recursive: true });
  });

  test("alone shows the key, which is in a file for its owner alone; it outlasts a stop, and not a reset", async () => {
    await started();
    const first = key();
    expect(statSync(join(folder, "credentials.json")).mode & 0o777).toBe(0o600);
    for (const [command, ...flags] of [["start"], ["status"], ["status", "--json"], ["faults", "show"]]) {
      const { stdout, stderr } = await local(command ?? "", flags);
      expect(stdout + stderr).not.toContain(first.secretAccessKey);
    }
    expect(readFileSync(join(folder, "account.log"), "utf8")).not.toContain(first.secretAccessKey);
    await local("stop");
    await started();
    expect(key()).toEqual(first);
    await local("reset");
    await started();
    expect(key()).not.toEqual(first);
  });

  test("wants the account to run, and its key to be a secret", async () => {
    expect(await local("env")).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining("start it"),
    });
    await started();
    chmodSync(join(folder, "credentials.json"), 0o644);
    for (const command of ["env", "status", "start", "stop"]) {
      expect(await local(command)).toMatchObject({
        exitCode: 2,
        stdout: "",
        stderr: expect.stringMatching(/other users may read or write .*credentials\.json \(mode 0644\)/),
      });
    }
    chmodSync(join(folder, "credentials.json"), 0o600);
  });

  test("a key that was taken away while the account runs is missed by name", async () => {
    const { pid } = await started();
    const file = join(folder, "credentials.json");
    const kept = readFileSync(file);
    rmSync(file);
    for (const command of ["status", "start", "stop", "env"]) {
      expect(await local(command)).toMatchObject({
        exitCode: 1,
        stdout: "",
        stderr: expect.stringContaining(`end it with: kill ${pid}`),
      });
    }
    writeFileSync(file, kept, { mode: 0o600 });
  });

  test("a state of a Ferry that had no keys gets one", async () => {
    await started();
    await local("stop");
    rmSync(join(folder, "credentials.json"));
    await started();
    expect(await local("env")).toMatchObject({ exitCode: 0 });
  });
});

describe("fire", () => {
  test("wants the account to run, and names the schedules that there are", async () => {
    await local("stop");
    const stopped = await local("fire", ["local-notifications-digest"]);
    expect(stopped).toMatchObject({
      exitCode: 1,
      stderr: "error: the local account is not running; start it and deploy the schedule first\n",
    });
    await local("start");
    const unknown = await local("fire", ["local-notifications-digest"]);
    expect(unknown).toMatchObject({
      exitCode: 1,
      stderr: 'error: there is no schedule "local-notifications-digest": no schedule is deployed\n',
    });
  });
});

describe("faults", () => {
  const profile = {
    version: 1,
    name: "mine",
    seed: 3,
    faults: [{ kind: "throttle", operations: ["lambda:*"] }],
  };

  test("are activated, shown by status, and ended", async () => {
    await started();
    writeFileSync(join(base, "faults.json"), JSON.stringify(profile));
    // A relative path is the user's, whatever folder Bazel starts the program in.
    const put = await local("faults", ["faults.json"], "0", { BUILD_WORKING_DIRECTORY: base });
    expect(put).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('faults "mine", seed 3') });
    const status = await local("status", ["--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject({ faults: { name: "mine", seed: 3 } });
    expect((await local("status")).stdout).toContain('it fails on purpose: faults "mine"');
    const shown = await local("faults", ["show", "--json"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ profile, requests: 0, refused: 0 });
    expect((await local("faults", ["off"])).stdout).toContain("no faults");
    expect(JSON.parse((await local("status", ["--json"])).stdout)).not.toHaveProperty("faults");
  });

  test("are there from the start with FERRY_LOCAL_FAULTS", async () => {
    const { stdout } = await local("start", ["--json"], "0", { FERRY_LOCAL_FAULTS: "aws-rates" });
    expect(JSON.parse(stdout)).toMatchObject({ faults: { name: "aws-rates" } });
  });

  test("that cannot be read leave things as they are", async () => {
    expect(await local("start", [], "0", { FERRY_LOCAL_FAULTS: "aws-rate" })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/aws-rate cannot be read.*aws-rates/),
    });
    expect(await local("faults", ["aws-rates"])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("not running"),
    });
  });
});

describe("reset", () => {
  test("stops the account and empties it", async () => {
    await started();
    writeFileSync(join(folder, "some-state"), "");
    expect(await local("reset")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("is empty now"),
    });
    expectFree();
    expect(readdirSync(folder).sort()).toEqual(["account.json", "account.lock"]);
  });

  test("refuses a folder that is not an account's, and removes nothing", async () => {
    folder = base;
    writeFileSync(join(base, "thesis.txt"), "");
    const { exitCode, stderr } = await local("reset");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("nothing was removed");
    expect(readdirSync(base)).toEqual(["thesis.txt"]);
  });

  test("is content where there is no account", async () => {
    expect(await local("reset")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("no local account"),
    });
  });
});

describe("serve", () => {
  test("runs in the foreground until SIGINT", async () => {
    const child = run(["serve"], "0");
    const result = ended(child);
    await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data");
    expect((await local("serve")).exitCode).toBe(75);
    child.kill("SIGINT");
    expect(await result).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("answers at http://127.0.0.1:"),
    });
  });
});

describe("usage", () => {
  test.each([[["bogus"]], [["start", "--bogus"]], [["start", "extra"]], [[]]])(
    "exit code 2 for %j",
    async ([...args]) => {
      const [command = "", ...flags] = args;
      const { exitCode, stderr } = command === "" ? await ended(run([], "0")) : await local(command, flags);
      expect(exitCode).toBe(2);
      expect(stderr).not.toBe("");
    },
  );

  test("exit code 2 for a port that is none", async () => {
    const { exitCode, stderr } = await local("start", [], "http");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'error: FERRY_LOCAL_PORT is "http"; it must be a port number, 1 to 65535\n',
    });
  });

  test("--help names the commands and the environment", async () => {
    const { exitCode, stdout } = await local("--help");
    expect(exitCode).toBe(0);
    for (const word of [
      "start",
      "serve",
      "status",
      "stop",
      "env",
      "reset",
      "faults",
      "FERRY_LOCAL_DIR",
      "FERRY_LOCAL_PORT",
    ]) {
      expect(stdout).toContain(word);
    }
  });
});
