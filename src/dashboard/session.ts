import { signal } from "@preact/signals";

/** Whether the browser holds a session; unknown until the server has said. */
export const session = signal<"unknown" | "in" | "out">("unknown");
/** The server's version. */
export const version = signal("");
