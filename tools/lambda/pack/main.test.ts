import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nodeBinary } from "../../node/node-binary";

const PROGRAM = resolve(__dirname, "main.js");
const SOURCE = `exports.handler = async () => ${JSON.stringify("ä".repeat(3000))};\n`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "pack-"));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A folder of its own per run, as two checkouts have. */
function folder(name: string, source = SOURCE): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "bundle.js"), source);
  const outputs = { "bundle.js": { entryPoint: "main.js", bytes: 1, inputs: {} } };
  writeFileSync(join(path, "meta.json"), JSON.stringify({ outputs }));
  return path;
}

interface Surroundings {
  readonly env?: Record<string, string>;
  readonly umask?: string;
}

function run(cwd: string, args: readonly string[] = [], { env = {}, umask = "022" }: Surroundings = {}) {
  const flags = [
    "--bundle=bundle.js",
    "--metafile=meta.json",
    "--handler=index.handler",
    "--label=//orders:bundle",
  ];
  const command = [PROGRAM, ...flags, "--zip=out.zip", "--digest=out.digest.json", ...args];
  // Only a shell sets a child's umask; the arguments stay arguments.
  return spawnSync("sh", ["-c", 'umask "$0"; exec "$@"', umask, nodeBinary(), ...command], {
    cwd,
    env: { PATH: process.env.PATH ?? "", ...env },
    encoding: "utf8",
  });
}

describe("the packer's program", () => {
  test("writes the same bytes in any folder, time zone, locale and umask", () => {
    const surroundings: Surroundings[] = [
      {},
      { env: { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" } },
      { env: { TZ: "America/St_Johns", LC_ALL: "C", LANG: "de_DE.UTF-8" }, umask: "077" },
      { env: { TZ: "Asia/Kathmandu", SOURCE_DATE_EPOCH: "1700000000" }, umask: "000" },
    ];
    const digests = surroundings.map((surrounding, index) => {
      const cwd = folder(`${"deep/".repeat(index)}checkout-${index}`);
      expect(run(cwd, [], surrounding)).toMatchObject({ status: 0, stdout: "", stderr: "" });
      return {
        zip: createHash("sha256")
          .update(readFileSync(join(cwd, "out.zip")))
          .digest("hex"),
        digest: readFileSync(join(cwd, "out.digest.json"), "utf8"),
      };
    });
    for (const each of digests) expect(each).toEqual(digests[0]);
    expect(JSON.parse(digests[0]?.digest ?? "")).toMatchObject({ version: 1, sha256: digests[0]?.zip });
  });

  test("packs what a symlink of Bazel's sandbox leads to", () => {
    const [real, linked] = [folder("real"), folder("linked")];
    rmSync(join(linked, "bundle.js"));
    symlinkSync(join(real, "bundle.js"), join(linked, "bundle.js"));
    expect(run(real).status).toBe(0);
    expect(run(linked).status).toBe(0);
    expect(readFileSync(join(linked, "out.zip")).equals(readFileSync(join(real, "out.zip")))).toBe(true);
  });

  test.each([
    [
      "a folder",
      () => mkdirSync(join(folder("bad-folder"), "sub")),
      "bad-folder",
      "sub",
      "is not a regular file",
    ],
    ["nothing", () => folder("bad-missing"), "bad-missing", "gone.js", "does not exist"],
    [
      "a symlink that leads nowhere",
      () => symlinkSync("nowhere", join(folder("bad-link"), "link.js")),
      "bad-link",
      "link.js",
      "does not exist",
    ],
  ])("refuses %s as the bundle", (_, arrange, name, file, complaint) => {
    arrange();
    const result = run(join(root, name), [`--bundle=${file}`]);
    expect(result.status).toBe(1);
    expect(result.stderr).toBe(`//orders:bundle: ${file} ${complaint}; name one file that esbuild wrote\n`);
  });

  test("a refused bundle leaves one line and no output", () => {
    const cwd = folder("refused", "exports.main = 1;");
    const { status, stderr } = run(cwd);
    expect(status).toBe(1);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(
      '//orders:bundle: bundle.js does not export its handler "handler" (it exports main)',
    );
    expect(existsSync(join(cwd, "out.zip")) || existsSync(join(cwd, "out.digest.json"))).toBe(false);
  });

  test("names the flag that is missing", () => {
    const { status, stderr } = run(folder("flags"), ["--label="]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "the packer needs --label; see tools/lambda/pack\n",
    });
  });
});
