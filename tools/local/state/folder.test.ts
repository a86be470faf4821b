import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { NotAnAccount, prepareFolder, readMarker, stateFolder } from "./folder";

let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "ferry-folder-"));
});

afterEach(() => rmSync(base, { recursive: true }));

describe("prepareFolder", () => {
  test("makes a folder for this user alone, and finds it again", () => {
    const folder = join(base, "deep", "local");
    const marker = prepareFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readMarker(folder)).toEqual(marker);
    expect(prepareFolder(folder)).toEqual(marker);
  });

  test("takes an empty folder", () => {
    expect(prepareFolder(base)).toMatchObject({ kind: "ferry-local-account" });
  });

  test("takes a folder of this user alone, and no other user can read or write there", () => {
    chmodSync(base, 0o777);
    prepareFolder(base);
    expect(statSync(base).mode & 0o777).toBe(0o700);
  });

  test("refuses a folder of another user", () => {
    try {
      chownSync(base, 65534, 65534);
    } catch (error) {
      process.stderr.write(`skipped, as only root can give a folder away: ${(error as Error).message}\n`);
      return;
    }
    expect(() => prepareFolder(base)).toThrow(`${base} belongs to another user; set FERRY_LOCAL_DIR`);
    expect(readdirSync(base)).toEqual([]);
  });

  test("refuses a folder with anything else in it, and writes nothing there", () => {
    writeFileSync(join(base, "thesis.txt"), "");
    expect(() => prepareFolder(base)).toThrow(NotAnAccount);
    expect(() => prepareFolder(base)).toThrow("thesis.txt");
    expect(readdirSync(base)).toEqual(["thesis.txt"]);
  });

  test.each(["{}", "", '{"kind":"ferry-local-account","version":2}', '{"kind":"other","version":1}'])(
    "refuses a marker that is not its own: %s",
    (text) => {
      writeFileSync(join(base, "account.json"), text);
      expect(() => prepareFolder(base)).toThrow(NotAnAccount);
    },
  );

  test("refuses a file", () => {
    const file = join(base, "file");
    writeFileSync(file, "");
    expect(() => prepareFolder(file)).toThrow(NotAnAccount);
  });

  test("is not confused by a marker that is just being written", () => {
    writeFileSync(join(base, "account.json.123.tmp"), "");
    mkdirSync(join(base, "sub"));
    expect(readMarker(join(base, "sub"))).toBeUndefined();
    rmSync(join(base, "sub"), { recursive: true });
    expect(prepareFolder(base)).toMatchObject({ version: 1 });
  });
});

test("the folder comes from the environment", () => {
  expect(stateFolder({ FERRY_LOCAL_DIR: "/x/y" })).toBe("/x/y");
  expect(stateFolder({ XDG_STATE_HOME: "/state" })).toBe("/state/ferry/local");
  expect(stateFolder({ XDG_STATE_HOME: "relative" })).toBe(join(homedir(), ".local/state/ferry/local"));
  expect(stateFolder({})).toBe(join(homedir(), ".local/state/ferry/local"));
});
