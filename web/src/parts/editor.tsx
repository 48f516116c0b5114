import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../api/client.ts';
import { block } from '../show/inert.ts';

type Finding = Schemas['Finding'];

interface EditorProps {
  readonly path: string;
  /** What it begins with; from then on the editor has the text. */
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly onText: (text: string) => void;
}

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: tags.comment, color: 'var(--code-comment)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: 'var(--code-name)' },
]);

const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--sheet)', fontSize: '13px', height: '100%' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--dim)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', maxWidth: '36rem' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--edge)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--sunk)' },
});

/**
 * An editor of one file, with what was found in it at its lines. It lives in a shadow root, whose style sheets are made
 * by script: the page's content security policy lets none be put into the page itself. Tab leaves it; Control and the
 * brackets indent.
 */
export function Editor({ path, text, findings, onText }: EditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const tell = useRef(onText);
  tell.current = onText;
  useEffect(() => {
    const element = frame.current!;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          indentOnInput(),
          indentUnit.of('    '),
          bracketMatching(),
          lintGutter(),
          ...(path.endsWith('.py') ? [python()] : []),
          syntaxHighlighting(highlighting),
          look,
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ 'aria-label': path, spellcheck: 'false' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) tell.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [path]);
  useEffect(() => {
    const shown = view.current;
    if (shown === null) return;
    const { doc } = shown.state;
    shown.dispatch(
      setDiagnostics(
        shown.state,
        findings.flatMap((finding) => diagnosticOf(finding, doc)),
      ),
    );
  }, [findings, path]);
  return <div ref={frame} class="editor" />;
}

function diagnosticOf({ rule, severity, message, help, ...place }: Finding, doc: Text): Diagnostic[] {
  if (place.line === null || place.line > doc.lines) return [];
  const line = doc.line(place.line);
  const endLine = place.endLine === null || place.endLine > doc.lines ? line : doc.line(place.endLine);
  const from = Math.min(line.from + (place.column ?? 1) - 1, line.to);
  const to = place.endColumn === null ? line.to : Math.min(endLine.from + place.endColumn - 1, endLine.to);
  const renderMessage = () => {
    const said = document.createElement('div');
    said.textContent = block(`${rule}: ${message}\n${help}`);
    return said;
  };
  return [{ from, to: Math.max(from, to), severity, message: `${rule}: ${message}`, renderMessage }];
}
