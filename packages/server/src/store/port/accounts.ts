import type { Account, ApiKey } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

/** Accounts and their keys. */
export interface AccountReads {
  ping(): Promise<void>;
  /** Whether nothing may be polled or sent until the store is released. */
  isHeld(): Promise<boolean>;
  accountIds(): Promise<readonly number[]>;
  account(accountId: number): Promise<Account | null>;
  apiKey(accountId: number, id: string): Promise<ApiKey | null>;
  apiKeyByHash(hash: string): Promise<ApiKey | null>;
  apiKeys(accountId: number, page: PageRequest): Promise<PageOf<ApiKey>>;
}
