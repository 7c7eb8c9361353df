import { bundleDashboard } from "./dashboard-bundle.ts" with { type: "macro" };
import type { Bundle } from "./dashboard-bundle.ts";

/** The dashboard's files, as they were when the executable was built. */
export const bundle: Bundle = bundleDashboard();
