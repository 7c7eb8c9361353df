import { useEffect, useState } from "preact/hooks";
import { loadAddress } from "./address.ts";
import { answerOf, api, asProblem, type Problem } from "./client.ts";
import { pageAt } from "./pages.tsx";
import { Show, useLoaded } from "./parts/loaded.tsx";
import { ProblemNote } from "./parts/note.tsx";
import { Toasts } from "./parts/toast.tsx";
import { place } from "./route.ts";
import { session, version } from "./session.ts";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";

export function App() {
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    answerOf(api.session.get())
      .then((found) => {
        version.value = found.version;
        session.value = found.signedIn ? "in" : "out";
      })
      .catch((thrown) => setProblem(asProblem(thrown)));
  }, []);
  if (problem) {
    return (
      <main class="gate">
        <h1 class="off-screen">Tintype</h1>
        <ProblemNote problem={problem} />
      </main>
    );
  }
  if (session.value === "unknown") return null;
  return (
    <>
      {session.value === "out" ? <SignIn /> : <SignedIn />}
      <Toasts />
    </>
  );
}

function SignedIn() {
  const loaded = useLoaded(loadAddress);
  return (
    <Shell>
      <Show loaded={loaded}>{() => pageAt(place.value)}</Show>
    </Shell>
  );
}
