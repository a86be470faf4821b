import { readFileSync } from "node:fs";
import { readMetafile } from "../../../bundle/metafile";
import { table } from "../../../terminal/table";
import { compositionOf } from "./composition";

/** The program of `<bundle>.contents`: shows what is in the bundle of which the argument is esbuild's metafile. */
const [metafile = ""] = process.argv.slice(2);
const contents = readMetafile(readFileSync(metafile, "utf8"));
const sections = compositionOf(contents).map(({ title, rows }) => [title, ...table(rows)].join("\n"));
process.stdout.write(`${sections.join("\n\n")}\n\n${contents.bytes.toLocaleString("en-US")} bytes in all\n`);
