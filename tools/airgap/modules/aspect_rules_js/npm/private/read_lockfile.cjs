/**
 * Prints a pnpm lockfile (version 9, one importer) as the JSON that lockfile.bzl wants. A second reader beside tools/pnpm: a repository
 * rule runs it before anything is compiled or any npm package but `yaml` is there.
 */
"use strict";

const { readFileSync } = require("node:fs");

const [yamlFolder, lockfile] = process.argv.slice(2);
const lock = require(yamlFolder).parse(readFileSync(lockfile, "utf8"));

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

if (!String(lock.lockfileVersion).startsWith("9.")) {
  fail(`lockfileVersion is ${lock.lockfileVersion}, but only 9 is supported: run the pnpm that package.json pins`);
}
const importers = Object.keys(lock.importers ?? {});
if (importers.length !== 1 || importers[0] !== ".") {
  fail(`importers are ${importers.join(", ")}, but only the root is supported`);
}

const HOST = { os: "linux", cpu: "x64", libc: "glibc" };

/** Whether a package supports this platform, if it names any; `!name` excludes one. */
function fitsHost(info) {
  return Object.entries(HOST).every(([key, host]) => {
    const wanted = info[key];
    if (!wanted) return true;
    if (wanted.includes(`!${host}`)) return false;
    const positive = wanted.filter((value) => !value.startsWith("!"));
    return positive.length === 0 || positive.includes(host);
  });
}

/** `name@version(peer@version)` -> name and version; the key of `packages` is the part before the peers. */
function splitKey(key) {
  const base = key.replace(/\(.*$/, "");
  const at = base.lastIndexOf("@");
  return { base, name: base.slice(0, at), version: base.slice(at + 1) };
}

/** A dependency's key in `snapshots`: its version, with another name in front if it is an alias. */
const dependencyKey = (name, version) => (`${name}@${version}` in lock.snapshots ? `${name}@${version}` : version);

const packages = {};
for (const [key, snapshot] of Object.entries(lock.snapshots)) {
  const { base, name, version } = splitKey(key);
  const info = lock.packages[base] ?? fail(`snapshot ${key} has no entry under packages`);
  if (!fitsHost(info)) continue;
  if (!info.resolution?.integrity) fail(`package ${base} has no integrity: only packages of an npm registry can be used`);
  const storeName = key.replaceAll("/", "+").replace(/\)$/, "").replace(/\)\(|[()]/g, "_");
  packages[key] = {
    name,
    version,
    integrity: info.resolution.integrity,
    hasBin: info.hasBin === true,
    isDirect: false,
    repository: `npm__${base.replace(/[^A-Za-z0-9.-]/g, "_")}`,
    storeName,
    dependencies: { ...snapshot.dependencies, ...snapshot.optionalDependencies },
  };
}
for (const entry of Object.values(packages)) {
  entry.dependencies = Object.fromEntries(
    Object.entries(entry.dependencies)
      .map(([name, version]) => [name, dependencyKey(name, version)])
      .filter(([, key]) => key in packages),
  );
}

/** All transitive dependencies. npm packages may have cycles, so Bazel targets cannot follow the edges. */
function closure(key) {
  const reached = new Set([key]);
  for (const next of reached) {
    for (const dependency of Object.values(packages[next].dependencies)) reached.add(dependency);
  }
  return [...reached].sort();
}

const root = lock.importers["."];
const direct = {};
for (const group of ["dependencies", "devDependencies", "optionalDependencies"]) {
  for (const [name, { version }] of Object.entries(root[group] ?? {})) {
    const key = dependencyKey(name, version);
    if (!(key in packages)) continue;
    direct[name] = key;
    packages[key].isDirect = true;
    packages[key].closure = closure(key);
  }
}
const reached = new Set(Object.values(direct).flatMap((key) => packages[key].closure));
const used = Object.entries(packages).filter(([key]) => reached.has(key));
console.log(JSON.stringify({ packages: Object.fromEntries(used), direct }));
