export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "plimsoll-theme";
const dark = () => matchMedia("(prefers-color-scheme: dark)");

export function pinnedTheme(): Theme {
  const kept = localStorage.getItem(NAME);
  return THEMES.find((theme) => theme === kept) ?? "system";
}

export function pinTheme(theme: Theme): void {
  localStorage.setItem(NAME, theme);
  applyTheme();
}

/** Sets the document's theme, and keeps it to the system's while none is pinned. */
export function applyTheme(): void {
  const show = (): void => {
    const theme = pinnedTheme();
    document.documentElement.dataset["theme"] = theme === "system" ? (dark().matches ? "dark" : "light") : theme;
  };
  show();
  dark().addEventListener("change", show);
}
