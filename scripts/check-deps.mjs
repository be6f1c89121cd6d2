import { cruise, format } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { folderCycles } from "./folder-cycles.mjs";

const { output: result } = await cruise(["packages/*/src"], await extractOptions("./.dependency-cruiser.cjs"));
const { output, exitCode } = await format(result, { outputType: "err-long" });
console.log(output);

const cycles = folderCycles(result.modules);
for (const cycle of cycles) console.error(`folders import each other: ${cycle.join(", ")}`);

// With a compiler it cannot use it sees nothing, and finds nothing wrong with that.
const { totalCruised, totalDependenciesCruised } = result.summary;
const sawNothing = totalCruised === 0 || totalDependenciesCruised === 0;
if (sawNothing) console.error("dependency-cruiser saw no modules, or no dependencies between them");

process.exitCode = exitCode > 0 || cycles.length > 0 || sawNothing ? 1 : 0;
