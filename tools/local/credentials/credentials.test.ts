import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { CREDENTIALS_FILE, CredentialsUnusable, readCredentials } from "./credentials";

const KEY = { accessKeyId: "FERRYX", secretAccessKey: "hunter2" };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferry-credentials-"));
  file = join(folder, CREDENTIALS_FILE);
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, mode = 0o600): void {
  writeFileSync(file, text);
  chmodSync(file, mode);
}

test("a key is read where its file is its owner's alone", () => {
  expect(readCredentials(folder)).toBeUndefined();
  write(JSON.stringify(KEY));
  expect(readCredentials(folder)).toEqual(KEY);
});

test.each([0o640, 0o604, 0o620, 0o666])(
  "a key that others may read or write is not used: mode %i",
  (mode) => {
    write(JSON.stringify(KEY), mode);
    expect(() => readCredentials(folder)).toThrow(CredentialsUnusable);
    expect(() => readCredentials(folder)).toThrow(`mode 0${mode.toString(8)}`);
  },
);

test("a link is not followed", () => {
  write(JSON.stringify(KEY));
  const other = mkdtempSync(join(tmpdir(), "ferry-credentials-"));
  symlinkSync(file, join(other, CREDENTIALS_FILE));
  expect(() => readCredentials(other)).toThrow("symbolic link");
  rmSync(other, { recursive: true });
});

test.each(["", "{}", '{"accessKeyId":"a"}', '{"accessKeyId":"","secretAccessKey":"hunter2"}'])(
  "what holds no key is not used, and not shown: %s",
  (text) => {
    write(text);
    expect(() => readCredentials(folder)).toThrow("does not hold a key");
    expect(() => readCredentials(folder)).not.toThrow("hunter2");
  },
);
