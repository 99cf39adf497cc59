// The library product: whoever imports it has all that is public in the modules below.
@_exported import Answers
@_exported import Documents
@_exported import Operations
@_exported import SessionLog
@_exported import Sync
