/** @limit Deliveries: settled deliveries that a lane remembers. */
const REMEMBERED = 256;

/**
 * Deliveries that were recorded a moment ago. A read of the table that began before may still return them as pending;
 * sending those would send twice.
 */
export class RecentlySettled {
  readonly #ordinals = new Map<number, number>();
  #count = 0;

  add(sequence: number): void {
    this.#count += 1;
    this.#ordinals.delete(sequence);
    this.#ordinals.set(sequence, this.#count);
    if (this.#ordinals.size <= REMEMBERED) return;
    for (const oldest of this.#ordinals.keys()) {
      this.#ordinals.delete(oldest);
      return;
    }
  }

  has(sequence: number): boolean {
    return this.#ordinals.has(sequence);
  }

  /** A point in time for `since` and `remembersSince`. */
  mark(): number {
    return this.#count;
  }

  /** Whether the delivery was settled after the mark. */
  since(sequence: number, mark: number): boolean {
    return (this.#ordinals.get(sequence) ?? 0) > mark;
  }

  /** Whether everything settled after the mark is still remembered. */
  remembersSince(mark: number): boolean {
    return this.#count - mark <= REMEMBERED;
  }

  /** Frees the memory of an idle lane; only when no read is under way. */
  forget(): void {
    this.#ordinals.clear();
  }
}
