import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { AwsSession } from "../../aws/session";
import type { BundleDigest } from "../../manifest/schema";
import { TestAccount } from "../../testing/account/account";
import { StoredArtifacts } from "./artifacts";

jest.setTimeout(60_000);

let account: TestAccount;
const folder = mkdtempSync(join(tmpdir(), "ferry-store-"));
beforeAll(async () => {
  account = await TestAccount.start();
});
afterAll(async () => {
  await account.close();
  rmSync(folder, { recursive: true });
});

/** A zip on disk, as far as anything here looks at it. */
function zip(bytes = randomBytes(100_000)): { digest: BundleDigest; path: string } {
  const hash = createHash("sha256").update(bytes).digest();
  const path = join(folder, `${hash.toString("hex")}.zip`);
  writeFileSync(path, bytes);
  return {
    path,
    digest: {
      version: 1,
      sha256: hash.toString("hex"),
      zippedBytes: bytes.length,
      buildId: hash.toString("hex"),
      unzippedBytes: bytes.length,
    },
  };
}

/** As a process of its own stores it. */
async function store({ digest, path }: ReturnType<typeof zip>, session: AwsSession = account.session()) {
  let asked = 0;
  const stored = await new StoredArtifacts(account.bucket(session)).zip(digest, path, async () => {
    asked++;
  });
  return { ...stored, asked };
}

describe("a zip", () => {
  test("is uploaded once, and later found", async () => {
    const one = zip();
    const key = `${one.digest.sha256}.zip`;
    const first = await store(one);
    expect(first).toMatchObject({ key, uploadedBytes: 100_000, asked: 1, version: expect.any(String) });
    expect(await store(one)).toEqual({ ...first, uploadedBytes: 0, asked: 0 });
  });

  test("is uploaded once by many processes", async () => {
    const one = zip();
    const all = await Promise.all(Array.from({ length: 6 }, () => store(one)));
    expect(all.filter(({ uploadedBytes }) => uploadedBytes > 0)).toHaveLength(1);
    expect(new Set(all.map(({ version }) => version)).size).toBe(1);
  });

  test("is uploaded once for many functions of one process", async () => {
    const { digest, path } = zip();
    const session = account.session();
    const stored = new StoredArtifacts(account.bucket(session));
    const all = await Promise.all(
      Array.from({ length: 6 }, () => stored.zip(digest, path, async () => undefined)),
    );
    expect(all.map(({ uploadedBytes }) => uploadedBytes)).toEqual([100_000, 0, 0, 0, 0, 0]);
    expect(session.calls.summary().byOperation).toMatchObject({ "S3.HeadObject": 1, "S3.PutObject": 1 });
  });

  test("that changed on disk since it was checked is refused by S3, and leaves nothing", async () => {
    const one = zip();
    writeFileSync(one.path, randomBytes(100_000));
    await expect(store(one)).rejects.toThrow(/BadDigest/);
    expect(await account.bucket().head(`${one.digest.sha256}.zip`)).toBeUndefined();
  });

  test("is not confused with another object of that name", async () => {
    const one = zip();
    await account.bucket().put(`${one.digest.sha256}.zip`, "poisoned", "absent");
    await expect(store(one)).rejects.toMatchObject({
      code: "ArtifactMismatch",
      message: expect.stringContaining("has the SHA-256 (not recorded)"),
    });
  });

  test("whose upload failed is uploaded by the next who asks", async () => {
    const { digest, path } = zip();
    const stored = new StoredArtifacts(account.bucket());
    const refuse = async (): Promise<void> => {
      throw new Error("not now");
    };
    await expect(stored.zip(digest, path, refuse)).rejects.toThrow("not now");
    expect(await stored.zip(digest, path, async () => undefined)).toMatchObject({ uploadedBytes: 100_000 });
  });
});

describe("the first code of a function", () => {
  /** Uploads by one run, and its calls. */
  async function firstCode(zips: readonly ReturnType<typeof zip>[]) {
    const session = account.session();
    const stored = new StoredArtifacts(account.bucket(session));
    const bytes = await Promise.all(
      zips.map(({ digest, path }) => stored.firstCode(digest, path, async () => undefined)),
    );
    return { bytes, calls: session.calls.summary().byOperation };
  }

  test("is looked for by one listing, and uploaded without a further look", async () => {
    const [one, two, three] = [zip(), zip(), zip()];
    expect(await firstCode([one, two])).toEqual({
      bytes: [100_000, 100_000],
      calls: { "S3.ListObjectsV2": 1, "S3.PutObject": 2 },
    });
    expect(await firstCode([one, two, three, three])).toEqual({
      bytes: [0, 0, 100_000, 0],
      calls: { "S3.ListObjectsV2": 1, "S3.PutObject": 1 },
    });
  });

  test("that another run uploads meanwhile is looked at", async () => {
    const one = zip();
    const all = await Promise.all([firstCode([one]), firstCode([one]), firstCode([one])]);
    expect(all.flatMap(({ bytes }) => bytes).sort()).toEqual([0, 0, 100_000]);
  });

  test("is looked at one by one beyond the first page", async () => {
    const bucket = account.bucket();
    const many = Array.from({ length: 1000 }, (_, index) => `${index}`.padStart(4, "0"));
    for (let at = 0; at < many.length; at += 50)
      await Promise.all(many.slice(at, at + 50).map((key) => bucket.put(key, "", "absent")));
    const late = Array.from({ length: 20 }, () => zip()).find(({ digest }) => digest.sha256 > "1");
    if (!late) throw new Error("no digest begins with more than 0");
    const calls = { "S3.ListObjectsV2": 1, "S3.HeadObject": 1 };
    expect(await firstCode([late])).toEqual({ bytes: [100_000], calls: { ...calls, "S3.PutObject": 1 } });
    expect(await firstCode([late])).toEqual({ bytes: [0], calls });
  });
});
