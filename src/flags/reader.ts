import { serveFlags } from "./serve-flags.ts";
import { parse, UsageError } from "./usage.ts";
import { isOn, parseSize, whole } from "./values.ts";

type Flag = keyof typeof serveFlags;
type Switch = (typeof switches)[number];

/** Flags that take no value. */
const switches = ["admin-public", "http3"] as const satisfies Flag[];

/** All of them, for `parse`. */
export function serveOptions(): Record<Flag, { type: "string" | "boolean" }> {
  const isSwitch = (flag: string) => switches.some((one) => one === flag);
  return Object.fromEntries(
    Object.keys(serveFlags).map((flag) => [flag, { type: isSwitch(flag) ? "boolean" : "string" }]),
  ) as Record<Flag, { type: "string" | "boolean" }>;
}

/** Reads the flags of `serve`: from the command line, else the environment, else the default. */
export interface FlagReader {
  positionals: readonly string[];
  /** The text of a flag that has no default, or is not left to it. */
  given(flag: Flag): string | undefined;
  /** Throws UsageError with what was expected. */
  need<T>(flag: Flag, expected: string, parser: (text: string) => T | undefined): T;
  /** Undefined where the flag is not given and has no default. */
  optional<T>(flag: Flag, expected: string, parser: (text: string) => T | undefined): T | undefined;
  isSet(flag: Switch): boolean;
  /** In bytes. */
  size(flag: Flag): number;
  count(flag: Flag, min: number, max: number): number;
}

export function createFlagReader(args: string[], environment: NodeJS.ProcessEnv): FlagReader {
  const parsed = parse(args, serveOptions());
  const values: Record<string, unknown> = parsed.values;

  const given: FlagReader["given"] = (flag) => {
    const value = values[flag];
    return typeof value === "string" ? value : environment[serveFlags[flag].variable] || undefined;
  };
  const read = (flag: Flag): string | undefined => given(flag) ?? serveFlags[flag].fallback;
  const need: FlagReader["need"] = (flag, expected, parser) => {
    const text = read(flag) ?? "";
    const value = parser(text);
    if (value !== undefined) return value;
    const got = /(?:private|signing)-key$/.test(flag) ? "" : `, got \`${text}\``;
    throw new UsageError(`Cannot read --${flag}: expected ${expected}${got}`);
  };
  return {
    positionals: parsed.positionals,
    given,
    need,
    optional: (flag, expected, parser) =>
      read(flag) === undefined ? undefined : need(flag, expected, parser),
    isSet: (flag) =>
      typeof values[flag] === "boolean"
        ? values[flag]
        : isOn(environment[serveFlags[flag].variable]),
    size: (flag) => need(flag, "a size such as 512MiB or 10GB", parseSize),
    count: (flag, min, max) => need(flag, `a whole number from ${min} to ${max}`, whole(min, max)),
  };
}
