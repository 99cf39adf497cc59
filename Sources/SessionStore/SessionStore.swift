// The library product: whoever imports it has all that is public in the modules below.
@_exported import Answers
@_exported import Documents
@_exported import FileIO
@_exported import Operations
@_exported import SegmentedLog
@_exported import SessionLog
@_exported import Sync
@_exported import Times
@_exported import Transcripts

@_exported import struct Bytes.Digest
@_exported import struct Bytes.UUID16
@_exported import struct SystemPackage.FilePath
