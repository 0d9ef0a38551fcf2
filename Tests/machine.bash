# A real systemd in a container, for Tests/systemd. Sourced, not run, after prepare.bash.
#
# The root file system is made once and kept: $RETENTIOND_SYSTEMD_ROOT, or a folder in $TMPDIR or else in /var/tmp.
# What happens in the machine happens in memory and is gone with it.

readonly machine_root=${RETENTIOND_SYSTEMD_ROOT:-${TMPDIR:-/var/tmp}/retentiond-systemd-root}

# What the host needs.
readonly machine_packages=(systemd-container debootstrap)

# What the machine holds: systemd with a user manager, what retentiond needs to run, somebody else to have a database
# open, and what systemd-analyze verify looks for man pages with.
readonly root_packages=(
  systemd systemd-sysv dbus dbus-user-session libpam-systemd "${runtime_packages[@]}" sqlite3 man-db
)

cgroups=()
unfinished_root=''
machine_process=''
leader=''

# Makes the root file system, unless there is one with the same packages.
make_machine_root() {
  local suite list
  suite=$(source /etc/os-release && printf '%s' "${VERSION_CODENAME-}")
  list="$suite ${root_packages[*]}"
  if [[ -e $machine_root ]]; then
    [[ -f $machine_root/.retentiond-packages ]] ||
      give_up "$machine_root is none of this script's folders. Name another place in RETENTIOND_SYSTEMD_ROOT."
    [[ $(<"$machine_root/.retentiond-packages") != "$list" ]] || return 0
  fi
  printf '# making %s, once\n' "$machine_root"
  unfinished_root=$(mktemp --directory "$machine_root.XXXXXX")
  debootstrap --variant=minbase --include="$(IFS=, && printf '%s' "${root_packages[*]}")" \
    "$suite" "$unfinished_root" >"$scratch/debootstrap" 2>&1 ||
    give_up "debootstrap could not make a root file system: $(tail -n 3 "$scratch/debootstrap")"
  rm -f "$unfinished_root"/var/cache/apt/archives/*.deb
  chmod 755 "$unfinished_root"
  printf '%s\n' "$list" >"$unfinished_root/.retentiond-packages"
  rm -rf --one-file-system "$machine_root"
  mv --no-target-directory "$unfinished_root" "$machine_root"
  unfinished_root=''
}

# Boots the machine. It sees the checkout at /checkout, read-only, and the scratch folder at /scratch.
boot_machine() {
  local name=retentiond-test-$$ hierarchy
  # One for each hierarchy that systemd uses: a machine that may not make a unit of itself (--keep-unit) works in the
  # cgroup that it was started in. In /sys/fs/cgroup itself with version 2, below it with version 1.
  for hierarchy in /sys/fs/cgroup{,/systemd,/unified}; do
    [[ -f $hierarchy/cgroup.procs ]] || continue
    mkdir "$hierarchy/$name"
    cgroups+=("$hierarchy/$name")
  done
  (
    for cgroup in "${cgroups[@]}"; do printf '%d\n' "$BASHPID" >"$cgroup/cgroup.procs"; done
    # With a /run of its own, as systemd-nspawn leaves folders there.
    # shellcheck disable=SC2016
    exec unshare --mount -- sh -c 'mount -t tmpfs -o mode=755 run /run && exec "$@"' sh \
      systemd-nspawn --quiet --machine="$name" --directory="$machine_root" --volatile=overlay --boot \
      --keep-unit --register=no --console=pipe --kill-signal=SIGRTMIN+4 \
      --bind-ro="$PWD:/checkout" --bind="$scratch:/scratch" systemd.show_status=no
  ) </dev/null >"$scratch/console" 2>&1 &
  machine_process=$!
  await 30 is_booted || {
    cat "$scratch/console" >&2
    give_up 'systemd did not boot; what the machine said stands above.'
  }
}

is_booted() {
  local children=''
  read -r children <"/proc/$machine_process/task/$machine_process/children" || [[ -n $children ]] || return 1
  leader=${children%% *}
  [[ $(inside systemctl is-system-running --wait 2>/dev/null) == running ]]
}

# Runs a command in the machine, as root.
inside() {
  nsenter --target "$leader" --mount --uts --ipc --pid --net --cgroup -- \
    env --ignore-environment PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"
}

# Repeats a command until it succeeds, for at most so many seconds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

has_machine_ended() {
  ! kill -0 "$machine_process" 2>/dev/null
}

# Ends the machine and takes away all that it needed but the root file system.
end_machine() {
  local cgroup
  if [[ -n $machine_process ]]; then
    kill "$machine_process" 2>/dev/null || true
    await 20 has_machine_ended || kill -KILL "$machine_process" 2>/dev/null || true
    wait "$machine_process" 2>/dev/null || true
    machine_process=''
  fi
  for cgroup in "${cgroups[@]}"; do
    [[ ! -d $cgroup ]] || await 10 remove_cgroup "$cgroup" || printf '# %s stays\n' "$cgroup" >&2
  done
  cgroups=()
  [[ -z $unfinished_root ]] || rm -rf --one-file-system "$unfinished_root"
}

# A cgroup can go as soon as the last process in it is gone.
remove_cgroup() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}
