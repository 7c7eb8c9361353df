import { useEffect, useRef, useState } from "preact/hooks";
import { answerOf, api, asProblem, Problem } from "./client.ts";
import { Mark } from "./parts/icon.tsx";
import { ProblemNote } from "./parts/note.tsx";
import { session } from "./session.ts";

/** Browsers drop a cookie marked Secure that arrives over plain http. */
const insecure = "Open the dashboard over https, or through an SSH tunnel to localhost";

/** The API speaks of HTTP Basic, which a person at the form cannot act on. */
function explained(problem: Problem): Problem {
  return problem.status === 401
    ? new Problem(401, "That key isn’t right", { help: wrongKey })
    : problem;
}

const wrongKey = "Run `tintype key` on the server’s machine to see the right one";

export function SignIn() {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = "Sign in – Tintype";
    input.current?.focus();
  }, []);
  const signIn = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await answerOf(api.session.post({ key: key.trim() }));
      const { signedIn } = await answerOf(api.session.get());
      if (!signedIn)
        throw new Problem(0, "Your browser did not keep the session", { help: insecure });
      session.value = "in";
    } catch (thrown) {
      setProblem(explained(asProblem(thrown)));
      setBusy(false);
      input.current?.focus();
    }
  };
  return (
    <main class="gate">
      <div class="gate-plate">
        <Mark />
        <h1>Tintype</h1>
        <form onSubmit={signIn}>
          <div class="field">
            <label class="label" for="key">
              Private key
            </label>
            <input
              ref={input}
              id="key"
              name="key"
              type="password"
              autocomplete="current-password"
              spellcheck={false}
              required
              aria-describedby="key-help"
              value={key}
              onInput={(event) => setKey(event.currentTarget.value)}
            />
            <p class="help" id="key-help">
              The server printed this key when it first started. Lost it? Run{" "}
              <code>tintype key</code> on its machine. If it was set with <code>--private-key</code>
              , use that one.
            </p>
          </div>
          {problem && <ProblemNote problem={problem} />}
          <button type="submit" class="button primary wide" disabled={busy}>
            Sign in
          </button>
        </form>
      </div>
    </main>
  );
}
