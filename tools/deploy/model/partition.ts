/** A partition of AWS: a group of regions with ARNs and host names of its own. */
export interface Partition {
  /** As in ARNs: `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly name: string;
  /** The end of its services' host names. */
  readonly domain: string;
}

/**
 * By what the names of regions begin with; all other regions are of `aws`.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html, and the SDK's partitions.json
 */
const PARTITIONS: Readonly<Record<string, Partition>> = {
  "cn-": { name: "aws-cn", domain: "amazonaws.com.cn" },
  "us-gov-": { name: "aws-us-gov", domain: "amazonaws.com" },
  "us-iso-": { name: "aws-iso", domain: "c2s.ic.gov" },
  "us-isob-": { name: "aws-iso-b", domain: "sc2s.sgov.gov" },
  "eu-isoe-": { name: "aws-iso-e", domain: "cloud.adc-e.uk" },
  "us-isof-": { name: "aws-iso-f", domain: "csp.hci.ic.gov" },
  "eusc-": { name: "aws-eusc", domain: "amazonaws.eu" },
};

/** The partition of a region. */
export function partitionOf(region: string): Partition {
  const found = Object.entries(PARTITIONS).find(([prefix]) => region.startsWith(prefix));
  return found?.[1] ?? { name: "aws", domain: "amazonaws.com" };
}
