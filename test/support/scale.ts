/** How many times larger than usual the simulations and the properties are, for a longer search than each run of the suite can afford: `PLIMSOLL_TEST_SCALE`. */
export const SCALE = Number(process.env.PLIMSOLL_TEST_SCALE ?? "1");
