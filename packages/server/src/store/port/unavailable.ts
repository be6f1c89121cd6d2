/** The database cannot be reached, or its response was lost: try again, with the same idempotency key. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
  }
}

/** The store works, and this account's data cannot be reached. */
export class AccountUnavailable extends StoreUnavailable {
  readonly accountId: number;

  constructor(accountId: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.accountId = accountId;
  }
}

/** No connection can be made: nothing was sent, and what waits behind it would wait in vain as well. */
export class StoreUnreachable extends StoreUnavailable {}
