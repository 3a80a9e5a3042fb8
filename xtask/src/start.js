// Loads the module and wakes the islands of the page, outermost first.
// An island's children were rendered on the server: each is told, before the islands
// inside it wake, which island owns it.
import load, * as glue from "./__GLUE__";

const owners = [];

async function wake(island) {
  const run = glue[island.dataset.component];
  if (!run) {
    console.warn(`No code for the island ${island.dataset.component}.`);
    return;
  }
  owners.at(-1)?.();
  await run(island);
}

async function walk(node) {
  const slot = node.localName === "leptos-children";
  if (node.localName === "leptos-island") await wake(node);
  if (slot) owners.push(node.$$on_hydrate);
  for (const child of node.children) await walk(child);
  if (slot) owners.pop();
}

async function start() {
  await load({ module_or_path: new URL("./__MODULE__", import.meta.url) });
  glue.hydrate();
  window.__hydrateIsland = wake;
  await walk(document.body);
}

// The page already works: its own drawing and input come first.
if ("requestIdleCallback" in window) requestIdleCallback(start);
else start();
