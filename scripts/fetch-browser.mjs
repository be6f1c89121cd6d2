// The browser of the end-to-end tests is too large for every install. It is fetched once, when they first run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../test/browser/", import.meta.url));
const BROWSER = "@sparticuz/chromium";
/** The package unpacks its libraries, too, only for a system that it knows to lack them. */
const BARE_SYSTEM = { AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" };
const UNPACK = `const { default: chromium } = await import("${BROWSER}"); await chromium.executablePath();`;

/** Without it the tests in a browser fail, and the others run. */
export default function fetchBrowser() {
  const wanted = manifest("package.json").dependencies[BROWSER];
  if (manifest(`node_modules/${BROWSER}/package.json`)?.version !== wanted) {
    console.log(`Fetching ${BROWSER} ${wanted} into test/browser, once`);
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    const { status } = spawnSync("npm", args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) return failed();
  }
  if (!existsSync(join(directory, "unpacked", wanted)) && !unpack(wanted)) failed();
}

/**
 * Unpacks the browser into a folder of its own, which gets its name when it is complete: the package itself takes a file that
 * another process is still writing for the browser.
 */
function unpack(version) {
  const place = join(directory, "unpacked", version);
  const unpacking = mkdtempSync(join(directory, "unpacking-"));
  const env = { ...process.env, ...BARE_SYSTEM, TMPDIR: unpacking };
  const { status } = spawnSync(process.execPath, ["--input-type=module", "-e", UNPACK], {
    cwd: directory,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  try {
    if (status !== 0) return false;
    const fonts = join(unpacking, "fonts", "fonts.conf");
    writeFileSync(fonts, readFileSync(fonts, "utf8").replaceAll("/tmp/", `${place}/`));
    mkdirSync(join(directory, "unpacked"), { recursive: true });
    renameSync(unpacking, place);
    return true;
  } catch (error) {
    // Another run has unpacked it meanwhile.
    if (existsSync(place)) return true;
    throw error;
  } finally {
    rmSync(unpacking, { recursive: true, force: true });
  }
}

function failed() {
  console.error("Chromium could not be fetched: the tests in a browser will fail");
}

function manifest(path) {
  try {
    return JSON.parse(readFileSync(`${directory}${path}`, "utf8"));
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) fetchBrowser();
