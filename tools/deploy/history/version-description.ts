/** Lambda's limit for the description of a version, in characters. */
const LIMIT = 256;
/** User names are cut to this length, so that otherwise only the label at the end is ever cut. */
const USER_LENGTH = 32;
/** Hexadecimal digits kept of the template's digest: enough to see whether two versions had the same template. */
const TEMPLATE_LENGTH = 8;

/** Provenance shared by all versions of one run. */
export interface Provenance {
  /** Commit of the working tree, with `-dirty` if it differed; undefined if unknown. */
  readonly commit: string | undefined;
  /** Name of the user. */
  readonly by: string;
  /** Random id of the run, eight hexadecimal digits: shared by the versions that became live together. */
  readonly deploy: string;
}

/** The contents of a version's description. */
export interface Publication extends Provenance {
  /** SHA-256 of the zip, hexadecimal. */
  readonly sha256: string;
  /** Version that was live when this one was published: the target of a rollback. */
  readonly after: string;
  /** SHA-256 of the stack's template file at that time, hexadecimal. */
  readonly template: string;
  /** Label of the bundle. */
  readonly target: string;
}

/** A parsed description. All but the digest may be missing: older deployers and CloudFormation wrote less. */
export interface ParsedDescription {
  readonly sha256: string;
  /** 40 hexadecimal digits. */
  readonly commit: string | undefined;
  /** Whether the working tree differed from the commit. */
  readonly dirty: boolean;
  readonly by: string | undefined;
  /** Id of the run that published it. */
  readonly deploy: string | undefined;
  /** Version that was live before. */
  readonly after: string | undefined;
  /** First eight digits of the template's SHA-256. */
  readonly template: string | undefined;
  /** Label of the bundle, cut if the description is as long as Lambda allows. */
  readonly target: string | undefined;
}

/**
 * Description of a published version. Versions have no tags, so this records its content, who deployed it, and what was live
 * before. A label that does not fit is cut: digest and commit identify the version.
 */
export function formatDescription(publication: Publication): string {
  const { sha256, after, target } = publication;
  return `ferry sha256:${sha256} ${formatOrigin(publication)} after:${after} target:${target}`.slice(
    0,
    LIMIT,
  );
}

/**
 * What the descriptions of all versions of one run have in common. With a new stack, CloudFormation puts it behind `ferry
 * sha256:<digest> `: nothing was live before, and the template does not know the bundle's label.
 */
export function formatOrigin({
  commit,
  by,
  deploy,
  template,
}: Provenance & Pick<Publication, "template">): string {
  const user = by.replace(/[^\w.@+-]+/g, "-").slice(0, USER_LENGTH);
  return [
    ...(commit === undefined ? [] : [`commit:${commit}`]),
    ...(user === "" ? [] : [`by:${user}`]),
    `deploy:${deploy}`,
    `template:${template.slice(0, TEMPLATE_LENGTH)}`,
  ].join(" ");
}

/** Parses a description; undefined for one that Ferry did not write. Unknown members are ignored. */
export function parseDescription(description: string): ParsedDescription | undefined {
  const [mark, ...tokens] = description.split(" ");
  const member = (name: string, form: RegExp): string | undefined => {
    const token = tokens.find((one) => one.startsWith(`${name}:`));
    const value = token?.slice(name.length + 1);
    return value !== undefined && form.test(value) ? value : undefined;
  };
  const sha256 = member("sha256", /^[0-9a-f]{64}$/);
  if (mark !== "ferry" || sha256 === undefined) return undefined;
  const commit = member("commit", /^[0-9a-f]{40}(-dirty)?$/);
  return {
    sha256,
    commit: commit?.slice(0, 40),
    dirty: commit?.endsWith("-dirty") ?? false,
    by: member("by", /./),
    deploy: member("deploy", /^[0-9a-f]{8}$/),
    after: member("after", /^[1-9]\d*$/),
    template: member("template", /^[0-9a-f]{8}$/),
    target: member("target", /./),
  };
}
