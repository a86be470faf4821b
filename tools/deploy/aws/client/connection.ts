/** Where and as whom the clients call. */
export interface Connection {
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** Absent for the default credential chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A real account: the default credential chain, and this region whatever the profile says. */
export function awsConnection({ region }: Pick<Connection, "region">): Connection {
  return { region };
}

/** The local account takes its own key, and the user's profile is kept out of it. */
export function localConnection(
  { region }: Pick<Connection, "region">,
  { endpoint, credentials }: Required<Pick<Connection, "endpoint" | "credentials">>,
): Connection {
  return { region, endpoint, credentials };
}

/** Longest time in milliseconds that opening a connection takes before the network counts as lost. */
const CONNECTION_TIMEOUT = 10_000;

/**
 * Constructor options that every client gets. Explicit ones win over the profile and the environment variables. The client sends
 * each request once: `CallCounter.watch` repeats it where that is safe, which the SDK's retries do not know of a write.
 */
export function clientOptions(connection: Connection): Connection & {
  readonly maxAttempts: 1;
  readonly retryMode: "standard";
  readonly requestHandler: { readonly connectionTimeout: number };
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
} {
  const options = {
    ...connection,
    maxAttempts: 1,
    retryMode: "standard",
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT },
  } as const;
  if (connection.endpoint === undefined) return options;
  return { ...options, useFipsEndpoint: false, useDualstackEndpoint: false };
}
