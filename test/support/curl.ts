import { spawn } from "node:child_process";

/** What curl says of one transfer. */
interface Transfer {
  /** 0 for success. */
  exit: number;
  status: number;
  /** "1.1", "2". */
  version: string;
  type: string;
  location: string;
}

const format =
  '{"status":%{http_code},"version":"%{http_version}","type":"%{content_type}","location":"%{redirect_url}"}\n';

/** Runs curl and reads what it says of each URL. */
export async function curl(...args: string[]): Promise<Transfer[]> {
  const child = spawn("curl", ["-s", "--max-time", "50", "-o", "/dev/null", "-w", format, ...args]);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const exit = await new Promise<number>((resolve) =>
    child.once("close", (code) => resolve(code ?? 1)),
  );
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ exit, ...JSON.parse(line) }) as Transfer);
}
