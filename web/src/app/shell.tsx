import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { asProblem } from '../api/problem.ts';
import { line } from '../show/inert.ts';
import { zoneName } from '../show/times.ts';
import { hashOf } from '../state/route.ts';
import { SignIn } from '../views/sign-in.tsx';
import { isOperator, useApp } from './app.ts';
import { useLoaded } from './use-loaded.ts';
import { viewAt } from './views.tsx';

const meMs = 30_000;

/** The frame of the page: who and where one is, and the view of the place. */
export function Shell() {
  const app = useApp();
  const { session, place, said } = app;
  const token = session.token.value;
  useEffect(() => {
    document.getElementById('main')?.focus();
  }, [place.value.words.join('/')]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </button>
      {token === null ? <SignIn /> : <SignedIn key={token} />}
      <div class="unseen" role="status" aria-live="polite">
        {said.value}
      </div>
    </>
  );
}

function SignedIn() {
  const app = useApp();
  const { session, client, me, place } = app;
  const asked = useLoaded((signal) => client.ask('get', '/api/v1/me', { signal }), [], meMs);
  useEffect(() => {
    me.value = asked.value.value?.me ?? null;
    return () => {
      me.value = null;
    };
  }, [asked.value.value]);
  const view = viewAt(place.value, me.value === null ? null : isOperator(me.value));
  useEffect(() => {
    document.title = `${view.title} · Butcher`;
  }, [view.title]);
  const problem = asked.problem.value;
  return (
    <>
      <Header />
      <div class={session.reached.value ? 'away' : 'away shown'} role="alert">
        {session.reached.value
          ? ''
          : 'The chief does not answer. This page goes on by itself as soon as it does.'}
      </div>
      <main id="main" tabIndex={-1}>
        {problem !== null && !problem.passes && <p role="alert">{line(asProblem(problem).message)}</p>}
        {view.show()}
      </main>
      <Footer />
    </>
  );
}

function Header() {
  const { me, session, place, theme } = useApp();
  const here = place.value.words[0] ?? 'jobs';
  const second = place.value.words[1] ?? '';
  const isNew = here === 'jobs' && second === 'new';
  return (
    <header>
      <a class="brand" href={hashOf([])}>
        Butcher
      </a>
      <nav aria-label="Views">
        <To words={['jobs']} current={here === 'jobs' && !isNew}>
          Jobs
        </To>
        <To words={['jobs', 'new']} current={isNew}>
          New job
        </To>
        <To words={['stored']} current={here === 'stored'}>
          Packages and data
        </To>
        <To words={['machine']} current={here === 'machine'}>
          Machine
        </To>
        {isOperator(me.value) && (
          <To words={['accounts']} current={here === 'accounts'}>
            Accounts
          </To>
        )}
      </nav>
      <div class="who">
        <To words={['me']} current={here === 'me'}>
          {me.value === null ? '…' : line(me.value.account.name)}
        </To>
        <button
          type="button"
          class="quiet"
          onClick={() => theme.turn()}
          title="Light, dark, or as the system has it"
        >
          Theme: {theme.name.value}
        </button>
        <button type="button" class="quiet" onClick={() => session.end()}>
          Sign out
        </button>
      </div>
    </header>
  );
}

function To({
  words,
  current,
  children,
}: {
  readonly words: readonly string[];
  readonly current: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <a href={hashOf(words)} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}

function Footer() {
  const { now } = useApp();
  return (
    <footer>
      <span>Times are {zoneName(now.value)}.</span>
      <a href="/docs" target="_blank" rel="noreferrer">
        The HTTP API
      </a>
    </footer>
  );
}
