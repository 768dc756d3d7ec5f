/** Values by their key, keys in the order in which they first appear. (`Map.groupBy` is newer than the oldest VS Code.) */
export function grouped<K, V>(values: readonly V[], key: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
