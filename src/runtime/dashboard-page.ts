import { bundleDashboard } from "./dashboard-bundle.ts" with { type: "macro" };
import type { Asset } from "./dashboard-bundle.ts";

/** The dashboard's files. Whoever imports this from a checkout waits for the bundler. */
export const bundle: { page: Asset; assets: Asset[] } = bundleDashboard();
