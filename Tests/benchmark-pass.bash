# What Tests/benchmark measures without --events: a pass that comes down to a size. Sourced, not run.

measure_pass() {
  # 200 of 1,280 MB may stay, and 5 % more of the file.
  local limit=$((megabytes * 200 / 1280))
  make_sample
  measure_survey "{ \"maxSizeMB\": $limit }"
  local round
  for ((round = 1; round <= rounds; round++)); do
    say "Pass $round of $rounds"
    measure_one_pass "{ \"maxSizeMB\": $limit }"
  done
  local file_bytes plain_bytes archive_bytes giant_peak=''
  file_bytes=$(stat --format=%s "$folder/opencode.db")
  plain_bytes=$(stat --format=%s "$folder/plain.json")
  archive_bytes=$(stat --format=%s "$folder"/archive/*.zst)
  rm -f "$folder"/opencode.db* "$folder"/plain.json*
  ((giant_megabytes == 0)) || measure_giant_value
  print_pass
}

measure_survey() {
  say 'Survey against sum(length(data))'
  local round taken sum='SELECT session_id, sum(length(data)) FROM part GROUP BY session_id'
  cat "$sample" >/dev/null
  for ((round = 0; round <= rounds; round++)); do
    pass "$sample" "$1" --dry-run
    taken=$(milliseconds sqlite3 -readonly "$sample" "$sum")
    # The first round warms the caches.
    ((round)) || continue
    figure survey "$folder/result.json" >>"$folder/survey.txt"
    printf '%s\n' "$taken" >>"$folder/sum.txt"
  done
}

measure_one_pass() {
  # A log of the round before would not fit the new copy.
  rm -rf "$folder"/{archive,state,plain.json} "$folder"/opencode.db*
  cp "$sample" "$folder/opencode.db"
  # What the copy left to be written must not be written during the measurement.
  sync "$folder/opencode.db"
  cat "$folder/opencode.db" >/dev/null
  milliseconds pass "$folder/opencode.db" "$1" >>"$folder/total.txt"
  outcome=$(sed -n 's/^ *"outcome" : "\(.*\)",*$/\1/p' "$folder/result.json")
  local name
  for name in archive verify evict reclaim longestEvictionLock; do
    figure "$name" "$folder/result.json" >>"$folder/$name.txt"
  done
  peak_megabytes "$folder/memory.txt" >>"$folder/peak.txt"
  zstd --quiet --decompress --stdout "$folder"/archive/*.zst >"$folder/plain.json"
  sync "$folder/plain.json"
  milliseconds compress_plain >>"$folder/zstd.txt"
}

# What archiving is compared with: the same bytes through zstd alone, onto the disk.
compress_plain() {
  zstd --quiet -3 -T1 --force "$folder/plain.json" -o "$folder/plain.json.zst"
  sync "$folder/plain.json.zst"
}

measure_giant_value() {
  say "A pass over one value of $giant_megabytes MB"
  local session
  make_giant
  pass "$folder/giant.db" '{ "maxSizeMB": 32 }'
  grep --quiet --fixed-strings "\"id\" : \"$session\"" "$folder/result.json"
  giant_peak=$(peak_megabytes "$folder/memory.txt")
}

print_pass() {
  local archive both zstd
  archive=$(of archive)
  both=$((archive + $(of verify)))
  zstd=$(of zstd)
  cat <<TABLE

V1 database of $megabytes MB, maxSizeMB $limit; medians of $rounds rounds, warm.
$(machine_line)
Outcome of the pass: $outcome

$table_head
TABLE
  row 'Survey, time against sum(length(data))' '≤' 0.10 "$(ratio "$(of survey)" "$(of sum)")" '' \
    "$(of survey) ms against $(of sum) ms"
  row 'Archiving, speed against zstd -3 -T1' '≥' 0.80 "$(ratio "$zstd" "$archive")" '' \
    "$archive ms against $zstd ms; $((plain_bytes >> 20)) MB to $((archive_bytes >> 20)) MB"
  row 'Peak memory of a pass' '≤' 64 "$(of peak)" ' MB' 'maximum resident set size'
  [[ -z $giant_peak ]] ||
    row "Peak memory with one value of $giant_megabytes MB" '≤' 64 "$giant_peak" ' MB' 'maximum resident set size'
  row 'File after the pass' '<' "$((limit * 105 / 100))" "$(((file_bytes + 1048575) >> 20))" ' MB' "maxSizeMB $limit"
  cat <<TABLE

Without a goal: the whole pass $(of total) ms, of it archive $archive, verify $(of verify), evict $(of evict),
reclaim $(of reclaim) ms; archiving with verifying runs at $(ratio "$zstd" "$both") of the speed of zstd -3 -T1 alone;
the longest write lock while evicting $(of longestEvictionLock) ms.
TABLE
}
