/** `page` counts from 1. */
export interface PageRequest {
  readonly page: number;
  readonly limit: number;
}

export interface PageOf<T> {
  readonly rows: readonly T[];
  readonly total: number;
}
