# What the agent does in retentiond.service and retentiond@.service. Sourced, not run, by Tests/systemd after
# installation.bash, whose ada has all installed.
#
# Every check of its own home: agent_home begins it.

readonly large_sample_megabytes=48
readonly adas_data=/home/ada/.local/share/opencode
readonly adas_archives=/home/ada/.local/share/retentiond

prepare_agent() {
  "$binaries/sample-database" --megabytes "$large_sample_megabytes" "$scratch/large.db" >/dev/null
}

configure() {
  printf '%s\n' "$1" | as_ada tee /home/ada/.config/retentiond/config.json
}

# Lays out ada's home as if nothing had run there yet, with a configuration. No agent runs in it.
agent_home() {
  adas_manager stop retentiond.service
  ! inside mountpoint --quiet "$adas_archives" || inside umount "$adas_archives"
  lay_out_home
  as_ada rm -rf "$adas_archives" /home/ada/.local/state/retentiond
  configure "$1"
  begin
}

# What was said before counts no longer.
begin() {
  inside journalctl --sync
  since=$(date '+@%s.%6N')
}

# Starts the agent, as often as one likes and at once, with more settings of the unit.
start_agent() {
  printf '%s\n' '[Unit]' StartLimitIntervalSec=0 '[Service]' RestartSec=0 "$@" | add_settings retentiond.service
  adas_manager restart retentiond.service
}

# What it has said since `begin`.
said() {
  journal --since="$since" --identifier=retentiond "$@"
}

# Entries of a kind since `begin`, one a line.
events() {
  local kind=$1
  shift
  said --output=json "MESSAGE_ID=$(sed -n "s/^$kind \([^ ]*\) .*/\1/p" "$scratch/kinds")" "$@"
}

has_said() {
  said --output=cat | grep --quiet --fixed-strings -e "$1"
}

has_event() {
  [[ -n $(events "$@") ]]
}

# Waits for an entry of a kind with these fields, and says what came instead.
await_event() {
  await 60 has_event "$@" || { said --output=verbose && return 1; }
}

# Expects so many entries of a kind, with all their fields and the priority of the kind or another one.
expect_events() {
  local count=$1 kind id priority names name entry
  read -r kind id priority names < <(grep "^$2 " "$scratch/kinds")
  equal "$(events "$kind" | wc -l)" "$count"
  while read -r entry; do
    for name in $names; do grep --quiet --fixed-strings "\"$name\":\"" <<<"$entry"; done
    grep --quiet --fixed-strings "\"PRIORITY\":\"${3-$priority}\"" <<<"$entry"
    grep --quiet --fixed-strings "\"MESSAGE_ID\":\"$id\"" <<<"$entry"
  done < <(events "$kind")
}

# The value of a field in the first entry of a kind.
value_of() {
  events "$1" | sed -n "1s/.*\"$2\":\"\([^\"]*\)\".*/\1/p"
}

status_matches() {
  [[ $(adas_property retentiond.service StatusText) =~ $1 ]]
}

await_status() {
  await 60 status_matches "$1" || equal "$(adas_property retentiond.service StatusText)" "$1"
}

# Tells the agent to run a pass now.
tell_to_pass() {
  adas_manager kill --signal=USR1 retentiond.service
}

is_after_second() {
  (($(date +%s) > $1))
}

has_other_status() {
  local status
  status=$(adas_property retentiond.service StatusText)
  [[ $status == 'Uses '* && $status != "$1" ]]
}

# Has it run a pass that finds nothing to tell of. What it then waits for differs in the second of the next look.
pass_again() {
  local before
  before=$(adas_property retentiond.service StatusText)
  await 5 is_after_second "$(date +%s)"
  tell_to_pass
  await 60 has_other_status "$before"
}

# All rows, whatever their order.
rows() {
  as_ada sqlite3 "$adas_data/opencode.db" .dump | sort | sha256sum
}

sessions() {
  as_ada sqlite3 "$adas_data/opencode.db" 'SELECT count(*) FROM session'
}

# Makes the database larger by so many MB, as somebody does who knows nothing of the agent.
grow() {
  as_ada sqlite3 "$adas_data/opencode.db" \
    "CREATE TABLE IF NOT EXISTS note (data); INSERT INTO note VALUES (zeroblob($1 << 20))"
}

is_at_most() {
  (($(inside stat --format=%s "$adas_data/opencode.db") <= $1 << 20))
}

# One sentence: used, of how much, in how many, and when it looks again.
readonly waits="^Uses [0-9.]+ MB of at most $limit_megabytes MB in [0-9]+ session trees, [0-9.]+ M?B returned since \
start, next look at [0-9]{4}(-[0-9]{2}){2}T[0-9:]{8}Z\.\$"

runs_for_a_user() {
  agent_home "$(<"$scratch/config.json")"
  as_ada /scratch/checkout/Units/install
  equal "$(adas_property retentiond.service Type)" notify
  equal "$(adas_property retentiond.service ActiveState)" active
  equal "$(adas_manager is-enabled retentiond.service)" enabled
  equal "$(adas_property retentiond-once.timer ActiveState)" inactive
  await_status "$waits"
  is_within_limit "$adas_archives/archive"
  # Neither is systemd displeased with the unit.
  equal "$(journal --since="$since" USER_UNIT=retentiond.service --priority=warning --output=cat)" ''
  equal "$(inside find /home/ada/.local/{share,state}/retentiond -perm /077)" ''
}

system_status_matches() {
  [[ $(property retentiond@ada.service StatusText) =~ $1 ]]
}

runs_in_the_system_manager() {
  agent_home "$(<"$scratch/config.json")"
  installer --system ada
  equal "$(property retentiond@ada.service Type)" notify
  equal "$(property retentiond@ada.service ActiveState)" active
  await 60 system_status_matches "$waits" || equal "$(property retentiond@ada.service StatusText)" "$waits"
  is_within_limit "$adas_archives/archive"
  equal "$(said --priority=notice _SYSTEMD_UNIT=retentiond@ada.service --output=cat)" ''
  expect_events 1 pass-done
  inside systemctl reload retentiond@ada.service
  await 60 has_said 'The configuration was read again ('
  equal "$(property retentiond@ada.service ActiveState)" active
  inside systemctl --quiet disable --now retentiond@ada.service
  equal "$(property retentiond@ada.service Result)" success
}

warns_of_growth_once() {
  agent_home '{}'
  start_agent
  await_status '^Uses '
  # The log counts too; SQLite ignores one without a valid header. https://sqlite.org/walformat.html
  as_ada truncate --size=110M "$adas_data/opencode.db-wal"
  await_event threshold-crossed PRIORITY=5 RETENTIOND_THRESHOLD=104857600 "RETENTIOND_DATABASE=$adas_data/opencode.db"
  expect_events 1 threshold-crossed
  said --catalog RETENTIOND_THRESHOLD=104857600 |
    grep --fixed-strings "$adas_data/opencode.db has grown past 104857600 bytes"

  as_ada touch "$adas_data/opencode.db"
  pass_again
  adas_manager restart retentiond.service
  pass_again
  expect_events 1 threshold-crossed
  # The next one matters more, and is another complaint.
  as_ada truncate --size=510M "$adas_data/opencode.db-wal"
  tell_to_pass
  await_event threshold-crossed PRIORITY=4 RETENTIOND_THRESHOLD=524288000
  pass_again
  equal "$(events threshold-crossed | wc -l)" 2
}

brings_a_growing_file_down() {
  agent_home '{ "maxSizeMB": 40 }'
  start_agent
  await_status 'of at most 40 MB'
  expect_events 0 session-evicted
  grow 20
  await_event pass-done RETENTIOND_LIMIT_BYTES=$((40 << 20))
  is_at_most 40
  expect_events 1 pass-done
  (($(value_of pass-done RETENTIOND_RETURNED_BYTES) > 4 << 20))
  (($(value_of pass-done RETENTIOND_EVICTED_BYTES) > 4 << 20))
  expect_events "$(events session-evicted | wc -l)" session-evicted
  said --catalog | grep --fixed-strings "retentiond restore $(value_of session-evicted RETENTIOND_SESSION)"

  local id kept
  id=$(value_of session-evicted RETENTIOND_SESSION)
  kept=$(sessions)
  as_ada ls "$(value_of session-evicted RETENTIOND_ARCHIVE)"
  equal "$(as_ada sqlite3 "$adas_data/opencode.db" "SELECT count(*) FROM session WHERE id = '$id'")" 0
  as_ada retentiond restore "$id"
  (($(sessions) > kept))
  equal "$(as_ada sqlite3 "$adas_data/opencode.db" "SELECT count(*) FROM session WHERE id = '$id'")" 1
}

reloads_for_a_user() {
  agent_home '{ "maxSizeMB": 40 }'
  start_agent
  await_status 'of at most 40 MB'
  local process
  process=$(adas_property retentiond.service MainPID)
  configure '{ "maxSizeMB": 20 }'
  adas_manager reload retentiond.service
  await_status 'of at most 20 MB'
  is_at_most 20
  await_event pass-done RETENTIOND_LIMIT_BYTES=$((20 << 20))

  configure '{ "maxSizeMB": "many" }'
  adas_manager reload retentiond.service
  await_event configuration-invalid RETENTIOND_FILE=/home/ada/.config/retentiond/config.json RETENTIOND_LINE=1
  expect_events 1 configuration-invalid
  equal "$(adas_property retentiond.service ActiveState)" active
  grow 10
  pass_again
  is_at_most 20
  status_matches 'of at most 20 MB'
  equal "$(adas_property retentiond.service MainPID)" "$process"

  # Nothing runs under a configuration that was never understood, and it is not tried again.
  begin
  adas_manager restart retentiond.service && return 1
  equal "$(adas_property retentiond.service ExecMainStatus)" 78
  equal "$(adas_property retentiond.service ActiveState)" failed
  expect_events 1 configuration-invalid
}
