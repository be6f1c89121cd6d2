/**
 * An amount as a number for the place of a pixel, never for a label: the only place where money may lose digits.
 */
export function pixelValue(amount: string): number {
  return Number(amount);
}
