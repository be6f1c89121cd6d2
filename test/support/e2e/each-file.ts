// A setup file: evaluated for every test file, also where files share a process.
import { afterAll, afterEach, beforeEach } from "vitest";
import { runAfterFile, runAfterTest, runBeforeTest } from "./file-hooks.ts";

beforeEach((context) => runBeforeTest(context));
afterEach(runAfterTest);
afterAll(runAfterFile);
