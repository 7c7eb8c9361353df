import { signal } from "@preact/signals";

/** Whether the browser holds a session; not known until the server was asked. */
export const session = signal<"unknown" | "in" | "out">("unknown");
/** The server's version. */
export const version = signal("");
