declare const sealed: unique symbol;

/** Text that only the server's secret key opens. Every column of this type is sealed again when the key is replaced. */
export type Sealed = string & { readonly [sealed]: never };
