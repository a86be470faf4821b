// How long the packer takes for 5 MB of JavaScript, as a ratio to `zip -6` of the same file. The aim is at most 1.3.
//
//   ./bazelw run //bench:pack
//
// The JavaScript is real: npm packages, concatenated as by esbuild.
import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const BYTES = 5_000_000;
const ROUNDS = 9;
const PACKAGES = ["zod", "hono", "fast-check", "@aws-sdk/client-s3", "@aws-sdk/client-lambda", "aws-cdk-lib"];

// Bazel starts this in the root of its runfiles, on the Node.js that actions use.
const packer = resolve("tools/lambda/pack/packer.js");
const node = realpathSync("/proc/self/exe");

/** CommonJS sources under a folder, in a fixed order. */
function* sources(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.c?js$/.test(entry.name)) {
      const text = readFileSync(path, "utf8");
      if (!/^(import|export)\b/m.test(text)) yield text;
    }
  }
}

/** 5 MB of them; as in a bundle, only the last lines export something. */
function bundle() {
  const parts = [];
  let size = 0;
  for (const name of PACKAGES) {
    for (const text of sources(realpathSync(join("node_modules", name)))) {
      const part = text.replaceAll(/\b(module|exports)\b/g, "$12");
      parts.push(part);
      size += Buffer.byteLength(part);
      if (size >= BYTES) return `${parts.join("\n")}\nexports.handler = async () => 1;\n`;
    }
  }
  throw new Error(`the packages hold only ${size} bytes of CommonJS; name more in PACKAGES`);
}

/** Milliseconds that a program takes from start to end. */
function time(command, args, cwd) {
  const start = performance.now();
  const { status, error, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return performance.now() - start;
}

const folder = mkdtempSync(join(tmpdir(), "bench-pack-"));
try {
  writeFileSync(join(folder, "bundle.js"), bundle());
  writeFileSync(join(folder, "meta.json"), "{}");
  const flags = [
    "--bundle=bundle.js",
    "--metafile=meta.json",
    "--handler=index.handler",
    "--label=//bench:pack",
  ];
  const pack = () => time(node, [packer, ...flags, "--zip=pack.zip", "--digest=digest.json"], folder);
  const zip = () => {
    rmSync(join(folder, "zip.zip"), { force: true });
    return time("zip", ["-q", "-6", "zip.zip", "bundle.js"], folder);
  };
  // In turns, and the fastest of each: other work of the machine can only slow them.
  const [packs, zips] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    packs.push(pack());
    zips.push(zip());
  }
  const [packed, zipped] = [Math.min(...packs), Math.min(...zips)];
  const size = (name) => statSync(join(folder, name)).size;
  console.log(`input   ${size("bundle.js")} bytes`);
  console.log(`packer  ${packed.toFixed(0)} ms  ${size("pack.zip")} bytes`);
  console.log(`zip -6  ${zipped.toFixed(0)} ms  ${size("zip.zip")} bytes`);
  console.log(`ratio   ${(packed / zipped).toFixed(2)} (aim: at most 1.3)`);
} finally {
  rmSync(folder, { recursive: true });
}
