import { completionCall, type Shell } from './completion-call.ts';

/*
 * Each script hands the words up to the cursor to butcher as arguments and takes the answer as text: nothing of either
 * is evaluated. In particular none uses `compgen -W`, which expands what is in its words.
 */

/** Also for bash 3.2, which has no compopt. Words that bash split at `=` and `:` are joined, their ends given back. */
const bash = `# Completion of butcher for bash, as butcher completion bash prints it.
_butcher() {
  local line=\${COMP_LINE:0:COMP_POINT} blank part= kept otherwise= word i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    blank=\${line%%[![:space:]]*}
    line=\${line#"$blank"}
    part=\${COMP_WORDS[i]}
    ((i == COMP_CWORD)) && part=$line
    line=\${line#"$part"}
    if [[ -z $blank && i -gt 0 ]]; then
      words[\${#words[@]}-1]+=$part
    else
      words+=("$part")
    fi
  done
  kept=\${words[\${#words[@]}-1]}
  [[ $part == [=:] ]] || kept=\${kept%"$part"}
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ -z $otherwise ]]; then
      otherwise=$word
      continue
    fi
    word=\${word%%$'\\t'*}
    COMPREPLY+=("\${word#"$kept"}")
    [[ $word == *[=:,] ]] && compopt -o nospace 2>/dev/null
  done < <(command butcher ${completionCall} bash -- "\${words[@]:1}" 2>/dev/null </dev/null)
  case $otherwise in
    none) compopt +o default 2>/dev/null ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
  esac
  return 0
}
complete -o default -F _butcher butcher
`;

const zsh = `#compdef butcher
# Completion of butcher for zsh, as butcher completion zsh prints it.
_butcher() {
  local answer line word otherwise
  local -a lines whole open
  answer="$(command butcher ${completionCall} zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)"
  lines=("\${(@f)answer}")
  otherwise=$lines[1]
  for line in "\${(@)lines[2,-1]}"; do
    word=\${line%%$'\\t'*}
    line=\${line#*$'\\t'}
    line=\${word//:/\\\\:}\${line:+:$line}
    if [[ $word == *[=:,] ]]; then open+=("$line"); else whole+=("$line"); fi
  done
  if (( \${#whole} + \${#open} )); then
    (( \${#whole} )) && _describe -V -t words butcher whole
    (( \${#open} )) && _describe -V -t words butcher open -S ''
    return 0
  fi
  [[ $otherwise == none ]] && return 1
  [[ $PREFIX == --*=* ]] && compset -P 1 '*='
  if [[ $otherwise == folders ]]; then _files -/; else _files; fi
}
if [[ $funcstack[1] == _butcher ]]; then _butcher "$@"; else compdef _butcher butcher; fi
`;

const fish = `# Completion of butcher for fish, as butcher completion fish prints it.
function __butcher_words
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  set -l answer (command butcher ${completionCall} fish -- $before[2..-1] "$current" 2>/dev/null </dev/null)
  if set -q answer[2]
    printf '%s\\n' $answer[2..-1]
    return
  end
  set -l option (string match -r -- '^--[^=]*=' "$current")
  set -l path (string replace -r -- '^--[^=]*=' '' "$current")
  switch "$answer[1]"
    case none
      return
    case folders
      printf '%s\\n' "$option"(__fish_complete_directories "$path")
    case '*'
      printf '%s\\n' "$option"(__fish_complete_path "$path")
  end
end
complete -c butcher -e
complete -c butcher -f -k -a '(__butcher_words)'
`;

export const shellScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
