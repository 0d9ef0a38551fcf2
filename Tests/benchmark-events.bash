# What Tests/benchmark measures with --events: a pass that trims the events of all idle trees, and what the sqlite3
# shell takes to delete the same rows, each beside a live writer. Sourced, not run.

# No session falls under it.
readonly trimming='{ "eventMaxAgeDays": 0.01, "eventIdleHours": 0.01 }'

measure_events() {
  make_sample --shape events
  local events giant_peak='' giant_lock
  events=$(sed -n 's/^ *event: \(.*\) rows$/\1/p' "$folder/sample.txt")
  measure_planning
  mkdir "$folder/trim"
  "$binaries/opencode-writer" trim "$folder/trim" "$sample" --rounds "$rounds" >"$folder/ways.txt"
  rm -rf "$folder/trim"/{opencode.db*,archive}
  ((giant_megabytes == 0)) || measure_giant_event
  print_events
}

measure_planning() {
  say 'Planning'
  cat "$sample" >/dev/null
  local round
  for ((round = 0; round <= rounds; round++)); do
    pass "$sample" "$trimming" --dry-run
    # The first round warms the caches.
    ((round == 0)) || figure survey "$folder/result.json" >>"$folder/survey.txt"
  done
}

measure_giant_event() {
  say "A pass over one event of $giant_megabytes MB"
  local session
  make_giant --shape events
  pass "$folder/giant.db" "$trimming"
  (($(sqlite3 -readonly "$folder/giant.db" "SELECT count(*) FROM event WHERE aggregate_id = '$session'") == 0))
  giant_peak=$(peak_megabytes "$folder/memory.txt")
  giant_lock=$(figure longestEvictionLock "$folder/result.json")
}

print_events() {
  cat <<TABLE

V1 database of $megabytes MB, shape events, $events events; one writer beside, with a write every 20 ms. $rounds rounds,
warm: medians, and of locks, waits, failures and logs the worst.
$(machine_line)
TABLE
  cat "$folder/ways.txt"
  printf '\n%s\n' "$table_head"
  row 'Planning' '<' 3000 "$(of survey)" ' ms' "$megabytes MB, $events events"
  row 'Peak memory of a pass' '≤' 64 "$(peak_megabytes "$folder/trim/memory.txt")" ' MB' 'maximum resident set size'
  [[ -z $giant_peak ]] ||
    row "Peak memory with one event of $giant_megabytes MB" '≤' 64 "$giant_peak" ' MB' \
      "maximum resident set size; longest lock $giant_lock ms"
}
