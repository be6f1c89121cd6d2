import { PROVIDER_KINDS, type ProviderKind } from "@plimsoll/contract";

/** What is to be known of a kind of provider before one is connected. */
export interface KindFacts {
  readonly title: string;
  /** Where the vendor's API is, when it is one public place; null when the user has to say. */
  readonly baseUrl: string | null;
  /** The members of its credentials, each required. */
  readonly credentials: readonly string[];
  /** Whether it sends hooks, signed with a webhook secret. */
  readonly hooks: boolean;
}

export const KINDS: Readonly<Record<ProviderKind, KindFacts>> = {
  octopus: { title: "Octopus Cards", baseUrl: null, credentials: ["api_key", "api_secret"], hooks: true },
};

/** Throws for a kind that this version does not know. */
export function kindFacts(kind: string): KindFacts {
  const known = PROVIDER_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) throw new Error(`there is no kind of provider named ${kind}`);
  return KINDS[known];
}
