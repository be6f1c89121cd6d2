import { make } from "./make.ts";
import { startSearch } from "./search.ts";
import { startTryIt } from "./try-it.ts";

/** The width up to which the navigation is folded, as in the styles. */
const NARROW = "(max-width: 900px)";

const { search = "", operations = "" } = document.documentElement.dataset;

const searchPlace = document.getElementById("search");
if (searchPlace !== null) startSearch(searchPlace, search);
startTryIt(operations);
foldMenu();
openTarget();
addEventListener("hashchange", openTarget);
for (const block of document.querySelectorAll<HTMLElement>("main pre")) addCopy(block);

function foldMenu(): void {
  const menu = document.getElementById("menu");
  const narrow = matchMedia(NARROW);
  const fold = () => menu?.toggleAttribute("open", !narrow.matches);
  fold();
  narrow.addEventListener("change", fold);
}

/** An operation that a link leads to is open. */
function openTarget(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.scrollIntoView();
}

function addCopy(block: HTMLElement): void {
  // Only pages that came over TLS or from this machine may write to the clipboard.
  if (!isSecureContext) return;
  const button = make("button", { type: "button", class: "copy", "aria-label": "Copy" }, "Copy");
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(block.querySelector("code")?.textContent ?? "").then(
      () => (button.textContent = "Copied"),
      () => (button.textContent = "Not copied"),
    );
  });
  const frame = make("div", { class: "code" });
  block.replaceWith(frame);
  frame.append(block, button);
}
