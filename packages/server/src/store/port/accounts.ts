import type { Account, ApiKey, EditableTable, KeyPart, Tables } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

/** Accounts and their keys. */
export interface AccountReads {
  ping(): Promise<void>;
  /** Whether nothing may be polled or sent until the store is released. */
  isHeld(): Promise<boolean>;
  accountIds(): Promise<readonly number[]>;
  account(accountId: number): Promise<Account | null>;
  /** The row with this primary key, of which the account is the first part. */
  editable<T extends EditableTable>(accountId: number, table: T, rest: readonly KeyPart[]): Promise<Tables[T] | null>;
  apiKey(accountId: number, id: string): Promise<ApiKey | null>;
  apiKeyByHash(hash: string): Promise<ApiKey | null>;
  apiKeys(accountId: number, page: PageRequest): Promise<PageOf<ApiKey>>;
}
