import Operations

extension Shapes {
  /// What an export has written to a lake, and where to.
  package struct ExportedLake: Sendable {
    package var report: LakeReport
    package var directory: String
    package var isParquet: Bool

    package init(_ report: LakeReport, to directory: String, isParquet: Bool) {
      (self.report, self.directory, self.isParquet) = (report, directory, isParquet)
    }
  }

  package static let exportedLake = Shape<ExportedLake>("lake", "What was written to a lake.") {
    string("directory", "Where it is.") { $0.directory }
    string("store", "The id of the store.") { "\($0.report.store)" }
    integer("since", nil, "The last event before those that were written.") { $0.report.since }
    boolean("rewritten", "Whether all files of the store were replaced.") { $0.report.isRewritten }
    objects("tables", "Each table.", lakeTable) { $0.report.tables }
    boolean("parquet", "Whether the tables were written as Parquet, too.") { $0.isParquet }
    strings("kept_scripts", "Scripts that were left as they are, because no export has written them.") {
      $0.report.foreignScripts
    }
    object("head", "The last event in the lake.", head) { $0.report.head }
  }

  private static let lakeTable = Shape<LakeReport.Table>("lake_table", "What was written of a table.") {
    string("table", "Its name.") { $0.name }
    integer("files", "files", "Files.") { $0.files }
    integer("rows", "rows", "Rows.") { $0.rows }
    integer("bytes", "bytes", "The length of the files.") { $0.bytes }
  }
}
