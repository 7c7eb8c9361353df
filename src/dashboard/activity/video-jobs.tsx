import { useEffect } from "preact/hooks";
import { answerOf, api, asProblem } from "../client.ts";
import { clock } from "../labels.ts";
import { useLoaded } from "../parts/loaded.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { showToast } from "../parts/toast.tsx";

/** Milliseconds between two looks at how far videos are. */
const lookInterval = 2000;

/** The videos that are being made, and a way to stop each; nothing where there are none. */
export function VideoJobs() {
  const { value: jobs = [], again } = useLoaded(() => answerOf(api.v1["video-jobs"].get()));
  useEffect(() => {
    const timer = setInterval(again, lookInterval);
    return () => clearInterval(timer);
  }, [again]);

  async function cancel(id: string): Promise<void> {
    try {
      await answerOf(api.v1["video-jobs"]({ id }).delete());
      showToast("Stopped making the video");
    } catch (thrown) {
      // It may have come to its end meanwhile.
      showToast(asProblem(thrown).message);
    }
    await again();
  }

  if (jobs.length === 0) return null;
  return (
    <section aria-labelledby="video-jobs">
      <h2 id="video-jobs">Videos being made</h2>
      <Scroll label="Videos being made">
        <table class="data">
          <thead>
            <tr>
              <th scope="col" class="wide-only">
                Since
              </th>
              <th scope="col">Video</th>
              <th scope="col">Progress</th>
              <th scope="col">Action</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map(({ id, path, transformation, since, state, progress }) => {
              const percent = Math.round(progress * 100);
              const name = `${path} ${transformation}`;
              return (
                <tr key={id}>
                  <td class="nowrap wide-only">{clock(since)}</td>
                  <td class="target">{name}</td>
                  <td class="nowrap">
                    {state === "waiting" ? (
                      "Waiting"
                    ) : (
                      <>
                        <progress max={100} value={percent} aria-label={`Progress of ${name}`} />{" "}
                        {percent} %
                      </>
                    )}
                  </td>
                  <td>
                    <button
                      type="button"
                      class="button small"
                      aria-label={`Cancel ${name}`}
                      onClick={() => cancel(id)}
                    >
                      Cancel
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
