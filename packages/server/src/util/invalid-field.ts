/** A member of a request that cannot be what it is, found behind the API's own validation. */
export class InvalidField extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = "InvalidField";
    this.field = field;
  }
}
