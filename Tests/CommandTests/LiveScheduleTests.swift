import Foundation
import Testing

/// A systemd of the user, which runs in namespaces of its own: nothing of it is left, and that of the machine, if there
/// is one, does not see it.
private enum LiveSystemd {
  static let need: Comment = "needs systemd, and CI as root with the right to make namespaces"

  static let isAvailable: Bool = {
    guard ProcessInfo.processInfo.environment["CI"] != nil, geteuid() == 0,
      FileManager.default.isExecutableFile(atPath: "/lib/systemd/systemd"),
      let work = try? Workspace(),
      let outcome = try? work.shell(script, ["INNER": "true"])
    else { return false }
    return outcome.code == 0
  }()

  /// Runs `$INNER` with a control group of its own at the top of the hierarchy, an empty `/run` and a systemd of the
  /// user. Its exit status is that of `$INNER`.
  static let script = """
    export XDG_RUNTIME_DIR=/run/user USER_SYSTEMD='
      umount /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && mount -t tmpfs none /run && mkdir -p /run/systemd/system /run/user || exit 99
      chmod 700 /run/user
      /lib/systemd/systemd --user --log-target=console >"$WORK/systemd.log" 2>&1 &
      manager=$! tries=0
      until systemctl --user is-system-running 2>/dev/null | grep -qE "running|degraded"; do
        kill -0 "$manager" 2>/dev/null && tries=$((tries + 1)) && [ "$tries" -lt 600 ] || exit 98
        sleep 0.1
      done
      sh -c "$INNER"; status=$?
      kill "$manager"; wait "$manager"
      exit "$status"'
    exec unshare -m sh -c '
      mount -t cgroup2 none /sys/fs/cgroup || exit 97
      group=/sys/fs/cgroup/ccstore-test-$$
      mkdir "$group" && echo $$ >"$group/cgroup.procs" || exit 96
      unshare -Cm sh -c "$USER_SYSTEMD"; status=$?
      echo $$ >/sys/fs/cgroup/cgroup.procs
      find "$group" -depth -type d -exec rmdir {} +
      exit "$status"'
    """
}

@Suite("schedules that a real systemd runs", .enabled(if: LiveSystemd.isAvailable, LiveSystemd.need))
struct LiveScheduleTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
  }

  private func run(_ script: String) throws -> Outcome { try work.shell(LiveSystemd.script, ["INNER": script]) }

  @Test("the timer is enabled and stores what is new, status says that it runs, and remove takes it away")
  func timer() throws {
    // The timer of a user's own settings comes at once; it would come after up to 15 minutes.
    let outcome = try run(
      #"""
      units="$HOME/.config/systemd/user" tries=0
      mkdir -p "$units/ccstore.timer.d"
      printf '[Timer]\nOnActiveSec=100ms\nAccuracySec=1ms\n' >"$units/ccstore.timer.d/soon.conf"
      "$CCSTORE" schedule install --every 15m --store "$STORE" || exit 1
      systemctl --user is-enabled ccstore.timer || exit 2
      until "$CCSTORE" sessions --store "$STORE" --json 2>/dev/null | grep -q '"session"'; do
        tries=$((tries + 1)); [ "$tries" -lt 600 ] || exit 3
        sleep 0.1
      done
      "$CCSTORE" schedule status --store "$STORE" || exit 4
      "$CCSTORE" schedule remove --store "$STORE" || exit 5
      systemctl --user list-timers --all --no-legend | grep -q ccstore && exit 6
      "$CCSTORE" schedule status --store "$STORE"
      [ $? = 1 ]
      """#)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output.contains("enabled\n") && outcome.output.contains("every 15 minutes: running"), "\(outcome)")
    #expect(outcome.output.contains("No schedule is installed."), "\(outcome)")
  }

  @Test("a service that watches stores what comes, and is stopped when it is removed")
  func watching() throws {
    let outcome = try run(
      #"""
      tries=0
      "$CCSTORE" schedule install --watch --store "$STORE" || exit 1
      until "$CCSTORE" sessions --store "$STORE" --json 2>/dev/null | grep -q '"session"'; do
        tries=$((tries + 1)); [ "$tries" -lt 600 ] || exit 2
        sleep 0.1
      done
      "$CCSTORE" schedule status --store "$STORE" || exit 3
      "$CCSTORE" schedule remove --store "$STORE" || exit 4
      systemctl --user is-active ccstore.service
      [ $? != 0 ]
      """#)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output.contains(": running") && outcome.output.hasSuffix("inactive\n"), "\(outcome)")
  }
}
