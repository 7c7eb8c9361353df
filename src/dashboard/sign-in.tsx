import { useEffect, useRef, useState } from "preact/hooks";
import { answerOf, api, asProblem, type Problem } from "./client.ts";
import { Mark } from "./parts/icon.tsx";
import { ProblemNote } from "./parts/note.tsx";
import { session } from "./session.ts";

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
      session.value = "in";
    } catch (thrown) {
      setProblem(asProblem(thrown));
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
              Printed once when the server started for the first time, or given to it with
              --private-key.
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
