export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "plimsoll-theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export function pinnedTheme(): Theme {
  const kept = localStorage.getItem(NAME);
  return THEMES.find((theme) => theme === kept) ?? "system";
}

export function pinTheme(theme: Theme): void {
  localStorage.setItem(NAME, theme);
  showTheme();
}

function showTheme(): void {
  const theme = pinnedTheme();
  document.documentElement.dataset["theme"] = theme === "system" ? (systemIsDark.matches ? "dark" : "light") : theme;
}

/** Sets the document's theme, and keeps it to the system's while none is pinned. Called once, at the start. */
export function followTheme(): void {
  showTheme();
  systemIsDark.addEventListener("change", showTheme);
}
