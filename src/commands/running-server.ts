import http from "node:http";
import https from "node:https";
import type { Config } from "../config.ts";
import { Failure } from "../failure.ts";
import { UsageError } from "../flags/usage.ts";
import { isLoopback } from "../ip-addresses.ts";
import type { Statistics } from "../observe/statistics.ts";
import { runningServerOf } from "./host/server-file.ts";

/** The management API of a server that runs. */
export interface RunningServer {
  /** Without a slash at its end. */
  address: string;
  /**
   * @param path behind `/_/api`
   * @param body sent as JSON
   */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Milliseconds without a byte after which a server is given up. */
const requestTimeoutMilliseconds = 60_000;

/**
 * Where the management API is: as said, as the server that uses the data folder has written there,
 * or as `serve` would have it with the same environment. Throws UsageError where it cannot be known.
 */
export function serverAddress(given: string | undefined, config: Config): string {
  if (given !== undefined) return readAddress(given);
  return runningServerOf(config.data)?.management ?? usualAddress(config);
}

/** Where `serve` would have the management API. */
export function usualAddress(config: Config): string {
  const { host, port } = config.admin ?? config;
  if (port === 0) {
    throw new UsageError("Expected --server and an address: port 0 is another one each time");
  }
  // What stands for all addresses of a machine is none that can be called.
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

function readAddress(text: string): string {
  const url = URL.parse(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && url.pathname === "/";
  if (isPlain && !/[?#]/.test(text) && url.username + url.password === "") return url.origin;
  throw new UsageError(
    "Cannot read --server: expected an address such as http://127.0.0.1:8080, without a path or a user",
  );
}

/** Calls fail with what the server said, and with ECONNREFUSED where there is none. */
export function reach(address: string, privateKey: string): RunningServer {
  return {
    address,
    async call<T>(method: string, path: string, body?: unknown) {
      const url = new URL(`/_/api${path}`, address);
      const { status, text } = await exchange(url, method, privateKey, body);
      const json = parse(text);
      if (status >= 200 && status < 300 && json !== undefined) return json as T;
      throw refusal(address, status, json);
    },
  };
}

/** Not `fetch`, which would show the key to a proxy that the environment names. */
function exchange(
  url: URL,
  method: string,
  privateKey: string,
  body: unknown,
): Promise<{ status: number; text: string }> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    Authorization: `Basic ${Buffer.from(`${privateKey}:`).toString("base64")}`,
    ...(sent === undefined ? {} : { "Content-Type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === "https:" ? https : http;
    const options = {
      ...{ method, headers, agent: false, timeout: requestTimeoutMilliseconds },
      // A certificate names the server as clients see it, and this is the machine itself.
      rejectUnauthorized: !isLoopback(url.hostname),
    };
    const asked = request(url.href, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("error", (cause) => reject(unreachable(url, cause)));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on("timeout", () => {
      reject(new Failure("ETIMEDOUT", `The server at ${url.origin} does not answer`));
      asked.destroy();
    });
    asked.on("error", (cause) => reject(unreachable(url, cause)));
    asked.end(sent);
  });
}

function unreachable({ origin }: URL, cause: Error): Failure {
  const { code } = cause as NodeJS.ErrnoException;
  const message =
    code === "ECONNREFUSED"
      ? `No server listens on ${origin}: start it with \`tintype serve\`, or say with --server where it is`
      : `The server at ${origin} cannot be reached (${code ?? cause.message})`;
  return new Failure("ECONNREFUSED", message, { cause });
}

function refusal(address: string, status: number, json: unknown): Failure {
  const message = (json as { message?: unknown } | undefined)?.message;
  if (typeof message !== "string") {
    const advice = "expected the management API of Tintype, which may have an address of its own";
    return new Failure("EUPSTREAM", `${address} answered ${status}: ${advice} (--server)`);
  }
  if (status !== 401) return new Failure("EUPSTREAM", message);
  return new Failure(
    "EAUTH",
    `The server at ${address} has another private key: expected its own in --private-key, TINTYPE_PRIVATE_KEY or the data folder`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Asks the server that uses a data folder, which has the environment that its origins need.
 * @returns undefined when there is none, or when it does not answer to this key
 */
export async function askRunningServer<T>(
  data: string,
  key: string | undefined,
  ask: (server: RunningServer) => Promise<T>,
): Promise<T | undefined> {
  const address = runningServerOf(data)?.management;
  if (address === undefined || key === undefined) return undefined;
  try {
    return await ask(reach(address, key));
  } catch (error) {
    const isAbsent = error instanceof Failure && ["ECONNREFUSED", "EAUTH"].includes(error.code);
    if (isAbsent) return undefined;
    throw error;
  }
}

/**
 * How origins have done since the server that uses a data folder started, by id; undefined where that
 * cannot be learnt: what is configured can be told all the same.
 */
export async function originsHealth(data: string, key: string | undefined) {
  const asked = askRunningServer(data, key, ({ call }) =>
    call<Pick<Statistics, "origins">>("GET", "/v1/stats?seconds=1&minutes=0"),
  );
  const told = await asked.catch(() => undefined);
  return told && new Map(told.origins.map((health) => [health.id, health]));
}
