import { notFound } from "../errors";
import type { Route } from "../json-route";
import { FUNCTION } from "../members";
import type { CodeStore } from "./code-store";

/** Where GetFunction's `Code.Location` points: as with AWS's presigned URL, to know it is to be allowed. */
export function downloadRoute(packages: CodeStore): Route {
  return {
    operation: "DownloadCode",
    route: `GET ${FUNCTION}/code`,
    handle: async ({ query }) => {
      const digest = query.get("CodeSha256") ?? "";
      const zip = packages.zip(digest);
      if (!zip) throw notFound(`there is no deployment package with CodeSha256 ${digest}`);
      return { status: 200, headers: { "content-type": "application/zip" }, body: zip };
    },
  };
}
