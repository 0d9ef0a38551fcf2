# What Tests/benchmark measures with, and how it prints it. Sourced, not run; `binaries` and `folder` are set by then.

readonly table_head='| what | goal | measured | | from |
|---|---|---|---|---|'

say() {
  printf '%s\n' "$1" >&2
}

# Milliseconds that a command takes.
milliseconds() {
  local start=${EPOCHREALTIME/[.,]/}
  "$@" >/dev/null
  printf '%d\n' $(((${EPOCHREALTIME/[.,]/} - start) / 1000))
}

# The middle one of numbers on standard input.
median() {
  sort --numeric-sort | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# A number that stands once in what `retentiond --format json` printed.
figure() {
  sed -n "s/^ *\"$1\" : \([0-9]*\),*$/\1/p" "$2"
}

# A quotient with two decimals.
ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'
}

# A line of the table: what, goal, how the goal compares, measured, its unit, and where it comes from.
row() {
  local what=$1 relation=$2 goal=$3 measured=$4 unit=$5 detail=$6 verdict
  verdict=$(awk -v m="$measured" -v g="$goal" -v r="$relation" \
    'BEGIN { print (r == "≤" && m <= g) || (r == "≥" && m >= g) || (r == "<" && m < g) ? "met" : "NOT MET" }')
  printf '| %s | %s %s%s | %s%s | %s | %s |\n' \
    "$what" "$relation" "$goal" "$unit" "$measured" "$unit" "$verdict" "$detail"
}

# Runs retentiond on a database with a configuration; its JSON goes to result.json, its peak memory to memory.txt.
pass() {
  local database=$1 configuration=$2
  shift 2
  printf '%s\n' "$configuration" >"$folder/config.json"
  /usr/bin/time --format=%M --output="$folder/memory.txt" \
    "$binaries/retentiond" --once --format json --database "$database" --config "$folder/config.json" \
    --archive-directory "$folder/archive" --state-directory "$folder/state" "$@" \
    >"$folder/result.json" 2>"$folder/errors.txt" ||
    { cat "$folder/errors.txt" >&2; exit 1; }
}

# The largest of the peaks that a file holds, in MB, rounded up.
peak_megabytes() {
  sort --numeric-sort "$1" | awk '{ most = $1 } END { print int((most + 1023) / 1024) }'
}

# The middle one of the figures that were noted under a name.
of() { median <"$folder/$1.txt"; }

# Makes the database that is measured on, with these options of sample-database more: `sample`.
make_sample() {
  say "Making a V1 database of $megabytes MB"
  mkdir "$folder/samples"
  sample=$folder/samples/opencode.db
  "$binaries/sample-database" --megabytes "$megabytes" "$@" "$sample" >"$folder/sample.txt"
}

# Makes giant.db with one value of `giant_megabytes`, whose session is `session`, and forgets the passes before.
make_giant() {
  rm -rf "$folder"/{archive,state}
  session=$("$binaries/sample-database" --megabytes 64 --giant-megabytes "$giant_megabytes" "$@" \
    "$folder/giant.db" | sed -n 's/^ *giant session: //p')
}

# What the figures were measured on.
machine_line() {
  printf '%s processors, %s, SQLite %s, %s\n' "$(nproc)" "$(uname -sr)" "$(sqlite3 --version | cut -d ' ' -f 1)" \
    "$(swift --version 2>/dev/null | sed -n 's/.*\(Swift version [0-9.]*\).*/\1/p')"
}
