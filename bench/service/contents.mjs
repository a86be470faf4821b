/** An npm package by its scope and name; for the workspace's own code its folder. */
function ownerOf(path) {
  const [, inPackage] = /^.*\/?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  if (inPackage) return inPackage;
  const [, own] = /((?:services|platform|bench)\/[^/]+)\//.exec(path) ?? [];
  return own ?? "others";
}

/** What a bundle is made of, largest first: `{name, bytes}`. @param metafile esbuild's */
export function contentsOf({ outputs }) {
  // The source map is an output too.
  const { inputs } = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const bytes = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = ownerOf(path);
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
  }
  return [...bytes].map(([name, sum]) => ({ name, bytes: sum })).sort((a, b) => b.bytes - a.bytes);
}
