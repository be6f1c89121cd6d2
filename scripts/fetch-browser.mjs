// The browser of the end-to-end tests is too large for every install. It is fetched once, when they first run.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../test/browser/", import.meta.url));
const BROWSER = "@sparticuz/chromium";

/** Without it the tests in a browser fail, and the others run. */
export default function fetchBrowser() {
  const wanted = manifest("package.json").dependencies[BROWSER];
  if (manifest(`node_modules/${BROWSER}/package.json`)?.version === wanted) return;
  console.log(`Fetching ${BROWSER} ${wanted} into test/browser, once`);
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) console.error("Chromium could not be fetched: the tests in a browser will fail");
}

function manifest(path) {
  try {
    return JSON.parse(readFileSync(`${directory}${path}`, "utf8"));
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) fetchBrowser();
