# shellcheck shell=bash
# What Tools/ccstore and Tools/test share: what must be installed, and the one way to build, so that everything is built once.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Tests see internals; the same objects are linked into the program, so there is nothing to build twice.
build_flags=(-c release -Xswiftc -enable-testing --package-path "$project")

ccstore_binary() { echo "$project/.build/release/ccstore"; }

# The version of the program; nothing where it does not stand in its place.
ccstore_version() {
  sed -n 's/^ *package static let current = ProgramVersion(\([0-9]*\), \([0-9]*\), \([0-9]*\))$/\1.\2.\3/p' \
    "$project/Sources/SegmentedLog/ProgramVersion.swift"
}

# Names a source file that changed after the program was built.
ccstore_newer_than() {
  find "$project/Package.swift" "$project/Sources" -type f -newer "$1" -print -quit
}

# Returns whether a question may be asked: there is a terminal, and somebody at it.
ccstore_can_ask() { [ -t 0 ] && [ -t 2 ] && [ -z "${CI-}" ]; }

# Installs those of some Debian packages that are missing. As another user than root it asks before it calls sudo; where
# nobody can answer, it says what to enter instead.
ccstore_install() {
  local sudo=() missing=() answer package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || { ! ccstore_can_ask && [ -z "${CI-}" ]; }; then
      echo "ccstore needs ${missing[*]}. As root, enter: apt-get install ${missing[*]}; then try again" >&2
      exit 69
    fi
    if ccstore_can_ask; then
      printf 'ccstore needs %s. Install with: sudo apt-get install %s? [Y/n] ' "${missing[*]}" "${missing[*]}" >&2
      read -r answer || answer=n
      case $answer in '' | [Yy]*) sudo=(sudo) ;; *) echo "nothing was installed" >&2 && exit 69 ;; esac
    else
      # In CI a password can be given by nobody.
      sudo=(sudo -n)
    fi
  fi
  echo "installing ${missing[*]} with apt-get …" >&2
  # Lists of packages that are a little old may do.
  ${sudo[@]+"${sudo[@]}"} apt-get update -qq >&2 ||
    echo "the lists of packages cannot be updated; trying all the same" >&2
  ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || {
    echo "${missing[*]} cannot be installed; install by hand what is missing, and try again" >&2
    exit 69
  }
}

# Installs liblz4 and zlib with their headers where they are missing.
ccstore_require() {
  if ! command -v swift >/dev/null; then
    echo "ccstore needs Swift 6.2 or later: https://www.swift.org/install" >&2
    exit 69
  fi
  if printf '#include <lz4.h>\n#include <zlib.h>\n' | "${CC:-clang}" -E - >/dev/null 2>&1; then return; fi
  if command -v brew >/dev/null; then
    echo "installing lz4 and pkgconf with brew …" >&2
    brew install --quiet lz4 pkgconf >&2
  elif command -v apt-get >/dev/null; then
    ccstore_install liblz4-dev zlib1g-dev pkg-config
  else
    echo "ccstore needs liblz4 and zlib with their header files (Debian: liblz4-dev and zlib1g-dev, brew: lz4); install them and try again" >&2
    exit 69
  fi
}

ccstore_build() {
  ccstore_require
  swift build "${build_flags[@]}" "$@"
}
