import type { Handler } from "../runtime/listening.ts";
import type { Challenges } from "./challenges.ts";

interface HttpDoorOptions {
  /** Undefined where no ACME server asks. */
  challenges: Challenges | undefined;
  /** Names that the certificate is for; without any, the one that was asked is taken. */
  names: readonly string[];
  /** Port that HTTPS is reached at; undefined while there is no certificate. */
  securePort(): number | undefined;
  /** Answers what is not redirected. */
  images: Handler;
}

/** Browsers remember a permanent redirect; an hour lets an owner change their mind. */
const redirectHeaders = {
  "Cache-Control": "max-age=3600",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Access-Control-Allow-Origin": "*",
};

/** Monitors ask here without TLS. */
const open = ["/_/health", "/_/ready"];

/** A name or an address, without user and port. */
const isHost = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/;

/**
 * What port 80 answers: the questions of an ACME server, and redirects to HTTPS. Until there is a
 * certificate, images come from here.
 */
export function createHttpDoor({
  challenges,
  names,
  securePort,
  images,
}: HttpDoorOptions): Handler {
  return (request, peer, segments) => {
    const { host, target } = splitUrl(request.url);
    const path = target.replace(/[?#].*$/s, "");
    const answer = challenges?.answerTo(path);
    if (answer !== undefined)
      return new Response(answer, { headers: { "Content-Type": "text/plain" } });
    const port = securePort();
    if (port === undefined || open.includes(path)) return images(request, peer, segments);
    // A name that is not ours has no certificate either.
    const name = names.includes(host) ? host : (names[0] ?? host);
    // Without one, a browser would take the path's first name for a host.
    if (!isHost.test(name)) return new Response("`Host` is missing", { status: 400 });
    const location = `https://${name}${port === 443 ? "" : `:${port}`}${target}`;
    return new Response(null, { status: 308, headers: { ...redirectHeaders, Location: location } });
  };
}

/** The runtime gives the target alone where `Host` is none. */
function splitUrl(url: string): { host: string; target: string } {
  const [, host = "", target = "/"] = /^(?:https?:\/\/([^/]*))?(\/.*)?$/s.exec(url) ?? [];
  return { host: host.replace(/:\d+$/, "").toLowerCase(), target };
}
