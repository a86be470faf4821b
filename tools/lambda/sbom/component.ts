import { Factories } from "@cyclonedx/cyclonedx-library/Contrib/License";
import { ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import { Component, HashDictionary, LicenseRepository, Property } from "@cyclonedx/cyclonedx-library/Models";
import { PackageURL } from "packageurl-js";
import type { Inside } from "./inside";

/** It has no declarations of types. It throws where a text is no SPDX expression. */
const parseExpression = require("spdx-expression-parse") as (text: string) => void;

const LICENSES = new Factories.LicenseFactory(parseExpression);

/** Algorithms of Subresource Integrity that npm's registry has used, by their names there. */
const ALGORITHMS: Readonly<Record<string, HashAlgorithm>> = {
  sha1: HashAlgorithm["SHA-1"],
  sha256: HashAlgorithm["SHA-256"],
  sha512: HashAlgorithm["SHA-512"],
};

/** The package as a component, whose `bom-ref` is its package URL (https://github.com/package-url/purl-spec). */
export function componentOf({ manifest, integrity, carrier, bytes, files }: Inside): Component {
  const [, scope, name = ""] = /^(?:(@[^/]+)\/)?(.+)$/.exec(manifest.name) ?? [];
  const purl = new PackageURL("npm", scope, name, manifest.version, undefined, undefined).toString();
  const component = new Component(ComponentType.Library, name, {
    version: manifest.version,
    purl,
    bomRef: purl,
    hashes: hashesOf(integrity),
    licenses: licensesOf(manifest.licenses),
    ...(scope !== undefined && { group: scope }),
  });
  component.properties.add(new Property("ferry:bytes", String(bytes)));
  component.properties.add(new Property("ferry:files", String(files)));
  // https://github.com/CycloneDX/cyclonedx-property-taxonomy/blob/main/cdx/npm.md
  if (carrier !== undefined) component.properties.add(new Property("cdx:npm:package:bundled", "true"));
  return component;
}

/** One may be an expression; of several, the form that npm has deprecated, the specification lets none be. */
function licensesOf(texts: readonly string[]): LicenseRepository {
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return new LicenseRepository([LICENSES.makeFromString(only)]);
  return new LicenseRepository(texts.map((text) => LICENSES.makeDisjunctive(text)));
}

function hashesOf(integrity: string | undefined): HashDictionary {
  const hashes = new HashDictionary();
  for (const [, name = "", digest = ""] of (integrity ?? "").matchAll(/(\w+)-([\w+/=]+)/g)) {
    const algorithm = ALGORITHMS[name];
    if (algorithm) hashes.set(algorithm, Buffer.from(digest, "base64").toString("hex"));
  }
  return hashes;
}
