import type { Script } from "node:vm";

export function load(file: string): Script;
export function compile(file: string): Script;
export function memoryOf(file: string): string;
