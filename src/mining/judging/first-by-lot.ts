/** An item and its lot. */
export interface Drawn<Item> {
  item: Item;
  lot: number;
}

/** The items with the lowest lots, lowest first, at most so many; of equal ones the first. */
export function firstByLot<Item>(items: Iterable<Item>, count: number, lotOf: (item: Item) => number): Drawn<Item>[] {
  const first: Drawn<Item>[] = [];
  for (const item of items) {
    const lot = lotOf(item);
    if (first.length === count && lot >= first[count - 1].lot) continue;
    let place = first.length;
    while (place > 0 && first[place - 1].lot > lot) place--;
    first.splice(place, 0, { item, lot });
    if (first.length > count) first.pop();
  }
  return first;
}
