import { cruise, format } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";

const { output: result } = await cruise(["packages/*/src"], await extractOptions("./.dependency-cruiser.cjs"));
const { output, exitCode } = await format(result, { outputType: "err-long" });
console.log(output);

// With an unsupported compiler dependency-cruiser sees no modules and reports no error.
const { totalCruised, totalDependenciesCruised } = result.summary;
const sawNothing = totalCruised === 0 || totalDependenciesCruised === 0;
if (sawNothing) console.error("dependency-cruiser saw no modules, or no dependencies between them");

process.exitCode = exitCode > 0 || sawNothing ? 1 : 0;
