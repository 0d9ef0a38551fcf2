# What Examples/quickstart, Units/install and the scripts in Tests need before they can begin. Sourced, not run.

# What is needed is not there; the number is that of sysexits.h.
readonly unavailable=69

# What every build needs: the C libraries, and the shells that the tests compare with.
readonly build_packages=(libsqlite3-dev libzstd-dev libxxhash-dev libssl-dev libsystemd-dev sqlite3 zstd)

# What the binary needs to run.
readonly runtime_packages=(libsqlite3-0 libzstd1 libxxhash0 libssl3 libsystemd0)

# What the tests need more: strace shows which sockets a pass opens, and groff reads the man pages.
readonly test_packages=(strace groff-base)

# The oldest Swift that the package's manifest accepts.
readonly oldest_swift=6.2

# Says a sentence on standard error and ends the script.
give_up() {
  printf '%s: %s\n' "$0" "$1" >&2
  exit "$unavailable"
}

is_installed() {
  dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep --quiet '^installed$'
}

# Installs the Debian packages that are missing, or says which to install.
require_packages() {
  command -v dpkg-query >/dev/null ||
    give_up "this is no Debian or Ubuntu. Install what these packages hold, then set up by hand: $*"
  local package missing=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    give_up "Debian packages are missing. Install them, then run this again:
  sudo apt-get install ${missing[*]}"
  fi
  printf 'Installing %s\n' "${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}"; } ||
    give_up "apt-get could not install ${missing[*]}; its own words stand above."
}

# Makes sure that there is a Swift toolchain that can build this package.
require_swift() {
  command -v swift >/dev/null ||
    give_up "there is no swift on the PATH. Install Swift $oldest_swift or later: https://www.swift.org/install/linux/"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p')
  [[ $(printf '%s\n' "$oldest_swift" "${version:-0}" | sort --version-sort | head -n 1) == "$oldest_swift" ]] ||
    give_up "this is Swift ${version:-of an unknown version}, and $oldest_swift or later is needed: https://www.swift.org/install/linux/"
}

# Builds release binaries as they are meant to be installed, and says where they are in `binaries`.
build_release() {
  local product quiet=()
  # On a terminal the progress is one line; elsewhere it would be hundreds.
  [[ -t 1 ]] || quiet=(--quiet)
  for product in "$@"; do
    swift build "${quiet[@]}" --configuration release --static-swift-stdlib --product "$product"
  done
  binaries=$(swift build --configuration release --static-swift-stdlib --show-bin-path)
}
