import Sync

/// Words of shells, crontabs, units and XML. The library needs it for schedules, this program for commands to copy.
typealias Quoting = Sync.Quoting
