interface Node<T> {
  readonly item: T;
  previous: Node<T> | null;
  next: Node<T> | null;
}

/**
 * Things that come and go thousands of times a second. A `Set` would do; but the tables that it leaves behind when it grows
 * keep what they name alive through several collections of garbage, with all that belongs to it.
 */
export class Members<T> {
  #newest: Node<T> | null = null;

  /** The returned function removes it. */
  add(item: T): () => void {
    const node: Node<T> = { item, previous: null, next: this.#newest };
    if (this.#newest !== null) this.#newest.previous = node;
    this.#newest = node;
    let isMember = true;
    return () => {
      if (!isMember) return;
      isMember = false;
      if (node.previous === null) this.#newest = node.next;
      else node.previous.next = node.next;
      if (node.next !== null) node.next.previous = node.previous;
      node.previous = null;
      node.next = null;
    };
  }

  /** Those that are there now, in the order in which they were added. */
  all(): T[] {
    const items: T[] = [];
    for (let node = this.#newest; node !== null; node = node.next) items.push(node.item);
    return items.toReversed();
  }
}
