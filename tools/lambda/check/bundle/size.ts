import type { BundleContents } from "../../../bundle/metafile";
import type { Report } from "../report/report";
import { compositionOf } from "./composition";

/**
 * The bundle's size against its budget, and what it is made of. What Node.js has to read and to compile at a cold start is the
 * JavaScript, so that is what is budgeted, and not the zip.
 *
 * @param budget in kB of 1000 bytes
 */
export function sizeOf(contents: BundleContents, budget: number): Report {
  const { bytes } = contents;
  const limit = budget * 1000;
  const composition = compositionOf(contents);
  const [largest] = composition.flatMap(({ rows }) => rows).toSorted((a, b) => Number(b[1]) - Number(a[1]));
  return {
    sections: [
      {
        title: "size of the JavaScript",
        rows: [["bytes", bytes, "of", limit, `${Math.round((bytes / limit) * 100)} %`]],
      },
      ...composition,
    ],
    notices: [],
    faults:
      bytes <= limit
        ? []
        : [
            {
              where: "the bundle",
              what: `it has ${bytes} bytes, ${bytes - limit} over its budget of ${budget} kB; the largest part is ${largest?.[0]} with ${largest?.[1]} bytes`,
              next: "import less, or raise size_budget_kb",
            },
          ],
  };
}
