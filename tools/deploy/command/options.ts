/** Options that every verb has. */
export interface CommonOptions {
  /** Paths of manifests, at least one. */
  readonly manifest: readonly string[];
  readonly env?: string;
  readonly json: boolean;
}

export interface DestroyOptions extends CommonOptions {
  readonly yes: boolean;
  readonly confirm?: string;
}

export interface InvokeOptions extends CommonOptions {
  readonly function?: string;
  readonly payload?: string;
  readonly tail: boolean;
}
