import { Failure } from "../failure.ts";
import type { Actor } from "../store/changes.ts";
import { createKeyThrottle } from "./key-throttle.ts";
import { holdsKey, isKey } from "./resources/private-key.ts";
import { createSessions, longest } from "./sessions.ts";

/** Decides who may use the management API: with the key, or with a session begun with the key. */
export interface Access {
  /**
   * Looks at a request before anything of it is read. EAUTH without a key or with a wrong one,
   * ETOOMANY after too many wrong ones, EFORBIDDEN for a page of another site.
   * @param client address that wrong keys are counted for
   */
  admit(request: Request, client: string): void;
  /** Who sent a request that was let in; EAUTH for any other. */
  actorOf(request: Request): Actor;
  /** Begins a session with the key, and gives its cookie. Fails as `admit` does. */
  signIn(request: Request, key: string): string;
  /** Ends the session, if there is one, and gives a cookie that removes its cookie. */
  signOut(request: Request): string;
  signedIn(request: Request): boolean;
}

interface AccessOptions {
  /** Any of them opens it. */
  privateKeys: readonly string[];
  /** URL under which clients see the server. */
  publicUrl?: string | undefined;
  /** Whether the management surface is there, and not at an address of its own. */
  isPublic?: boolean;
}

interface Visitor {
  client: string;
  actor?: Actor;
}

/** What may be asked without a key: the description of the API, and for a session. */
const open = /^\/_\/api\/(?:openapi\.json|session)$/;

/**
 * The header that the dashboard sends. A page of another site can send it only after asking us
 * (CORS), and we never agree.
 */
export const ownHeader = "x-tintype-request";

export function createAccess({ privateKeys, publicUrl, isPublic }: AccessOptions): Access {
  const seenAt = isPublic ? publicUrl : undefined;
  const sessions = createSessions();
  const throttle = createKeyThrottle();
  const visitors = new WeakMap<Request, Visitor>();

  /** Whether a key is right, unless too many from there were not. */
  function checkKey(isRight: () => boolean, client: string): void {
    const seconds = throttle.wait(client);
    if (seconds > 0) {
      const message = `Too many wrong keys: the next try is possible in ${seconds} s`;
      throw new Failure("ETOOMANY", message, { retryAfter: seconds });
    }
    if (!isRight()) {
      throttle.failed(client);
      throw new Failure("EAUTH", "That key is not right");
    }
    throttle.forget(client);
  }

  function hasSession({ headers }: Request): boolean {
    const token = tokenIn(headers);
    return token !== undefined && sessions.holds(token);
  }

  function identify(request: Request, client: string): Actor {
    const { headers } = request;
    const changes = request.method !== "GET" && request.method !== "HEAD";
    // Of Basic, too: browsers remember a key that was typed into their dialogue.
    if (changes) refuseOtherSites(headers, publicUrl);
    if (hasSession(request)) {
      if (changes) needOwnHeader(headers);
      return "dashboard";
    }
    const authorization = headers.get("authorization");
    if (authorization === null) {
      throw new Failure("EAUTH", "The management API needs the private key");
    }
    checkKey(() => holdsKey(authorization, privateKeys), client);
    return "api";
  }

  return {
    admit(request, client) {
      visitors.set(request, { client });
      if (open.test(new URL(request.url).pathname)) return;
      visitors.set(request, { client, actor: identify(request, client) });
    },

    actorOf(request) {
      const actor = visitors.get(request)?.actor;
      if (actor) return actor;
      throw new Failure("EAUTH", "The management API needs the private key");
    },

    signIn(request, key) {
      refuseOtherSites(request.headers, publicUrl);
      checkKey(() => isKey(key, privateKeys), visitors.get(request)?.client ?? "");
      const age = Math.floor(longest / 1000);
      return cookie(sessions.begin(), age, isSecure(request, seenAt));
    },

    signOut(request) {
      if (hasSession(request)) {
        refuseOtherSites(request.headers, publicUrl);
        needOwnHeader(request.headers);
        sessions.end(tokenIn(request.headers) ?? "");
      }
      return cookie("", 0, isSecure(request, seenAt));
    },

    signedIn: hasSession,
  };
}

const name = "tintype_session";

function tokenIn(headers: Headers): string | undefined {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function cookie(token: string, seconds: number, secure: boolean): string {
  const rest = `Path=/_/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  return `${name}=${token}; ${rest}`;
}

/** Browsers drop a secure cookie that comes without TLS, as it would through a tunnel. */
function isSecure({ url, headers }: Request, seenAt: string | undefined): boolean {
  const isTold = headers.get("x-forwarded-proto") === "https";
  return url.startsWith("https:") || isTold || !!seenAt?.startsWith("https:");
}

/** A browser says where a request comes from; another client says nothing and has the key. */
function refuseOtherSites(headers: Headers, publicUrl: string | undefined): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site === null && origin === null) return;
  const same = site === null ? isOurs(origin ?? "", headers, publicUrl) : ourSites.includes(site);
  if (!same) throw new Failure("EFORBIDDEN", "A page of another site may not change anything here");
}

/** `none` is a person, at the address bar. */
const ourSites = ["same-origin", "none"];

function isOurs(origin: string, headers: Headers, publicUrl: string | undefined): boolean {
  const host = URL.parse(origin)?.host;
  // An opaque origin, `null`, has none.
  if (!host) return false;
  return host === headers.get("host") || (!!publicUrl && host === new URL(publicUrl).host);
}

function needOwnHeader(headers: Headers): void {
  if (headers.get(ownHeader) === "1") return;
  throw new Failure("EFORBIDDEN", "Changes in a session need the header `X-Tintype-Request: 1`");
}
