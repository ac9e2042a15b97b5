// The world's driver routes. Everything the page does goes through here.

/** The answer of a driver action; what the world refuses is raised with its words. */
export async function drive(action, params = {}) {
  const answer = await fetch(`/rehearsal/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(params),
  });
  return read(answer);
}

/** The answer of a page of ours. */
export async function ask(path) {
  return read(await fetch(path, { headers: { Accept: "application/json" } }));
}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `the rehearsal answered ${answer.status}`);
  return body;
}

const said = document.getElementById("said");

/** Says something in passing, for eyes and for screen readers. */
export function tell(text, kind = "") {
  said.textContent = text;
  const toast = document.createElement("p");
  toast.className = `toast ${kind}`;
  toast.textContent = text;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 5000);
}

/** A handler that says what went wrong instead of hiding it. */
export function telling(work) {
  return async (...given) => {
    try {
      return await work(...given);
    } catch (problem) {
      tell(problem.message, "bad");
      return undefined;
    }
  };
}
