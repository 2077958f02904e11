// axe-core on a page as it stands: WCAG 2.2 A and AA and the best practices, also inside open shadow roots.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How many states have been looked at, and how long that took. */
export const looked = { states: 0, milliseconds: 0 };

/** What axe finds wrong with this state of the page, a line each. */
export async function findings(page, state) {
  const begin = performance.now();
  // Evaluated by the debugger, so no policy of the page stands in the way; the page keeps it until it is left.
  if (!(await page.evaluate("!!window.axe"))) await page.evaluate(source);
  const wrong = await page.evaluate(async (rules) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
    const told = ({ id, impact, nodes }) => nodes.map((node) => `${id} (${impact}) at ${node.target.flat().join(" ")}: ${node.failureSummary?.split("\n")[1]?.trim()}`);
    return violations.flatMap(told);
  }, RULES);
  looked.states += 1;
  looked.milliseconds += performance.now() - begin;
  return wrong.map((line) => `${state}: ${line}`);
}

/** Looks at state after state of a test; at its end everything found makes it fail, so that one flaw hides no other. */
export function accessibilityOf(t) {
  const wrong = new Set();
  t.after(() => assert.deepEqual([...wrong], []));
  return async (page, state) => {
    for (const line of await findings(page, state)) wrong.add(line);
  };
}
