import { render } from 'preact';
import { makeApp, SharedApp } from './app/app.ts';
import { Shell } from './app/shell.tsx';
import './styles/colours.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/job.css';
import './styles/views.css';

const app = makeApp();
render(
  <SharedApp value={app}>
    <Shell />
  </SharedApp>,
  document.getElementById('page')!,
);
