# Usage: zsh -f complete.zsh SCRIPT LINE...
# Prints each line as an interactive zsh with the completion script has it after a tab.
zmodload zsh/zpty
zpty shell zsh -f -i
# A key that nothing else uses prints the line in brackets and empties it.
zpty -w shell "PS1= RPS1= ; autoload -Uz compinit; compinit -u -D; source ${(q)1}; show() { print -r -- \"<\$BUFFER>\"; BUFFER= }; zle -N show; bindkey '^I' expand-or-complete; bindkey '^T' show; print ready''now"
zpty -r shell out '*readynow*'
shift
for line in "$@"; do
  zpty -n -w shell "$line"$'\t\C-t'
  zpty -r shell out '*<*>*'
  print -r -- ${${out##*<}%%>*}
done
zpty -d shell
