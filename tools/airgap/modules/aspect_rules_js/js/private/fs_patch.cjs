/**
 * Keeps a program inside the sandbox and the runfiles.
 *
 * Bazel lays inputs out as symbolic links to the real files. Node resolves a module's links before it looks for the module's imports, so it
 * would continue in the real tree, which also has undeclared files. Here a link that leaves one of the roots counts as the file that it
 * points to; a link that stays inside is a link.
 */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const roots = (process.env.JS_BINARY__FS_PATCH_ROOTS ?? "").split(":").filter(Boolean);
const original = {
  lstatSync: fs.lstatSync,
  readdirSync: fs.readdirSync,
  readlinkSync: fs.readlinkSync,
  statSync: fs.statSync,
};

const isInside = (root, file) => file === root || file.startsWith(root + path.sep);

/** Whether the link is in a root that its target is not in. */
const leaves = (link, target) => roots.some((root) => isInside(root, link) && !isInside(root, target));

/** The target of a link; undefined if the path is not a link, or one that leaves its root. */
function follow(file) {
  const stats = original.lstatSync(file, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return undefined;
  const target = path.resolve(path.dirname(file), original.readlinkSync(file));
  return leaves(file, target) ? undefined : target;
}

const toPath = (file) => path.resolve(file instanceof URL ? require("node:url").fileURLToPath(file) : String(file));

function realpathSync(file, options) {
  let resolved = toPath(file);
  original.statSync(resolved); // throws ENOENT and ELOOP as realpath(3) does
  let rest = resolved.split(path.sep).slice(1);
  resolved = path.sep;
  while (rest.length > 0) {
    const next = path.join(resolved, rest[0]);
    rest = rest.slice(1);
    const target = follow(next);
    if (target === undefined) {
      resolved = next;
    } else {
      rest = [...target.split(path.sep).slice(1), ...rest];
      resolved = path.sep;
    }
  }
  const encoding = typeof options === "string" ? options : options?.encoding;
  return encoding === "buffer" ? Buffer.from(resolved) : resolved;
}

function lstatSync(file, options) {
  const stats = original.lstatSync(file, options);
  if (!stats?.isSymbolicLink() || follow(toPath(file)) !== undefined) return stats;
  return original.statSync(file, options);
}

function readlinkSync(file, options) {
  const target = original.readlinkSync(file, options);
  if (follow(toPath(file)) !== undefined) return target;
  throw Object.assign(new Error(`EINVAL: invalid argument, readlink '${file}'`), {
    errno: -22,
    syscall: "readlink",
    code: "EINVAL",
    path: String(file),
  });
}

function readdirSync(folder, options) {
  const entries = original.readdirSync(folder, options);
  if (!options?.withFileTypes) return entries;
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    const file = path.join(entry.parentPath ?? toPath(folder), String(entry.name));
    if (follow(file) !== undefined) continue;
    const stats = original.statSync(file, { throwIfNoEntry: false });
    if (!stats) continue;
    entry.isSymbolicLink = () => false;
    entry.isFile = () => stats.isFile();
    entry.isDirectory = () => stats.isDirectory();
  }
  return entries;
}

realpathSync.native = realpathSync;
const sync = { realpathSync, lstatSync, readlinkSync, readdirSync };

for (const [syncName, implementation] of Object.entries(sync)) {
  const name = syncName.slice(0, -"Sync".length);
  fs[syncName] = implementation;
  fs[name] = (...args) => {
    const callback = args.pop();
    let result;
    try {
      result = implementation(...args);
    } catch (error) {
      process.nextTick(callback, error);
      return;
    }
    process.nextTick(callback, null, result);
  };
  fs.promises[name] = async (...args) => implementation(...args);
}
fs.realpath.native = fs.realpath;
require("node:module").syncBuiltinESMExports();
