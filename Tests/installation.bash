# What Units/install does, and what the installed units do. Sourced, not run, by Tests/systemd after machine.bash.
#
# The checks build on each other: installed for everybody, then for ada by the timer, and at the end all removed.

readonly sample_megabytes=24
readonly limit_megabytes=12

# A part of the checkout that ada may read, too, with a sample of opencode's database beside it.
prepare_installation() {
  mkdir "$scratch/checkout"
  cp --archive --parents --target-directory="$scratch/checkout" \
    Package.swift Sources Units Tests/prepare.bash .build/release/retentiond
  # It was just built; what it is not made of may be newer, and there is no Swift in the machine.
  touch "$scratch/checkout/.build/release/retentiond"
  chmod --recursive a+rX "$scratch/checkout"
  "$binaries/sample-database" --megabytes "$sample_megabytes" "$scratch/opencode.db" >/dev/null
  printf '{ "maxSizeMB": %d }\n' "$limit_megabytes" >"$scratch/config.json"
}

installer() {
  inside /scratch/checkout/Units/install "$@"
}

as_ada() {
  inside runuser --user=ada -- env XDG_RUNTIME_DIR="/run/user/$(inside id --user ada)" \
    HOME=/home/ada PATH=/home/ada/.local/bin:/usr/bin:/bin "$@"
}

# systemctl of ada's manager.
adas_manager() {
  as_ada systemctl --user "$@"
}

adas_property() {
  adas_manager show --property="$2" --value "$1"
}

# Runs a command that has to end with a status and to say something on standard error.
says() {
  local expected=$1 words=$2 status=0 output
  shift 2
  output=$("$@" 2>&1) || status=$?
  printf '%s\n' "$output"
  equal "$status" "$expected"
  grep --quiet --fixed-strings -e "$words" <<<"$output"
}

# Files and links below folders that bear retentiond's name, in order.
files_of_retentiond() {
  inside find "$@" -name '*retentiond*' '!' -type d | sort
}

refuses_what_cannot_be() {
  inside useradd --create-home ada
  says 64 'no option --frobnicate' installer --frobnicate
  says 64 'systemctl --user enable --now retentiond-once.timer' installer --system --timer
  says 64 'there is no user nobody-here' installer --system nobody-here
  says 64 'leave --timer out' installer --uninstall --timer
  says 64 'Run it as ada without sudo' inside env SUDO_USER=ada /scratch/checkout/Units/install
  says 77 '--system needs root' as_ada /scratch/checkout/Units/install --system
  # ada has not logged in.
  says 69 'loginctl enable-linger ada' as_ada env --unset=XDG_RUNTIME_DIR /scratch/checkout/Units/install
  equal "$(files_of_retentiond /usr /etc /home /var/lib)" ''
}

installs_below_a_folder() {
  as_ada env DESTDIR=/tmp/package PREFIX=/usr /scratch/checkout/Units/install --system
  local place
  for place in bin lib/systemd/{system,user,catalog} share/man/man{1,5,8} share/{bash-completion,zsh,fish}; do
    [[ -n $(files_of_retentiond "/tmp/package/usr/$place") ]]
  done
  inside grep --fixed-strings ExecStart=/usr/bin/retentiond /tmp/package/usr/lib/systemd/user/retentiond.service
  equal "$(files_of_retentiond /usr /etc /home)" ''
  inside rm -r /tmp/package
}

installs_for_everybody() {
  installer --system
  local before
  before=$(files_of_retentiond /usr/local /etc)
  installer --system
  equal "$(files_of_retentiond /usr/local /etc)" "$before"
  equal "$(inside sh -c 'systemd-analyze verify /usr/local/lib/systemd/system/retentiond*' 2>&1)" ''
  equal "$(inside systemd-analyze verify retentiond@ada.service 2>&1)" ''
  equal "$(inside /usr/local/bin/retentiond --version)" "$("$binaries/retentiond" --version)"
}

# Lays out ada's home: a configuration, a database that is over its limit, units as they were installed.
lay_out_home() {
  local data=/home/ada/.local/share/opencode
  as_ada sh -c 'rm -rf ~/.config/systemd/user/*.d'
  adas_manager daemon-reload
  as_ada install -D -m 644 /scratch/config.json /home/ada/.config/retentiond/config.json
  as_ada rm -f "$data"/opencode.db{,-wal,-shm}
  as_ada install -D -m 644 /scratch/opencode.db "$data/opencode.db"
}

installs_the_timer() {
  inside loginctl enable-linger ada
  await_property "user@$(inside id --user ada).service" ActiveState active
  as_ada /scratch/checkout/Units/install --timer
  # As after su(1).
  as_ada env --unset=XDG_RUNTIME_DIR /scratch/checkout/Units/install --timer
  equal "$(adas_manager is-enabled retentiond-once.timer)" enabled
  equal "$(adas_property retentiond-once.timer ActiveState)" active
  equal "$(adas_property retentiond.service UnitFileState)" disabled
  [[ -n $(adas_property retentiond-once.timer NextElapseUSecRealtime) ]]
  equal "$(as_ada sh -c 'systemd-analyze --user verify ~/.local/share/systemd/user/retentiond* 2>&1')" ''
}

# The figures of README. Whether a service is its user's is something that this look at a file does not know.
is_secure_enough() {
  inside systemd-analyze security --offline=true --threshold=5 /usr/local/lib/systemd/system/retentiond@.service
  local unit
  for unit in retentiond retentiond-once; do
    as_ada systemd-analyze --user security --offline=true --threshold=10 \
      "/home/ada/.local/share/systemd/user/$unit.service"
  done
}

# Adds settings to a unit of ada.
add_settings() {
  as_ada mkdir -p "/home/ada/.config/systemd/user/$1.d"
  as_ada tee "/home/ada/.config/systemd/user/$1.d/test.conf"
  adas_manager daemon-reload
}

has_run_for_ada() {
  [[ $(adas_property retentiond-once.service ExecMainExitTimestampMonotonic) != 0 ]]
}

# The database is within its limit, and what went lies in an archive.
is_within_limit() {
  (($(inside stat --format=%s /home/ada/.local/share/opencode/opencode.db) <= limit_megabytes << 20))
  inside sh -c "ls '$1'/*.json.zst"
}

evicts_by_the_timer() {
  lay_out_home
  # The same timer, but due now.
  adas_manager stop retentiond-once.timer
  printf '[Timer]\nOnActiveSec=0\nRandomizedDelaySec=0\nAccuracySec=1us\n' | add_settings retentiond-once.timer
  adas_manager start retentiond-once.timer
  await 30 has_run_for_ada
  equal "$(adas_property retentiond-once.service Result)" success
  is_within_limit /home/ada/.local/share/retentiond/archive
  journal --identifier=retentiond --output=cat | grep '^Evicted '
  # Neither is systemd displeased with the unit: with anything of it that it cannot do.
  equal "$(journal USER_UNIT=retentiond-once.service --priority=warning --output=cat)" ''
  # Readable by their owner alone.
  equal "$(inside find /home/ada/.local/{share,state}/retentiond -perm /077)" ''
}

# Runs retentiond-once.service, and prints what it said.
run_once() {
  local cursor status=0
  cursor=$(journal --lines=0 --show-cursor | sed 's/^-- cursor: //')
  adas_manager start retentiond-once.service || status=$?
  journal --cursor="$cursor" --identifier=retentiond --output=cat
  return "$status"
}

names_holders() {
  lay_out_home
  local database=/home/ada/.local/share/opencode/opencode.db holder
  as_ada sqlite3 "$database" 'PRAGMA journal_mode=WAL; DELETE FROM part WHERE rowid % 2'
  printf '[Service]\nExecStart=\nExecStart=%%h/.local/bin/retentiond reclaim --dry-run\n' |
    add_settings retentiond-once.service
  run_once | grep --fixed-strings 'nobody has the database open'

  coproc shell { as_ada sqlite3 "$database" 2>&1; }
  holder=$shell_PID
  # What it has read is written only when it ends; the shell's own output at once.
  printf '%s\n' 'SELECT count(*) FROM session;' '.system echo has read' >&"${shell[1]}"
  read -r -t 20 <&"${shell[0]}"
  run_once | grep --extended-regexp 'open +sqlite3 \(process [0-9]+\) has the database open'
  printf '.quit\n' >&"${shell[1]}"
  wait "$holder"
}

# Has ada's archive in a folder of its own.
archive_in() {
  inside install -d -o ada "$1"
  printf '{ "maxSizeMB": %d, "archive": { "directory": "%s" } }\n' "$limit_megabytes" "$1" |
    as_ada tee /home/ada/.config/retentiond/config.json
}

needs_a_writable_archive() {
  lay_out_home
  archive_in /srv/archive
  local before
  before=$(inside sha256sum /home/ada/.local/share/opencode/opencode.db)
  says 1 'could not write into /srv/archive: Read-only file system' run_once
  equal "$(adas_property retentiond-once.service ExecMainStatus)" 77
  equal "$(inside sha256sum /home/ada/.local/share/opencode/opencode.db)" "$before"

  printf '[Service]\nReadWritePaths=/srv/archive\n' | add_settings retentiond-once.service
  run_once | grep '^Evicted '
  is_within_limit /srv/archive
}

needs_room_for_the_archive() {
  lay_out_home
  archive_in /srv/full
  inside mount -t tmpfs -o "size=512k,mode=700,uid=$(inside id --user ada)" full /srv/full
  printf '[Service]\nReadWritePaths=/srv/full\n' | add_settings retentiond-once.service
  says 0 'needed for the archive' run_once
  # It does not count as failed: the next run goes on.
  equal "$(adas_property retentiond-once.service ExecMainStatus)" 75
}

# What the manual says to write where the system forbids user name spaces.
runs_without_name_spaces() {
  lay_out_home
  {
    printf '[Service]\n'
    sed '/^PrivateUsers=no$/,/^CapabilityBoundingSet=/!d; s/\\(ti/~/' Units/Manual/retentiond.service.8
  } | add_settings retentiond-once.service
  run_once | grep '^Evicted '
}

evicts_in_the_system_manager() {
  lay_out_home
  # One pass instead of the agent, in the same sandbox.
  inside install -d /etc/systemd/system/retentiond@ada.service.d
  printf '%s\n' '[Service]' Type=oneshot Restart=no ExecStart= 'ExecStart=/usr/local/bin/retentiond --once --color never' |
    inside tee /etc/systemd/system/retentiond@ada.service.d/test.conf
  inside systemctl daemon-reload
  inside systemctl start retentiond@ada.service
  journal --unit=retentiond@ada.service --output=cat | grep '^Evicted '
  is_within_limit /home/ada/.local/share/retentiond/archive
  equal "$(inside find /var/lib/retentiond/ada '!' -user ada)" ''
  inside rm -r /etc/systemd/system/retentiond@ada.service.d
  inside systemctl daemon-reload
}

uninstalls_for_a_user() {
  lay_out_home
  as_ada /scratch/checkout/Units/install --uninstall | grep --fixed-strings /home/ada/.local/share/retentiond
  equal "$(inside find /home/ada '!' -type d -name '*retentiond*' '!' -path '*/archive/*')" ''
  equal "$(inside find /home/ada/.config/systemd /home/ada/.local/share/systemd '!' -type d)" ''
  # What everybody has is what is left of it.
  equal "$(adas_property retentiond-once.timer FragmentPath)" /usr/local/lib/systemd/user/retentiond-once.timer
  equal "$(adas_property retentiond-once.timer ActiveState)" inactive
  inside sh -c 'ls /home/ada/.local/share/retentiond/archive/catalog.db /home/ada/.local/state/retentiond/last-passes'
}

uninstalls_for_everybody() {
  inside systemctl --quiet enable retentiond@ada.service
  installer --system --uninstall | grep --fixed-strings /var/lib/retentiond
  equal "$(files_of_retentiond /usr /etc)" ''
  equal "$(property retentiond@ada.service LoadState)" not-found
  inside journalctl --list-catalog | grep --fixed-strings retentiond && return 1
  inside ls /var/lib/retentiond/ada/last-passes
}
