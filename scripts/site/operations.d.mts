export interface DocumentedOperation {
  readonly id: string;
  readonly body: { readonly schema: object; readonly example: unknown } | null;
  readonly call: { readonly name: string; readonly paged: boolean } | null;
}
export function operationsOf(document: object, calls: object): readonly DocumentedOperation[];
export function curlSample(operation: DocumentedOperation): string;
export function clientSample(operation: DocumentedOperation): string | null;
