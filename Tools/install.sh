#!/bin/sh
# Installs a release of ccstore for one user, without root:
#
#   curl -fsSL https://github.com/ccstore/ccstore/releases/latest/download/install.sh | sh
#   … | sh -s -- --version 0.2.0
#
# It downloads the release for this system, checks it against SHA256SUMS, and puts the programs into ~/.local/bin, the
# manual pages and completions below ~/.local/share. Existing programs are replaced in one step; a store is not touched.
#
#   --version X.Y.Z  this version. Default: the latest
#   --prefix DIR     DIR/bin and DIR/share instead of ~/.local/bin and ~/.local/share
#   --base-url URL   where the releases are; also CCSTORE_BASE_URL
#   --uninstall      remove what this script installs. Stores stay where they are
#
# Where minisign is installed and the key of the project is known, from this file or from CCSTORE_MINISIGN_KEY, the
# signature of SHA256SUMS must be good, too.

# The owner and the name of the project, also for Tools/package, and its public key of minisign; empty: there is none.
repository=ccstore/ccstore
minisign_key=

say() { printf '%s\n' "$*"; }

# Ends with a status and a sentence: what happened, and what to do.
fail() {
  status=$1
  shift
  printf 'install.sh: %s\n' "$*" >&2
  exit "$status"
}

has() { command -v "$1" >/dev/null 2>&1; }

usage() {
  say "usage: install.sh [--version X.Y.Z] [--prefix DIR] [--base-url URL] [--uninstall]"
  say "Installs a release of ccstore into ~/.local/bin, without root. CCSTORE_BASE_URL names another place of releases."
}

options() {
  version=${CCSTORE_VERSION-} prefix='' uninstall=''
  base=${CCSTORE_BASE_URL:-https://github.com/$repository/releases}
  key=${CCSTORE_MINISIGN_KEY:-$minisign_key}
  while [ $# -gt 0 ]; do
    case $1 in
    --version | --prefix | --base-url)
      [ $# -ge 2 ] || fail 64 "$1 needs a value"
      case $1 in
      --version) version=${2#v} ;;
      --prefix) prefix=$2 ;;
      *) base=${2%/} ;;
      esac
      shift
      ;;
    --uninstall) uninstall=1 ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && fail 64 "'$1' is not an option" ;;
    esac
    shift
  done
  case $version in *[!0-9.]*) fail 64 "--version needs a number such as 0.2.0" ;; esac
  case $base in http://* | https://*) ;; *) fail 64 "the base address must begin with https:// or http://" ;; esac
}

# Sets the name of the system and of its architecture, as releases have them.
detect() {
  case $(uname -s) in Linux) system=linux ;; Darwin) system=macos ;; *) system= ;; esac
  case $(uname -m) in x86_64 | amd64) architecture=x86_64 ;; arm64 | aarch64) architecture=arm64 ;; *) architecture= ;; esac
  case $system-$architecture in
  linux-x86_64 | linux-arm64 | macos-arm64) ;;
  *)
    fail 69 "there is no release for $(uname -s) on $(uname -m). Build it instead, with Swift 6.2 or later:
  git clone https://github.com/$repository && ccstore/Tools/ccstore ingest"
    ;;
  esac
}

# Ends where a program is missing that the rest needs.
require() {
  has curl || has wget || fail 69 "curl or wget is needed to download a release; install one of them"
  has sha256sum || has shasum || fail 69 "sha256sum or shasum is needed to check the download; install one of them"
}

# Sets where everything goes: the places where shells and man look for the files of a user.
places() {
  if [ -n "$prefix" ]; then
    case $prefix in /*) ;; *) prefix=$(pwd)/$prefix ;; esac
    data=$prefix/share fish=$prefix/share/fish/vendor_completions.d
  else
    case ${HOME-} in /*) ;; *) fail 78 "HOME is not set to an absolute path; name a directory with --prefix" ;; esac
    prefix=$HOME/.local
    case ${XDG_DATA_HOME-} in /*) data=$XDG_DATA_HOME ;; *) data=$HOME/.local/share ;; esac
    case ${XDG_CONFIG_HOME-} in /*) fish=$XDG_CONFIG_HOME/fish/completions ;; *) fish=$HOME/.config/fish/completions ;; esac
  fi
  bin=$prefix/bin
}

# Downloads an address into a file.
download() {
  if has curl; then
    case $1 in https://*) protocols='=https' ;; *) protocols='=http,https' ;; esac
    curl --fail --silent --show-error --location --proto "$protocols" --connect-timeout 20 \
      --speed-limit 1 --speed-time 60 --output "$2" "$1"
  else
    # The wget of small systems knows only some of the options.
    wget -q -T 20 -O "$2" "$1"
  fi
}

checksum() {
  if has sha256sum; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d ' ' -f 1
}

# Checks the signature of SHA256SUMS, where that can be done.
verify_signature() {
  if [ -z "$key" ]; then return; fi
  if ! has minisign; then
    say "The signature was not checked, because minisign is not installed; the checksum was."
    return
  fi
  download "$address/SHA256SUMS.minisig" "$work/SHA256SUMS.minisig" ||
    fail 69 "$address/SHA256SUMS.minisig cannot be downloaded, and a release must be signed. Nothing was installed."
  minisign -V -q -P "$key" -m "$work/SHA256SUMS" >/dev/null 2>&1 ||
    fail 65 "the signature of SHA256SUMS is wrong. Nothing was installed; report this to the project."
  say "The signature is good."
}

# Sets `name`, the release for this system in SHA256SUMS without its ending, and `sum`, its checksum.
find_release() {
  lines=$(grep -E "^[0-9a-f]{64}  ccstore-[0-9]+(\.[0-9]+)*-$system-$architecture\.tar\.gz\$" "$work/SHA256SUMS") || lines=
  case $lines in
  '') fail 65 "$address/SHA256SUMS names no release for $system-$architecture. Nothing was installed." ;;
  *"
"*) fail 65 "$address/SHA256SUMS names more than one release for $system-$architecture. Nothing was installed." ;;
  esac
  sum=${lines%% *}
  name=${lines##* }
  name=${name%.tar.gz}
  found=${name#ccstore-}
  found=${found%%-*}
  if [ -n "$version" ] && [ "$version" != "$found" ]; then
    fail 65 "$address/SHA256SUMS is that of version $found. Nothing was installed."
  fi
  version=$found
}

# Unpacks the release. Only files and directories below its own directory are accepted.
unpack() {
  tar -tzf "$work/release" >"$work/names" 2>/dev/null && tar -tvzf "$work/release" >"$work/kinds" 2>/dev/null ||
    fail 65 "$name.tar.gz is not a tar file. Nothing was installed."
  if grep -qvE "^$name(/|\$)" "$work/names" || grep -qE '(^|/)\.\.(/|$)' "$work/names" || grep -qv '^[-d]' "$work/kinds"; then
    fail 65 "$name.tar.gz has files outside of its own directory, or links. Nothing was installed; report this to the project."
  fi
  mkdir "$work/unpacked"
  # As root, too, the files belong to who installs them.
  tar -xzof "$work/release" -C "$work/unpacked" || fail 74 "$name.tar.gz cannot be unpacked. Nothing was installed."
  unpacked=$work/unpacked/$name
  [ -f "$unpacked/bin/ccstore" ] && [ -f "$unpacked/bin/ccstore-serve" ] ||
    fail 65 "there are no programs in $name.tar.gz. Nothing was installed."
  [ "$("$unpacked/bin/ccstore" --version 2>/dev/null)" = "$version" ] ||
    fail 70 "the program in $name.tar.gz does not run on this system. Nothing was installed. Build it instead:
  git clone https://github.com/$repository && ccstore/Tools/ccstore ingest"
}

# Puts a file to its place in one step, so that a program that runs keeps its file, and nobody sees half of one.
place() {
  # A link to a directory, too: mv would put the file into that.
  if [ -d "$2" ]; then fail 73 "$2 is a directory; move it away and try again"; fi
  new=$2.new.$$
  mkdir -p "${2%/*}" && cp "$1" "$new" && chmod "$3" "$new" && mv -f "$new" "$2" || fail 73 "$2 cannot be written"
  new=
}

# The same for a completion. A file that does not speak of ccstore is somebody else's, and stays.
place_completion() {
  if [ -e "$2" ] && ! grep -q ccstore "$2"; then
    say "$2 is not a completion of ccstore and stays as it is."
  else
    place "$1" "$2" 644
  fi
}

# Puts everything to its place, the program itself last.
install_files() {
  for page in "$unpacked"/share/man/man1/*.1; do
    if [ -f "$page" ]; then place "$page" "$data/man/man1/${page##*/}" 644; fi
  done
  place_completion "$unpacked/share/bash-completion/completions/ccstore" "$data/bash-completion/completions/ccstore"
  place_completion "$unpacked/share/zsh/site-functions/_ccstore" "$data/zsh/site-functions/_ccstore"
  place_completion "$unpacked/share/fish/vendor_completions.d/ccstore.fish" "$fish/ccstore.fish"
  place "$unpacked/LICENSE" "$data/doc/ccstore/LICENSE" 644
  place "$unpacked/NOTICES" "$data/doc/ccstore/NOTICES" 644
  place "$unpacked/bin/ccstore-serve" "$bin/ccstore-serve" 755
  place "$unpacked/bin/ccstore" "$bin/ccstore" 755
}

remove_files() {
  removed=
  for file in "$bin/ccstore" "$bin/ccstore-serve" "$data"/man/man1/ccstore.1 "$data"/man/man1/ccstore-*.1 \
    "$data/bash-completion/completions/ccstore" "$data/zsh/site-functions/_ccstore" "$fish/ccstore.fish" \
    "$data/doc/ccstore/LICENSE" "$data/doc/ccstore/NOTICES"; do
    # Links, and completions that do not speak of ccstore, are somebody else's, and stay.
    if [ -L "$file" ] || [ ! -f "$file" ]; then continue; fi
    case $file in
    */completions/ccstore | */_ccstore | */ccstore.fish) grep -q ccstore "$file" || continue ;;
    esac
    rm -f "$file" || fail 73 "$file cannot be removed"
    removed=1
  done
  rmdir "$data/doc/ccstore" 2>/dev/null || true
  if [ -z "$removed" ]; then fail 1 "ccstore is not installed in $bin"; fi
  say "Removed ccstore from $bin, with its manual pages and completions. Stores stay where they are."
}

# Says what to enter first.
next() {
  say "Installed ccstore $version in $bin."
  case :${PATH-}: in
  *:"$bin":*)
    first=$(command -v ccstore) || first=
    if [ "$first" != "$bin/ccstore" ]; then say "Another ccstore comes first in PATH: $first"; fi
    say "Store your sessions:  ccstore ingest"
    ;;
  *)
    # shellcheck disable=SC2016
    if [ "$bin" = "${HOME-}/.local/bin" ]; then
      directory='$HOME/.local/bin'
    else
      directory=$(printf '%s' "$bin" | sed 's/[\\"$`]/\\&/g')
    fi
    say "That directory is not in PATH. Enter this, and add it to the startup file of your shell:"
    say "  export PATH=\"$directory:\$PATH\""
    say "Then store your sessions:  ccstore ingest"
    ;;
  esac
}

main() {
  set -eu
  umask 022
  options "$@"
  places
  if [ -n "$uninstall" ]; then
    remove_files
    return
  fi
  detect
  require
  if [ -n "$version" ]; then address=$base/download/v$version; else address=$base/latest/download; fi
  # In the place where it will be installed: there the program may be run, and can be moved in one step.
  mkdir -p "$bin" 2>/dev/null || fail 73 "$bin cannot be made; name another place with --prefix"
  work=$(mktemp -d "$prefix/.ccstore-install.XXXXXX" 2>/dev/null) ||
    fail 73 "$prefix cannot be written; name another place with --prefix"
  # The file that is being put to its place, while there is one.
  new=
  trap 'rm -rf "$work"; if [ -n "$new" ]; then rm -f "$new"; fi' EXIT
  trap 'exit 130' HUP INT TERM
  download "$address/SHA256SUMS" "$work/SHA256SUMS" ||
    fail 69 "$address/SHA256SUMS cannot be downloaded. Nothing was installed. Check the network and the version, and try again."
  verify_signature
  find_release
  say "Downloading ccstore $version for $system-$architecture from $address"
  download "$address/$name.tar.gz" "$work/release" ||
    fail 69 "$address/$name.tar.gz cannot be downloaded. Nothing was installed. Try again."
  [ "$(checksum "$work/release")" = "$sum" ] ||
    fail 65 "the checksum of $name.tar.gz is wrong: the download is incomplete or was changed. Nothing was installed; try again."
  unpack
  install_files
  next
}

main "$@"
