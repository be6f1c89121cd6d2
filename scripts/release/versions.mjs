const HEADING = "## [Unreleased]";

/** A manifest or lock file in which every version of Plimsoll's own is the given one. */
export function versioned(text, version) {
  const manifest = JSON.parse(text);
  const before = manifest.version;
  const renew = (entry) => {
    if (entry.version === before) entry.version = version;
    for (const group of ["dependencies", "devDependencies"]) {
      for (const name of Object.keys(entry[group] ?? {})) {
        if (name.startsWith("@plimsoll/")) entry[group][name] = version;
      }
    }
  };
  renew(manifest);
  for (const [path, entry] of Object.entries(manifest.packages ?? {})) {
    if (path === "" || path.startsWith("packages/")) renew(entry);
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The changelog with the unreleased changes under the version, and those changes as notes. Throws without any. */
export function released(changelog, version, date) {
  const [before, after] = changelog.split(`${HEADING}\n`, 2);
  if (after === undefined) throw new Error(`CHANGELOG.md has no ${HEADING}`);
  const end = after.search(/^## \[/m);
  const notes = (end === -1 ? after : after.slice(0, end)).trim();
  if (notes === "") throw new Error(`CHANGELOG.md has nothing under ${HEADING}`);
  const earlier = end === -1 ? "" : `\n${after.slice(end)}`;
  return {
    changelog: `${before}${HEADING}\n\n## [${version}] - ${date}\n\n${notes}\n${earlier}`,
    notes: `# Plimsoll ${version}\n\n${notes}\n`,
  };
}

/** Whether a directory of these files is empty or an earlier release, and so may be removed. */
export function isReplaceable(names) {
  return names.every((name) => /^(NOTES\.md|SHA256SUMS|plimsoll-[\w.-]+\.(tgz|tar|bundle))$/.test(name));
}
