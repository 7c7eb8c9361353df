import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isLoopback, isNetwork } from "../ip-addresses.ts";

// How the values of flags are read; undefined for what is none.

/** Without TLS only on this machine: an answer on the way could be another's. */
export function parseDirectory(text: string): string | undefined {
  const url = URL.parse(text);
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  return url && isSafe ? url.href : undefined;
}

export function isOn(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|true|yes|on)$/i.test(text);
}

export function parseNetworks(text: string): readonly string[] | undefined {
  const networks = text.split(",").map((part) => part.trim());
  return networks.every(isNetwork) ? networks : undefined;
}

/** The runtime counts whole seconds in a byte. */
export function parseIdleTimeout(text: string): number | undefined {
  const value = parseDuration(text);
  return value !== undefined && value >= 1_000 && value <= 255_000 ? value : undefined;
}

export function parseNames(text: string): string[] | undefined {
  const names = partsOf(text);
  return names.every((name) => /^[\w*]+$/.test(name)) ? names : undefined;
}

export function parseFolders(text: string): string[] | undefined {
  const folders = partsOf(text);
  return folders.length > 0 ? folders.map((folder) => resolve(folder)) : undefined;
}

function partsOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function engineName(text: string): "auto" | "wasm" | undefined {
  return text === "auto" || text === "wasm" ? text : undefined;
}

/** A path is absolute from here on, and something lies there. */
export function ffmpegSetting(text: string): string | undefined {
  if (text === "auto" || text === "off") return text;
  return existsSync(text) ? resolve(text) : undefined;
}

export function whole(min: number, max: number) {
  return (text: string): number | undefined => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
}

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, "": 1000 };

/** `500ms`, `30s`, `5m`, `1h`; a bare number is seconds. In milliseconds. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text) ?? [];
  const value = Number(amount) * milliseconds[unit as keyof typeof milliseconds];
  return value > 0 ? value : undefined;
}

/** Without the slash at its end; a user name has no place in what is shown to clients. */
export function parsePublicUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || /[?#]/.test(text)) return undefined;
  return url.username + url.password === "" ? url.href.replace(/\/+$/, "") : undefined;
}

const units = ["B", "KB", "MB", "GB", "TB"];

/** `512MiB` (powers of 1024), `10GB` (powers of 1000), or bytes. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]?i?B)?$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const power = Math.max(0, units.indexOf(unit.toUpperCase().replace("I", "")));
  return Math.floor(Number(amount) * (/i/i.test(unit) ? 1024 : 1000) ** power);
}

export function existingFolder(text: string): string | undefined {
  const folder = resolve(text);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : undefined;
}
