import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Client } from '../api/client.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { useApp } from '../app/app.ts';
import { ProblemNote } from '../parts/problem-note.tsx';

/** A token, or the code of the link that `butcher open` has made. */
export function SignIn() {
  const { session, client } = useApp();
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const attempt = async (find: () => Promise<string>) => {
    busy.value = true;
    problem.value = null;
    try {
      session.begin(await find());
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      busy.value = false;
    }
  };
  useEffect(() => {
    const code = codeIn(location.hash);
    if (code === null) return;
    // Nobody finds it in the history of the browser.
    location.replace('#/');
    void attempt(async () => (await client.ask('post', '/api/v1/session', { body: { code } })).token);
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('token') as HTMLInputElement;
    const token = field.value.trim();
    if (token === '') {
      field.focus();
      return;
    }
    void attempt(async () => {
      await tried(token);
      return token;
    });
  };
  return (
    <main id="main" class="sign-in" tabIndex={-1}>
      <h1>Butcher</h1>
      <p>Sign in to see your jobs on this chief, and to run more.</p>
      {problem.value === null && <ProblemNote problem={session.shutOut.value} />}
      <form onSubmit={submit}>
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="butcher_…"
          maxLength={200}
        />
        <button type="submit" class="main" disabled={busy.value}>
          {busy.value ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      <ProblemNote problem={problem.value} />
      <p class="dim">
        The operator of the chief makes tokens: <code>butcher token create ACCOUNT</code>. On the chief's own
        machine <code>butcher open</code> brings you here signed in. The token stays in this tab and goes with
        it.
      </p>
    </main>
  );
}

/** Throws the problem where a token is not taken, before anything is kept of it. */
async function tried(token: string): Promise<void> {
  const asker = { token: () => token, onShutOut: () => {}, onReached: () => {} };
  await new Client(asker).ask('get', '/api/v1/me');
}

function codeIn(hash: string): string | null {
  return /^#code=([\w-]{1,200})$/.exec(hash)?.[1] ?? null;
}
