import { endOfString } from "./json-scan.ts";

/** The items of a JSON array, each as its text stands there, so that no digit of a number is lost. */
export function jsonItems(array: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  const add = (end: number): void => {
    const item = array.slice(start, end).trim();
    if (item !== "") items.push(item);
    start = end + 1;
  };
  for (let i = 0; i < array.length; i += 1) {
    const sign = array[i];
    if (sign === '"') i = endOfString(array, i);
    else if (sign === "[" || sign === "{") {
      if (depth === 0) start = i + 1;
      depth += 1;
    } else if (sign === "]" || sign === "}") {
      depth -= 1;
      if (depth === 0) add(i);
    } else if (sign === "," && depth === 1) add(i);
  }
  return items;
}
