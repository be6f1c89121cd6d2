import { compile } from "./build.mjs";

process.exit(compile(process.argv.slice(2), { cwd: process.cwd(), stdio: "inherit" }));
