/** What the map has for this key, made the first time it is asked for. The keys are few: tables, their groups of columns, statements. */
export function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
