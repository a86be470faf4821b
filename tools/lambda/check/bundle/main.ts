import { readFileSync } from "node:fs";
import { readMetafile } from "../../../bundle/metafile";
import { load } from "../probe/load";
import { runCheck } from "../report/program";
import { loadingFaults } from "./loading";
import { sizeOf } from "./size";

interface Settings {
  readonly label: string;
  /** Paths of the bundled JavaScript, of esbuild's metafile and of the probe's program. */
  readonly bundle: string;
  readonly metafile: string;
  readonly probe: string;
  /** `<file>.<export>`, as in the function's configuration. */
  readonly handler: string;
  readonly sizeBudgetKb: number;
}

/** The program of `bundle_test`. */
runCheck<Settings>(async (settings) => {
  const size = sizeOf(readMetafile(readFileSync(settings.metafile, "utf8")), settings.sizeBudgetKb);
  const loading = await load(settings, {});
  const exportName = settings.handler.slice(settings.handler.lastIndexOf(".") + 1);
  const faults = loadingFaults(loading, exportName);
  const loaded = {
    title: "loaded without environment variables and without a network",
    rows: loading.outcome === "loaded" ? Object.entries(loading.exports) : [],
  };
  return { ...size, sections: [loaded, ...size.sections], faults: [...faults, ...size.faults] };
});
