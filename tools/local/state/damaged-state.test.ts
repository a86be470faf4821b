import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { LogGroup } from "../logs/log-group";
import { AccountLock } from "./account-lock";
import { DamagedState } from "./damaged-state";
import { Database } from "./database";
import { diskFailure } from "./disk-failure";
import { Collection } from "./store";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-damaged-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ["", "it is empty"],
  ['{"key":"a","val', "it is not JSON"],
  ["[]", "it is not a record of the account"],
])("a record that holds %j is named", (content, reason) => {
  new Collection<object>(folder).put("a", {});
  const file = join(folder, "a.json");
  writeFileSync(file, content);
  expect(() => new Collection(folder)).toThrow(DamagedState);
  expect(() => new Collection(folder)).toThrow(`${file} is damaged: ${reason}`);
});

test("a log group that was emptied is named, and so is a log with a broken line", () => {
  const group = LogGroup.create(folder, { name: "g", creationTime: 0, tags: {} });
  group.createStream("s", 0).append([{ timestamp: 1, message: "m" }], 1);
  writeFileSync(join(folder, "group.json"), "");
  expect(() => LogGroup.open(folder)).toThrow(`${join(folder, "group.json")} is damaged: it is empty`);
});

test("a database that was cut short, or is none, is named", () => {
  const file = join(folder, "x.sqlite");
  const database = new Database(file);
  for (let n = 0; n < 1000; n += 1) database.put("s", String(n), "x".repeat(100));
  database.close();
  const cut = join(folder, "cut.sqlite");
  copyFileSync(file, cut);
  truncateSync(cut, 5000);
  expect(() => new Database(cut)).toThrow(`${cut} is damaged: `);
  writeFileSync(
    file,
    "not a database, and longer than its header would be, which has a hundred bytes".repeat(3),
  );
  expect(() => new Database(file)).toThrow(`${file} is damaged: file is not a database`);
  writeFileSync(join(folder, "account.lock"), "x".repeat(5000));
  expect(() => new AccountLock(folder)).toThrow(`${join(folder, "account.lock")} is damaged: `);
});

test("a failure of the system names the file, the reason and what to do", () => {
  const system = (code: string, path?: string) => Object.assign(new Error("write failed"), { code, path });
  expect(diskFailure(system("ENOSPC", "/a/b"), "/a")).toMatch(
    /^cannot write \/a\/b: the disk is full; free space/,
  );
  expect(diskFailure(system("ENOSPC"), "/a")).toMatch(/^cannot write \/a: the disk is full/);
  expect(diskFailure(system("EROFS", "/a/b"), "/a")).toContain(
    "the file system is read-only; make it writable",
  );
  const sqlite = Object.assign(new Error("database or disk is full"), {
    code: "ERR_SQLITE_ERROR",
    errcode: 13,
  });
  expect(diskFailure(sqlite, "/a")).toMatch(/^cannot write \/a: the disk is full/);
  expect(diskFailure(new DamagedState("/a/b", "it is empty"), "/a")).toMatch(
    /^\/a\/b is damaged: it is empty; put/,
  );
  // Of a port, not of a file.
  expect(diskFailure(Object.assign(system("EACCES"), { port: 80 }), "/a")).toBeUndefined();
  expect(diskFailure(new TypeError("x is not a function"), "/a")).toBeUndefined();
});
