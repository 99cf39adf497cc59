/// For every option of every command what shows that it has an effect: a script whose results differ with the option
/// and without it. The option is put in the place of `$OPTION`, or at the end. The program takes the store of the test.
///
/// A key with `*` holds for every command that has no row of its own.
enum OptionTable {
  static let rows: [String: (script: String, option: String)] = [
    "* --store": ("ccstore status", "--store \"$WORK/none\""),
    "* --json": ("ccstore status", "--json"),
    "* --quiet": ("ccstore ingest \"$ROOT\"", "--quiet"),
    "* --verbose": ("ccstore preview \"$ROOT\"", "--verbose"),
    "* --color": ("ccstore status", "--color always"),
    "* --exact": ("ccstore usage", "--exact"),
    "* --version": ("ccstore status", "--version"),
    "* --help": ("ccstore status", "--help"),

    "ingest --any-files": ("ccstore ingest \"$WORK/plain\"", "--any-files"),
    "ingest --max-files": ("ccstore ingest \"$ROOT\"", "--max-files 1"),
    "ingest --skip-existing": ("ccstore ingest \"$ROOT\"", "--skip-existing"),
    "ingest --sync-key": (
      "ccstore ingest \"$ROOT\" -q $OPTION; ccstore status --json | grep sync_key", "--sync-key other"
    ),
    "ingest --dry-run": ("ccstore ingest \"$ROOT\"", "--dry-run"),
    "ingest --wait": (locked + "ingest \"$ROOT\"", "--wait"),
    "ingest --watch": ("timeout 1 \"$CCSTORE\" ingest \"$ROOT\"", "--watch"),
    "preview --any-files": ("ccstore preview \"$WORK/plain\"", "--any-files"),
    "preview --max-files": ("ccstore preview \"$ROOT\"", "--max-files 1"),
    "preview --skip-existing": ("ccstore preview \"$ROOT\"", "--skip-existing"),
    "reset --sync-key": ("ccstore reset -q $OPTION; ccstore status --json | grep sync_", "--sync-key other"),

    "mcp serve --store": (served, "--store \"$WORK/none\""),
    "mcp serve --verbose": (served, "--verbose"),

    "sessions --since": ("ccstore sessions", "--since 2025-12-03"),
    "sessions --until": ("ccstore sessions", "--until 2025-11-30"),
    "sessions --on": ("ccstore sessions", "--on 2025-12-02"),
    "sessions --tz": ("ccstore sessions", "--tz Asia/Tokyo"),
    "sessions --as-of": ("ccstore sessions", "--as-of 2001-01-01"),
    "sessions --project": ("ccstore sessions", "--project bbbb"),
    "sessions --model": ("ccstore sessions", "--model sonnet"),
    "sessions --branch": ("ccstore sessions", "--branch topic"),
    "sessions --session": ("ccstore sessions", "--session bbbb"),
    "sessions --subagents": ("ccstore sessions", "--subagents"),
    "sessions --missing": ("ccstore sessions", "--missing"),
    "sessions --expiring": ("ccstore sessions", "--expiring"),
    "sessions --all": ("ccstore sessions", "--all"),
    "sessions --text": ("ccstore sessions", "--text HELLOworld"),
    "sessions --sort": ("ccstore sessions", "--sort records"),
    "sessions --reverse": ("ccstore sessions", "--reverse"),
    "sessions --lineage": ("ccstore sessions --json", "--lineage"),
    "sessions --limit": ("ccstore sessions", "--limit 1"),
    "sessions --prices": ("ccstore sessions", "--prices \"$WORK/prices\""),

    "sessions --page": ("ccstore sessions --json", "--page"),
    "sessions --cursor": (page("sessions"), "--cursor $next"),

    "show --html": ("ccstore show aaaa", "--html"),
    "show --raw": ("ccstore show aaaa", "--raw"),
    "show --records": ("ccstore show aaaa", "--records"),
    "show --thinking": ("ccstore show aaaa", "--thinking"),
    "show --tools": ("ccstore show aaaa", "--tools"),
    "show --tail": ("ccstore show aaaa", "--tail 1"),
    "show --generation": ("ccstore show bbbb", "--generation 0"),
    "show --outline": ("ccstore show aaaa", "--outline"),
    "show --turns": ("ccstore show aaaa --json", "--turns"),
    "show --at": ("ccstore show aaaa --json --turns", "--at 3"),
    "show --before": ("ccstore show aaaa --json --turns --at 9", "--before 2"),
    "show --after": ("ccstore show aaaa --json --turns", "--after 2"),
    "show --limit": ("ccstore show aaaa --json --turns", "--limit 2"),
    "show --around": ("ccstore show aaaa", "--around 5"),
    "show --context": ("ccstore show aaaa --around 5", "--context 1"),
    "show --max-chars": ("ccstore show aaaa --json --turns", "--max-chars 3"),

    "search --regex": ("ccstore search 'h.llo'", "--regex"),
    "search --case": ("ccstore search helloworld", "--case"),
    "search --word": ("ccstore search hell", "--word"),
    "search --since": ("ccstore search hello", "--since 2025-12-01"),
    "search --until": ("ccstore search ls", "--until 2025-11-30"),
    "search --on": ("ccstore search ls", "--on 2025-12-02"),
    "search --tz": ("ccstore search ls --on 2025-12-02", "--tz Pacific/Kiritimati"),
    "search --project": ("ccstore search ls", "--project bbbb"),
    "search --model": ("ccstore search ls", "--model sonnet"),
    "search --branch": ("ccstore search ls", "--branch topic"),
    "search --session": ("ccstore search ls", "--session bbbb"),
    "search --role": ("ccstore search ls", "--role user"),
    "search --tool": ("ccstore search hello", "--tool Bash"),
    "search --sort": ("ccstore search hello", "--sort relevance"),
    "search --limit": ("ccstore search hello", "--limit 1"),
    "search --as-of": ("ccstore search hello", "--as-of 2001-01-01"),
    "search --context": ("ccstore search ls", "--context 0"),
    "search --exchange": ("ccstore search ls", "--exchange"),
    "search --count": ("ccstore search hello", "--count"),
    "search --sessions-with-matches": ("ccstore search hello", "--sessions-with-matches"),
    "search --heading": ("ccstore search hello", "--heading"),
    "search --no-heading": ("ccstore search hello --heading", "--no-heading"),
    "search --page": ("ccstore search hello --json", "--page"),
    "search --cursor": (page("search hello"), "--cursor $next"),

    "usage --by": ("ccstore usage", "--by model"),
    "usage --since": ("ccstore usage", "--since 2025-12-03"),
    "usage --until": ("ccstore usage", "--until 2025-12-02"),
    "usage --on": ("ccstore usage", "--on 2025-12-02"),
    "usage --tz": ("ccstore usage --by hour", "--tz Asia/Tokyo"),
    "usage --as-of": ("ccstore usage", "--as-of 2001-01-01"),
    "usage --project": ("ccstore usage", "--project bbbb"),
    "usage --model": ("ccstore usage", "--model sonnet"),
    "usage --branch": ("ccstore usage", "--branch topic"),
    "usage --session": ("ccstore usage", "--session bbbb"),
    "usage --machine": ("ccstore usage", "--machine nobody"),
    "usage --split": ("ccstore usage", "--split model"),
    "usage --fill": ("ccstore usage --by hour", "--fill"),
    "usage --prices": ("ccstore usage", "--prices \"$WORK/prices\""),
    "usage --csv": ("ccstore usage", "--csv"),
    "usage --raw-csv": ("ccstore usage --csv --by branch", "--raw-csv"),
    "usage --sort": ("ccstore usage", "--sort cost"),
    "usage --reverse": ("ccstore usage", "--reverse"),
    "usage --budget": ("ccstore usage", "--budget 200"),
    "usage --limit": ("ccstore usage", "--limit 1"),
    "tools --since": ("ccstore tools", "--since 2025-12-03"),
    "tools --until": ("ccstore tools", "--until 2025-12-02"),
    "tools --on": ("ccstore tools", "--on 2025-12-02"),
    "tools --tz": ("ccstore tools --on 2025-12-02", "--tz Pacific/Kiritimati"),
    "tools --project": ("ccstore tools", "--project bbbb"),
    "tools --session": ("ccstore tools", "--session bbbb"),
    "tools --branch": ("ccstore tools", "--branch topic"),
    "tools --model": ("ccstore tools", "--model sonnet"),
    "tools --as-of": ("ccstore tools", "--as-of 2001-01-01"),
    "tools --sort": ("ccstore tools --reverse", "--sort tool"),
    "tools --reverse": ("ccstore tools", "--reverse"),
    "tools --limit": ("ccstore tools", "--limit 1"),
    "files --since": ("ccstore files", "--since 2025-12-04"),
    "files --until": ("ccstore files", "--until 2025-12-04"),
    "files --on": ("ccstore files", "--on 2025-12-03"),
    "files --tz": ("ccstore files --on 2025-12-03", "--tz Pacific/Kiritimati"),
    "files --as-of": ("ccstore files", "--as-of 2001-01-01"),
    "files --project": ("ccstore files", "--project bbbb"),
    "files --session": ("ccstore files", "--session bbbb"),
    "files --branch": ("ccstore files", "--branch main"),
    "files --model": ("ccstore files", "--model sonnet"),
    "files --sort": ("ccstore files", "--sort reads"),
    "files --reverse": ("ccstore files", "--reverse"),
    "files --limit": ("ccstore files", "--limit 1"),
    "files --cursor": (page("files"), "--cursor $next"),
    "files --csv": ("ccstore files", "--csv"),
    "files --raw-csv": ("ccstore files --csv", "--raw-csv"),
    "files --writes": ("ccstore files", "--writes"),
    "files --diff": ("ccstore files --session gone", "--diff"),
    "log --since": ("ccstore log", "--since 2025-12-03"),
    "log --until": ("ccstore log", "--until 2025-12-02"),
    "log --on": ("ccstore log", "--on 2025-12-02"),
    "log --tz": ("ccstore log", "--tz Asia/Tokyo"),
    "log --as-of": ("ccstore log", "--as-of 2001-01-01"),
    "log --project": ("ccstore log", "--project bbbb"),
    "log --session": ("ccstore log --since 2001", "--session bbbb"),
    "log --branch": ("ccstore log --since 2001", "--branch topic"),
    "log --model": ("ccstore log --since 2001", "--model sonnet"),
    "log --prices": ("ccstore log", "--prices \"$WORK/prices\""),
    "log --markdown": ("ccstore log", "--markdown"),
    "diff --from": ("ccstore diff bbbb --to 0", "--from 1"),
    "diff --to": ("ccstore diff bbbb --from 1", "--to 0"),
    "diff --limit": (
      "f=\"$ROOT/projects/p/aaaa.jsonl\"; sed 2,4d \"$f\" >\"$f.new\"; mv \"$f.new\" \"$f\"; ccstore ingest -q \"$ROOT\"; ccstore diff aaaa",
      "--limit 1"
    ),
    "drift --prices": ("ccstore drift", "--prices \"$WORK/prices\""),
    "drift --limit": ("ccstore drift", "--limit 1"),
    "drift --since": ("ccstore drift", "--since 2099-01-01"),
    "drift --until": ("ccstore drift", "--until 2001"),
    "drift --on": ("ccstore drift", "--on 2001"),
    "drift --tz": ("ccstore drift", "--tz Asia/Tokyo"),
    "drift --as-of": ("ccstore drift", "--as-of 2001-01-01"),
    "drift --project": ("ccstore drift", "--project nowhere"),
    "drift --model": ("ccstore drift", "--model sonnet"),
    "drift --branch": ("ccstore drift", "--branch main"),
    "drift --session": ("ccstore drift", "--session bbbb"),
    "drift --sort": ("ccstore drift", "--sort title"),
    "drift --reverse": ("ccstore drift", "--reverse"),
    "conflicts --since": ("ccstore conflicts --json", "--since 2099-01-01"),
    "conflicts --until": ("ccstore conflicts --json", "--until 2001"),
    "conflicts --on": ("ccstore conflicts --json", "--on 2001"),
    "conflicts --tz": ("ccstore conflicts", "--tz Asia/Tokyo"),
    "conflicts --as-of": ("ccstore conflicts --json", "--as-of 2001-01-01"),
    "conflicts --project": ("ccstore conflicts --json", "--project nowhere"),
    "conflicts --model": ("ccstore conflicts --json", "--model haiku"),
    "conflicts --branch": ("ccstore conflicts --json", "--branch main"),
    "conflicts --session": ("ccstore conflicts --json", "--session aaaa"),
    "conflicts --limit": (twoConflicts, "--limit 1"),
    "conflicts --reverse": (twoConflicts, "--reverse"),

    "export --format": ("ccstore export \"$WORK/out\"", "--format html"),
    "export --generation": ("ccstore export \"$WORK/out\"", "--generation 0"),
    "export --as-of": ("ccstore export \"$WORK/out\"", "--as-of 2001-01-01"),
    "export --session": ("ccstore export \"$WORK/out\"", "--session bbbb"),
    "export --project": ("ccstore export \"$WORK/out\"", "--project bbbb"),
    "export --model": ("ccstore export \"$WORK/out\"", "--model sonnet"),
    "export --branch": ("ccstore export \"$WORK/out\"", "--branch topic"),
    "export --since": ("ccstore export \"$WORK/out\"", "--since 2025-12-03"),
    "export --until": ("ccstore export \"$WORK/out\"", "--until 2025-11-30"),
    "export --on": ("ccstore export \"$WORK/out\"", "--on 2025-12-02"),
    "export --tz": ("ccstore export \"$WORK/out\" --on 2025-12-02", "--tz Pacific/Kiritimati"),
    "export --last": ("ccstore export \"$WORK/out\"", "--last 1"),
    "export --events": ("ccstore export --format ndjson -", "--events"),
    "export --all-versions": ("ccstore export --format ndjson -", "--all-versions"),
    "export --parquet": ("ccstore export --format lake \"$WORK/out\"", "--parquet"),
    "export --follow": ("timeout 1 \"$CCSTORE\" export --format events -q >/dev/null; echo $?", "--follow"),
    "export --table": ("ccstore export --format csv \"$WORK/out\"", "--table sessions"),
    "export --raw-csv": ("ccstore export --format csv --table sessions -", "--raw-csv"),
    "export --prices": ("ccstore export --format csv --table usage -", "--prices \"$WORK/prices\""),
    "ingest --push": ("ccstore ingest \"$ROOT\" -q", "--push \"$WORK/out\""),
    "push --dry-run": ("ccstore push \"$WORK/out\"", "--dry-run"),
    "push --repack": (
      "ccstore push \"$WORK/out\" -q; ccstore ingest \"$ROOT\" -q; ccstore push \"$WORK/out\" -q $OPTION; "
        + "ccstore push \"$WORK/out\" -q; find \"$WORK/out\" -name '*.ccsnap' | wc -l; rm -r \"$WORK/out\"", "--repack"
    ),
    "push --replace": ("ccstore push \"$WORK/out\" -q; ccstore push \"$WORK/out\"", "--replace --yes"),
    "push --yes": ("ccstore push \"$WORK/out\" -q; ccstore push \"$WORK/out\" --replace", "--yes"),
    "push --rclone": (rclone + "ccstore push x:y -q", "--rclone \"$WORK/out-rclone\""),
    "push --limit-rate": (
      rclone
        + "export CCSTORE_RCLONE=\"$WORK/out-rclone\"; ccstore push x:y -q $OPTION; grep -c bwlimit \"$WORK/out-words\"; "
        + "rm \"$WORK/out-words\"",
      "--limit-rate 1M"
    ),
    "pull --only": ("ccstore push \"$WORK/out\" -q; ccstore pull \"$WORK/out\"", "--only 0123"),
    "pull --merge": (
      "ccstore push \"$WORK/out\" -q; ccstore pull \"$WORK/out\" -q --store \"$WORK/out-team\" $OPTION; "
        + "grep -c \"$(head -n 2 \"$STORE/CCSTORE\")\" \"$WORK/out-team/CCSTORE\"; rm -r \"$WORK/out\"*", "--merge"
    ),
    "pull --dry-run": (
      "ccstore push \"$WORK/out\" -q; ccstore pull \"$WORK/out\" -q --store \"$WORK/out-new\" $OPTION; "
        + "ls \"$WORK/out-new\"; rm -rf \"$WORK/out\"*", "--dry-run"
    ),
    "pull --wait": (
      "ccstore push \"$WORK/out\" -q; ccstore pull \"$WORK/out\" -q --store \"$WORK/other\"; "
        + "ccstore ingest \"$ROOT\" -q; ccstore push \"$WORK/out\" -q; "
        + "exec 9>\"$WORK/other/LOCK\"; flock 9; timeout 0.3 \"$CCSTORE\" pull \"$WORK/out\" --store \"$WORK/other\" "
        + "$OPTION; echo $?; rm -rf \"$WORK/out\" \"$WORK/other\"", "--wait"
    ),
    "pull --rclone": (rclone + "ccstore pull x:y -q", "--rclone \"$WORK/out-rclone\""),
    "pull --limit-rate": ("ccstore push \"$WORK/out\" -q; ccstore pull \"$WORK/out\"", "--limit-rate 1M"),
    "remote status --rclone": (rclone + "ccstore remote status x:y -q", "--rclone \"$WORK/out-rclone\""),
    "remote status --limit-rate": (
      "ccstore push \"$WORK/out\" -q; ccstore remote status \"$WORK/out\"", "--limit-rate 1M"
    ),
    "verify --only": ("ccstore push \"$WORK/out\" -q; ccstore verify \"$WORK/out\"", "--only 0123"),
    "verify --rclone": (rclone + "ccstore verify x:y -q", "--rclone \"$WORK/out-rclone\""),
    "verify --limit-rate": ("ccstore push \"$WORK/out\" -q; ccstore verify \"$WORK/out\"", "--limit-rate 1M"),
    "schedule --push": ("ccstore schedule install --with systemd --print", "--push \"$WORK/out\""),
    "import --wait": (locked + "import \"$WORK/later.ccsnap\"", "--wait"),
    "restore --all-missing": ("ccstore restore", "--all-missing"),
    "restore --to": ("ccstore restore gone", "--to \"$WORK/out\""),
    "restore --generation": ("ccstore restore bbbb --to \"$WORK/out\"", "--generation 0"),
    "restore --as-of": ("ccstore restore bbbb --to \"$WORK/out\"", "--as-of 2001-01-01"),
    "restore --force": ("ccstore restore bbbb --generation 0", "--force"),
    "restore --touch": (
      "ccstore restore gone -q $OPTION; find \"$ROOT\" -name gone.jsonl -newer \"$WORK/prices\"", "--touch"
    ),
    "restore --no-touch": (
      "f=\"$ROOT/projects/p/aaaa.jsonl\"; touch -t 202001010000 \"$f\"; ccstore ingest -q \"$ROOT\"; rm \"$f\"; "
        + "ccstore restore aaaa -q $OPTION; find \"$ROOT\" -name aaaa.jsonl -newer \"$WORK/prices\"", "--no-touch"
    ),
    "restore --dry-run": ("ccstore restore gone", "--dry-run"),
    "open --print": (
      "export TMPDIR=\"$WORK\" BROWSER=echo; ccstore open aaaa $OPTION | sed 's/ccstore-[0-9a-f]\\{32\\}/PAGE/g'",
      "--print"
    ),
    "resume --run": ("ccstore resume aaaa", "--run"),
    "move --to-project": ("ccstore move aaaa", "--to-project \"$WORK/plain\""),
    "move --dry-run": (
      "ccstore move aaaa --to-project \"$WORK/plain\" -q $OPTION; find \"$ROOT\" -name '*.jsonl' | wc -l; "
        + "rm -rf \"$ROOT\"/projects/-*", "--dry-run"
    ),

    "prune --older-than": (aged + "ccstore prune \"$ROOT\" --dry-run", "--older-than 2019-01-01"),
    "prune --project": (aged + "ccstore prune \"$ROOT\" --dry-run", "--project bbbb"),
    "prune --dry-run": (aged + "ccstore prune \"$ROOT\" --yes", "--dry-run"),
    "prune --yes": (aged + "ccstore prune \"$ROOT\"", "--yes"),
    "prune --wait": (aged + locked + "prune \"$ROOT\" --yes", "--wait"),

    "replay --verify": ("ccstore replay", "--verify"),
    "replay --as-of": ("ccstore replay", "--as-of 5"),
    "compact --level": ("ccstore compact --json", "--level 12"),
    "compact --block-size": ("ccstore compact --json", "--block-size 64K"),
    "compact --archive": (
      "for n in $(seq 20); do sed \"s/large/l$n/\" \"$ROOT/projects/p/large.jsonl\" >\"$ROOT/projects/p/l$n.jsonl\"; done; ccstore ingest -q \"$ROOT\"; "
        // The files are new ones each time, so that only the first digits of the size are the same.
        + "ccstore compact -q $OPTION; cksum \"$STORE\"/seg/* | awk '{ s += $2 } END { print int(s / 100000) }'",
      "--archive"
    ),
    "compact --without": ("ccstore compact --json", "--without shapes"),
    "compact --dry-run": ("ccstore compact", "--dry-run"),
    "compact --drop-superseded": ("ccstore compact --json", "--drop-superseded"),
    "compact --purge": ("ccstore compact", "--purge"),
    "compact --wait": (locked + "compact", "--wait"),
    "erase --source": ("ccstore erase --yes", "--source \"$ROOT/projects/p/aaaa.jsonl\""),
    "erase --root": ("ccstore erase --yes", "--root \"$ROOT\""),
    "erase --record": ("ccstore erase --yes", "--record aaaa/2"),
    "erase --usage-too": ("ccstore erase aaaa --dry-run", "--usage-too"),
    "erase --dry-run": ("ccstore erase gone --yes", "--dry-run"),
    "erase --yes": ("ccstore erase gone", "--yes"),
    "erase --list": ("ccstore erase", "--list"),
    "verify --against-sources": ("ccstore verify", "--against-sources"),
    "repair --to": ("ccstore repair", "--to \"$WORK/out\""),
    "repair --rebuild-manifest": ("rm \"$STORE\"/manifest/*; ccstore repair", "--rebuild-manifest"),
    "fork-identity --wait": (locked + "fork-identity", "--wait"),
    "man --to": ("ccstore man", "--to \"$WORK/out\""),
    "completions print --shell": ("SHELL=/bin/bash ccstore completions print", "--shell fish"),
    "completions install --shell": (
      "HOME=\"$WORK/out\" SHELL=/bin/bash ccstore completions install", "--shell fish"
    ),
    "doctor --schedule": ("ccstore doctor \"$ROOT\"", "--schedule cron"),
    "schedule --every": ("ccstore schedule install --with cron --print", "--every 10m"),
    "schedule --watch": ("ccstore schedule install --with systemd --print", "--watch"),
    "schedule --serve": ("ccstore schedule install --with systemd --print", "--serve"),
    "schedule --with": ("ccstore schedule install --print --with systemd", "--with cron"),
    "schedule --print": ("ccstore schedule install --with hook $OPTION; ccstore schedule remove -q", "--print"),

    "mcp install --client": ("ccstore mcp install", "--client codex"),
    "mcp install --replace": (
      "echo '{\"mcpServers\":{\"ccstore\":{\"command\":\"x\"}}}' >\"$ROOT/.claude.json\"; "
        + "ccstore mcp install --client claude-code", "--replace"
    ),
    "mcp install --print": ("ccstore mcp install --client claude-code", "--print"),
    "mcp remove --client": (
      "ccstore mcp install -q --client claude-code; ccstore mcp remove", "--client claude-desktop"
    ),
  ]

  /// Options whose effect a script cannot show, and the suite that shows it.
  static let elsewhere = [
    "search --pager": "SearchOutputTests",
    "search --no-pager": "SearchOutputTests",
    "* --i-am-alone": "SoleWriterTests",  // A disk whose locks keep nobody out.
    "ingest --full": "ChangeDetectionTests",  // A file that changed without a sign of it.
    "preview --full": "ChangeDetectionTests",
    "ingest --every": "WatchTests",
    // A server runs until it is stopped.
    "serve --open": "ServeCommandTests",
    "serve --port": "ServeCommandTests",
    "serve --socket": "ServeSecurityTests",
    "serve --read-only": "ServeSecurityTests",
    "serve --expose": "ServeSecurityTests",
    "serve --no-token": "ServeSecurityTests",
    "serve --watch": "ServeLiveTests",
    "serve --any-files": "ServeLiveTests",
    "show --pager": "TerminalTests",
    "show --no-pager": "TerminalTests",
    "* --pager": "ListTerminalTests",
    "* --no-pager": "ListTerminalTests",
    "import --accept-erasures": "TrustTests",
    "pull --accept-erasures": "RemoteTests",
    "repair --accept-earlier": "ShortfallTests",
  ]

  /// Asks for a page, the second one with `--cursor $next`. The cursor itself is left out of what is printed: it holds
  /// the time.
  private static func page(_ question: String) -> String {
    let command = "ccstore \(question) --json --limit 1" + (question == "files" ? "" : " --page")
    return "next=$(\(command)" + #" | sed -nE 's/.*"next": *"([0-9a-f]+)".*/\1/p'); "#
      + "\(command) $OPTION | grep -v '\"next\"'"
  }

  /// Makes a program that takes the place of rclone, notes its words and has nothing. Without the option there is none.
  private static let rclone =
    #"printf '#!/bin/sh\necho "$@" >>"%s"\nexit 0\n' "$WORK/out-words" >"$WORK/out-rclone"; "#
    + #"chmod 700 "$WORK/out-rclone"; export CCSTORE_RCLONE="$WORK/none"; "#

  /// Makes the files old enough to be deleted.
  private static let aged = "find \"$ROOT\" -name '*.jsonl' -exec touch -t 202001010000 {} +; "

  /// Makes another conflict, and prints the paths of both.
  private static let twoConflicts =
    "sed -i 1d \"$ROOT/projects/p/aaaa.jsonl\"; ccstore ingest -q \"$ROOT\"; ccstore conflicts --json $OPTION | grep path"

  /// Asks a server one question, and ends its input after the answer.
  private static let served =
    "mkfifo out1 out2; \"$CCSTORE\" mcp serve $OPTION <out1 >out2 & exec 3>out1; "
    + #"echo '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"status"}}' >&3; "#
    + "head -n 1 out2; exec 3>&-; wait"

  /// Holds the lock of the store while a command runs for a moment.
  private static let locked = "exec 9>\"$STORE/LOCK\"; flock 9; timeout 0.3 \"$CCSTORE\" "
}
