/**
 * What is found without its account: a key that only one account can have, with that account. Such keys are the digest of an
 * API key, the id of a provider, of a gateway connection and of a channel, and `account:` with an account's name.
 */
export interface DirectoryEntry {
  readonly accountId: number;
  readonly key: string;
}
