/** The theme that is pinned in the dashboard, or the system's. Runs before the page is shown. */
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function showTheme(): void {
  const pinned = localStorage.getItem("plimsoll-theme");
  const system = systemIsDark.matches ? "dark" : "light";
  document.documentElement.dataset["theme"] = pinned === "light" || pinned === "dark" ? pinned : system;
}

showTheme();
systemIsDark.addEventListener("change", showTheme);
