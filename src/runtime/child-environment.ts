/**
 * Of the environment, what a process that this one starts needs and no secret is in.
 * @param more names that its runtime reads
 */
export function childEnvironment(...more: string[]): Record<string, string> {
  const names = ["PATH", "TMPDIR", "TZ", "LANG", ...more];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
