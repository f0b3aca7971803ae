# Outlives its starter by a moment: when standard input ends, every process still listed is told to stop, services
# before engines, and killed if it does not. Lines: "add STAGE SIGNAL PID", "del PID". $1: a folder to
# delete at the end, $2: tenths of a second for each stage.
trap '' INT TERM HUP PIPE
list=''
scratch=$1
grace=$2
while read -r verb first second third; do
  case $verb in
    add) list="$list
$first $second $third" ;;
    del) list=$(printf '%s\n' "$list" | grep -v " $first\$") ;;
  esac
done

running() {
  printf '%s\n' "$list" | while read -r stage signal pid; do
    if [ "$stage" = "$1" ] && kill -0 "$pid" 2>/dev/null; then echo "$pid"; fi
  done
}

finish() {
  printf '%s\n' "$list" | while read -r stage signal pid; do
    if [ "$stage" = "$1" ]; then kill -s "$signal" "$pid" 2>/dev/null; fi
  done
  tenths=0
  while [ "$tenths" -lt "$grace" ] && [ -n "$(running "$1")" ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  for pid in $(running "$1"); do
    kill -s KILL -- "-$pid" 2>/dev/null || kill -s KILL "$pid" 2>/dev/null
  done
}

finish SERVICE
finish ENGINE
if [ -n "$scratch" ]; then rm -rf -- "$scratch"; fi
