import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { text } from "node:stream/consumers";
import { openPromise } from "yauzl";
import { z } from "zod";
import { type Advisory, advisorySchema } from "./osv";

/** An export that cannot be read. */
export class AdvisoryError extends Error {
  override readonly name = "AdvisoryError";
}

/**
 * The advisories of an OSV export: a JSON file with one record, an array of them, or `{"vulns":[…]}` as the API answers; JSON
 * lines; a zip of JSON files, as OSV publishes one for each ecosystem (`npm/all.zip`); or a folder of any of these.
 * @throws AdvisoryError
 */
export async function readAdvisories(path: string): Promise<Advisory[]> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new AdvisoryError(`${path} does not exist`);
  if (found.isDirectory()) {
    const files = readdirSync(path).filter((name) => /\.(json|jsonl|zip)$/.test(name));
    return (await Promise.all(files.sort().map((name) => readAdvisories(join(path, name))))).flat();
  }
  if (extname(path) === ".zip") return await readZip(path);
  return records(readFileSync(path, "utf8"), path);
}

async function readZip(path: string): Promise<Advisory[]> {
  const advisories: Advisory[] = [];
  try {
    const zip = await openPromise(path);
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith(".json")) continue;
      const contents = await text(await zip.openReadStreamPromise(entry));
      advisories.push(...records(contents, `${path}!${entry.fileName}`));
    }
  } catch (cause) {
    if (cause instanceof AdvisoryError) throw cause;
    throw new AdvisoryError(`${path} cannot be read as a zip: ${(cause as Error).message}`, { cause });
  }
  return advisories;
}

const document = z.union([
  z.object({ vulns: z.array(advisorySchema) }).transform(({ vulns }) => vulns),
  z.array(advisorySchema),
  advisorySchema.transform((one) => [one]),
]);

function records(contents: string, origin: string): Advisory[] {
  const texts =
    extname(origin) === ".jsonl" ? contents.split("\n").filter((line) => line.trim() !== "") : [contents];
  return texts.flatMap((one, index) => {
    const where = texts.length > 1 ? `${origin}, line ${index + 1}` : origin;
    const read = document.safeParse(json(one, where));
    if (read.success) return read.data;
    throw new AdvisoryError(`${where} holds no OSV records (https://ossf.github.io/osv-schema/)`);
  });
}

function json(contents: string, origin: string): unknown {
  try {
    return JSON.parse(contents);
  } catch (cause) {
    throw new AdvisoryError(`${origin} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
