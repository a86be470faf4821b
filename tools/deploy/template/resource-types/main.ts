import { writeFileSync } from "node:fs";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { compile } from "./compile";

/** Writes the compiled database to the given path, as one line of JSON. */
const [out] = process.argv.slice(2);
if (out === undefined) throw new Error("usage: main.js <path of the file to write>");
writeFileSync(out, `${JSON.stringify(compile(loadAwsServiceSpecSync()))}\n`);
