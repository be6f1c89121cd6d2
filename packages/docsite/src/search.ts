import { find, wordsOf, type Entry, type Result } from "./find.ts";
import { loadedOnce } from "./load.ts";
import { make } from "./make.ts";

/** The search field: a combobox over the index of all pages. */
export function startSearch(place: HTMLElement, indexUrl: string): void {
  const input = make("input", {
    type: "search",
    placeholder: "Search",
    "aria-label": "Search the documentation",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "results",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
  });
  const list = make("div", { id: "results", role: "listbox", "aria-label": "Results", hidden: "" });
  const status = make("p", { class: "sr", role: "status" });
  place.append(input, make("kbd", { "aria-hidden": "true" }, "/"), list, status);

  const load = loadedOnce<readonly Entry[]>(indexUrl);
  let chosen = -1;

  const show = (isOpen: boolean) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  };
  /** None while the list is closed, so that no key opens what is not shown. */
  const options = () => (list.hidden ? [] : [...list.querySelectorAll<HTMLAnchorElement>("[role=option]")]);
  const choose = (at: number) => {
    chosen = at;
    for (const [number, option] of options().entries()) option.setAttribute("aria-selected", String(number === at));
    const option = options()[at];
    if (option === undefined) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const search = async () => {
    const query = input.value;
    if (query.trim() === "") return show(false);
    try {
      const entries = await load();
      // The query has changed meanwhile, and a later search shows its results.
      if (query !== input.value) return;
      const results = find(entries, query);
      list.replaceChildren(...results.map((result, at) => optionOf(result, at, wordsOf(query))));
      const count = results.length === 1 ? "1 result" : `${results.length} results`;
      status.textContent = results.length === 0 ? "Nothing found" : count;
      if (results.length === 0) list.append(make("p", { class: "none" }, `Nothing has “${query.trim()}”.`));
      show(true);
      choose(results.length === 0 ? -1 : 0);
    } catch {
      status.textContent = "The index could not be loaded";
      list.replaceChildren(make("p", { class: "none" }, "The index could not be loaded."));
      show(true);
    }
  };

  input.addEventListener("focus", () => void load().catch(() => undefined));
  input.addEventListener("input", () => void search());
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") {
      input.value = "";
      show(false);
    } else if (event.key === "ArrowDown" && count > 0) choose((chosen + 1) % count);
    else if (event.key === "ArrowUp" && count > 0) choose((chosen - 1 + count) % count);
    else if (event.key === "Enter") options()[Math.max(chosen, 0)]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", () => show(false));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !place.contains(target)) show(false);
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
    const isShortcut = event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!isShortcut || (isTyping && event.key === "/")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

function optionOf({ url, page, heading, excerpt }: Result, at: number, words: readonly string[]): HTMLElement {
  return make(
    "a",
    { href: url, role: "option", id: `result-${at}`, tabindex: "-1", "aria-selected": "false" },
    make("span", { class: "where" }, heading === "" ? page : `${page} › `, ...(heading === "" ? [] : [heading])),
    make("span", { class: "excerpt" }, ...marked(excerpt, words)),
  );
}

/** Text with the found words marked. */
function marked(text: string, words: readonly string[]): (Node | string)[] {
  const lower = text.toLowerCase();
  const parts: (Node | string)[] = [];
  let from = 0;
  while (from < text.length) {
    const next = words
      .map((word) => ({ word, at: lower.indexOf(word, from) }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => a.at - b.at || b.word.length - a.word.length)[0];
    if (next === undefined) break;
    parts.push(text.slice(from, next.at), make("mark", {}, text.slice(next.at, next.at + next.word.length)));
    from = next.at + next.word.length;
  }
  return [...parts, text.slice(from)];
}
