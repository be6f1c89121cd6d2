/** The database cannot be reached, or its response was lost: try again, with the same idempotency key. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
  }
}

/** No connection can be made: nothing was sent, and what waits behind it would wait in vain as well. */
export class StoreUnreachable extends StoreUnavailable {}
