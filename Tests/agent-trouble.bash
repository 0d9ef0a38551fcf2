# What becomes of the agent when something goes wrong around it. Sourced, not run, by Tests/systemd after agent.bash.

last_sign_of_agent() {
  adas_property retentiond.service WatchdogTimestampMonotonic
}

has_agent_given_sign_since() {
  (($(last_sign_of_agent) > $1))
}

# A pass that takes long: by the highest level of compression.
begin_long_pass() {
  agent_home '{ "maxSizeMB": 8, "archive": { "level": 19 } }'
  as_ada install -m 644 /scratch/large.db "$adas_data/opencode.db"
  before=$(rows)
  start_agent WatchdogSec=2
  await_status '^A pass over .* archives'
}

survives_a_long_pass() {
  begin_long_pass
  local count last
  for ((count = 0; count < 4; count++)); do
    last=$(last_sign_of_agent)
    await 20 has_agent_given_sign_since "$last"
  done
  equal "$(adas_property retentiond.service NRestarts)" 0
  status_matches '^A pass over .* archives'
}

# The last process is another one, and waits for work.
has_started_anew() {
  [[ $(adas_property retentiond.service MainPID) != "$1" ]] && status_matches '^Uses '
}

is_started_anew_when_it_hangs() {
  agent_home '{}'
  start_agent WatchdogSec=2
  await_status '^Uses '
  local process
  process=$(adas_property retentiond.service MainPID)
  adas_manager kill --signal=STOP retentiond.service
  await 60 has_started_anew "$process"
  equal "$(adas_property retentiond.service ActiveState)" active
  equal "$(adas_property retentiond.service NRestarts)" 1
  equal "$(journal --since="$since" USER_UNIT=retentiond.service --grep='Watchdog timeout' --output=cat | wc -l)" 1
}

has_fewer_sessions_than() {
  (($(sessions) < $1))
}

# Stops it, and expects that it took no longer than it may and left nothing half written.
stop_in_order() {
  adas_manager stop retentiond.service
  equal "$(adas_property retentiond.service Result)" success
  equal "$(adas_property retentiond.service ExecMainStatus)" 0
  equal "$(adas_property retentiond.service ActiveState)" inactive
  equal "$(inside find "$adas_archives" -name '*.partial')" ''
  equal "$(as_ada sqlite3 "$adas_data/opencode.db" 'PRAGMA integrity_check')" ok
}

loses_nothing_when_it_is_stopped() {
  local before all
  # While it archives.
  begin_long_pass
  all=$(sessions)
  stop_in_order
  equal "$(rows)" "$before"
  # And when the first sessions have gone.
  configure '{ "maxSizeMB": 8 }'
  start_agent
  await 60 has_fewer_sessions_than "$all"
  stop_in_order
  start_agent
  await_status 'of at most 8 MB'
  is_at_most 8
  stop_in_order

  inside sqlite3 "$adas_archives/archive/catalog.db" \
    "SELECT DISTINCT root FROM archived_session WHERE content = 'session' AND state IN ('evicted', 'rebuilt')" \
    >"$scratch/roots"
  (($(wc -l <"$scratch/roots") > 10))
  as_ada xargs --delimiter='\n' retentiond restore <"$scratch/roots" >/dev/null
  # And what went from sessions that stayed, or hung on none.
  inside sqlite3 -separator $'\n' "$adas_archives/archive/catalog.db" \
    "SELECT file, id FROM archived_session WHERE content <> 'session' AND state = 'evicted'" >"$scratch/trims"
  as_ada xargs --delimiter='\n' --max-args=2 --no-run-if-empty retentiond restore --from \
    <"$scratch/trims" >/dev/null
  equal "$(rows)" "$before"
}

# The archive lies on a disk of its own, which is changed as mount(8) says.
change_disk() {
  inside mount -o "remount,$1" "$adas_archives"
}

waits_for_the_archive() {
  # What nobody misses would fit, batch by batch, and go.
  agent_home "{ \"maxSizeMB\": $limit_megabytes, \"orphans\": \"keep\", \"events\": \"keep\" }"
  local before
  before=$(rows)
  as_ada mkdir "$adas_archives"
  inside mount -t tmpfs -o "size=512k,mode=700,uid=$(inside id --user ada)" archives "$adas_archives"
  start_agent
  # Less than an error: it passes by itself.
  await_event pass-failed PRIORITY=4 "RETENTIOND_DATABASE=$adas_data/opencode.db"
  has_said 'needed for the archive; no session was removed'
  pass_again
  expect_events 1 pass-failed 4
  equal "$(rows)" "$before"

  begin
  change_disk size=100m,ro
  tell_to_pass
  await_event pass-failed PRIORITY=3
  has_said 'Read-only file system; no session was removed'
  pass_again
  expect_events 1 pass-failed
  equal "$(rows)" "$before"

  change_disk rw
  tell_to_pass
  await_event pass-done
  is_within_limit "$adas_archives/archive"
  # It was the same one all the time.
  equal "$(adas_property retentiond.service NRestarts)" 0
}

# How often the agent's threads were given a processor.
agent_switches() {
  inside sh -c "cat /proc/$(adas_property retentiond.service MainPID)/task/*/status" |
    awk '/ctxt_switches/ { sum += $2 } END { print sum }'
}

# It has not run for longer than it waits for more of what it saw. Uses `switches` and `quiet_since`.
is_quiet() {
  local now
  now=$(agent_switches)
  [[ $now == "$switches" ]] || quiet_since=$(date +%s)
  switches=$now
  (($(date +%s) - quiet_since > 12))
}

has_run() {
  (($(agent_switches) > $1))
}

# The moment that it waits for may be another one then. The clock is set to what it is.
looks_again_when_the_clock_is_set() {
  agent_home '{}'
  start_agent WatchdogSec=0
  await_status '^Uses '
  local switches=0 quiet_since=0
  await 60 is_quiet
  date --set="$(date '+@%s.%N')" >"$scratch/clock"
  await 10 has_run "$switches"
}

# A folder that is made anew does not belong to the sandbox, which only a new start changes.
finds_folders_made_anew() {
  agent_home "$(<"$scratch/config.json")"
  start_agent
  await_status "$waits"
  begin
  as_ada rm -r "$adas_data"
  as_ada install -D -m 644 /scratch/opencode.db "$adas_data/opencode.db"
  await_event pass-done
  is_at_most "$limit_megabytes"
  equal "$(adas_property retentiond.service NRestarts)" 1
  expect_events 1 run-failed 4
  has_said "$adas_data was removed"
  # Nothing else was said of it.
  equal "$(said --priority=warning --output=cat | wc -l)" 1

  begin
  as_ada rm -r /home/ada/.local/{share,state}/retentiond
  grow 4
  tell_to_pass
  await_event pass-done
  is_within_limit "$adas_archives/archive"
  equal "$(adas_property retentiond.service NRestarts)" 2
  adas_manager stop retentiond.service
}
