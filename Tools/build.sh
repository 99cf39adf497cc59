# What Tools/ccstore and Tools/test share: what must be installed, and the one way to build, so that everything is built once.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Tests see internals; the same objects are linked into the program, so there is nothing to build twice.
build_flags=(-c release -Xswiftc -enable-testing --package-path "$project")

ccstore_binary() { echo "$project/.build/release/ccstore"; }

# Names a source file that changed after the program was built.
ccstore_newer_than() {
  find "$project/Package.swift" "$project/Sources" -type f -newer "$1" -print -quit
}

# Installs those of some Debian packages that are missing.
ccstore_install() {
  local sudo= missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Installs liblz4 and zlib with their headers where they are missing.
ccstore_require() {
  if ! command -v swift >/dev/null; then
    echo "ccstore needs Swift 6.2 or later: https://www.swift.org/install" >&2
    exit 69
  fi
  if printf '#include <lz4.h>\n#include <zlib.h>\n' | "${CC:-clang}" -E - >/dev/null 2>&1; then return; fi
  echo "installing liblz4 and zlib …" >&2
  if command -v brew >/dev/null; then
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
