import Answers

/// The scripts that read a lake. They work in the directory of the lake.
package enum LakeScripts {
  /// Returns all scripts for a lake in which these tables have files.
  package static func all(_ tables: Set<LakeTable>) -> [(name: String, text: String)] {
    [
      ("duckdb.sql", duckdb(tables)), ("parquet.sql", parquet(tables)), ("duckdb-parquet.sql", duckdbParquet(tables)),
      ("clickhouse.sql", clickhouse(tables)),
      ("spark.py", spark(tables)), ("polars.py", polars(tables)),
    ]
  }

  private static func note(_ comment: String) -> String {
    "\(comment) Written by 'ccstore export --format lake', and replaced by every export; copy it before you change it.\n"
  }

  private static func pattern(_ table: LakeTable) -> String { "\(table.rawValue)/day=*/*.ndjson.gz" }

  /// The name of the view of the rows of a table: those of responses and sessions have several rows each.
  private static func view(_ table: LakeTable) -> String {
    switch table {
    case .responses: "response_rows"
    case .sessions: "session_rows"
    case .records, .files, .toolCalls: table.rawValue
    }
  }

  /// A query without rows, for a table without files. `type` gives the name of a type.
  private static func empty(_ table: LakeTableDescription, _ type: (LakeType) -> String, day: String) -> String {
    let columns = table.columns.map { "cast(null as \(type($0.type))) as \"\($0.name)\"" } + [day]
    return "select \(columns.joined(separator: ", ")) where false"
  }

  /// The query of DuckDB and Spark for one row of each response and part: the newest row of a text, the largest of a
  /// number, over all stores. A cost that is not known is null, so that no sum takes it for 0. `indentation` is the number of spaces before each line.
  private static func responses(indentedBy indentation: Int) -> String {
    """
    select response, part, min(time) as time, max_by(session, head) as session, max_by(project, head) as project,
        max_by(machine, head) as machine, max_by(model, head) as model, max(input_tokens) as input_tokens,
        max(output_tokens) as output_tokens,
        max(cache_creation_5m_input_tokens) as cache_creation_5m_input_tokens,
        max(cache_creation_1h_input_tokens) as cache_creation_1h_input_tokens,
        max(cache_read_input_tokens) as cache_read_input_tokens,
        max(cost_picodollars) filter (where has_price) / 1e12 as cost_usd, bool_or(has_price) as has_price
    from response_rows group by response, part
    """.split(separator: "\n").map { String(repeating: " ", count: indentation) + $0 }.joined(separator: "\n")
  }

  // MARK: DuckDB

  private static func duckdb(_ tables: Set<LakeTable>) -> String {
    note("--") + """
      -- Views of the lake in DuckDB; the directory of the lake must be the working directory:
      --   duckdb -init _ccstore/duckdb.sql

      \(views(tables, base: ""))\(duckdbViews)
      """
  }

  private static func duckdbType(_ type: LakeType) -> String {
    switch type {
    case .text: "VARCHAR"
    case .integer: "BIGINT"
    case .boolean: "BOOLEAN"
    case .time: "TIMESTAMPTZ"
    }
  }

  /// The views of the files, or of the Parquet files that were made of them. Types are stated, because DuckDB would
  /// guess others from the values.
  private static func views(_ tables: Set<LakeTable>, base: String, isParquet: Bool = false) -> String {
    var text = "set timezone = 'UTC';\n"
    for table in LakeShapes.all {
      let body: String
      if !tables.contains(table.table) {
        body = empty(table, duckdbType, day: "cast(null as DATE) as day")
      } else if isParquet {
        body = "select * from read_parquet('\(base)parquet/\(table.table.rawValue)/month=*/ccstore_*.parquet')"
      } else {
        let columns = table.columns.map { "'\($0.name)': '\(duckdbType($0.type))'" }.joined(separator: ", ")
        body = """
          select * from read_json('\(base)\(pattern(table.table))', format = 'newline_delimited',
              maximum_object_size = 67108864, hive_partitioning = true, hive_types = {'day': DATE},
              columns = {\(columns)})
          """
      }
      text += "create or replace temp view \(view(table.table)) as\n  \(body);\n"
    }
    return text
  }

  private static let duckdbViews = """

    -- One row for each response and part: the newest row of a text, the largest of a number, over all stores.
    create or replace temp view responses as
    \(responses(indentedBy: 2));

    -- The newest row of each session in each store.
    create or replace temp view sessions as
      select * from session_rows qualify row_number() over (partition by store, session order by head desc) = 1;

    -- One row for each call of a tool, with its result.
    create or replace temp view calls as
      select call, min(time) filter (not is_result) as time, max(session) as session, max(name) as name,
          max(input) filter (not is_result) as input, bool_or(is_result) as has_result, bool_or(is_error) as is_error,
          max(result_bytes) as result_bytes, min(time) filter (is_result) as ended
      from tool_calls group by call;

    """

  // MARK: Parquet

  /// The script that writes the tables as Parquet. `base` is the path of the lake in front of all names, as it stands
  /// in a text of SQL.
  package static func parquet(_ tables: Set<LakeTable>, base: String = "") -> String {
    var text =
      note("--") + """
        -- Writes the tables as Parquet below parquet/, in months; the directory of the lake must be the working directory:
        --   mkdir -p parquet && duckdb < _ccstore/parquet.sql

        \(views(tables, base: base))set preserve_insertion_order = false;

        """
    for table in LakeShapes.all where tables.contains(table.table) {
      text += """
        copy (select *, strftime(day, '%Y-%m') as month from \(view(table.table)))
          to '\(base)parquet/\(table.table.rawValue)'
          (format parquet, partition_by (month), overwrite_or_ignore, filename_pattern 'ccstore_{i}');

        """
    }
    return text
  }

  private static func duckdbParquet(_ tables: Set<LakeTable>) -> String {
    note("--") + """
      -- The views of duckdb.sql over the tables that --parquet or parquet.sql has written; the directory of the lake must
      -- be the working directory:
      --   duckdb -init _ccstore/duckdb-parquet.sql

      \(views(tables, base: "", isParquet: true))\(duckdbViews)
      """
  }

  // MARK: ClickHouse

  private static func clickhouseType(_ type: LakeType) -> String {
    switch type {
    case .text: "String"
    case .integer: "Int64"
    case .boolean: "Bool"
    case .time: "DateTime64(3, 'UTC')"
    }
  }

  private static func clickhouse(_ tables: Set<LakeTable>) -> String {
    var text =
      note("--") + """
        -- Views of the lake in ClickHouse; the directory of the lake must be the working directory:
        --   clickhouse local --queries-file _ccstore/clickhouse.sql my-queries.sql

        set date_time_input_format = 'best_effort';

        """
    for table in LakeShapes.all {
      let columns = table.columns.map { "\($0.name) \(clickhouseType($0.type))" }.joined(separator: ", ")
      let from =
        tables.contains(table.table)
        ? "file('\(pattern(table.table))', 'JSONEachRow', '\(columns.replacing("'", with: "\\'"))')"
        : "null('\(columns.replacing("'", with: "\\'"))')"
      let day = tables.contains(table.table) ? "toDate(extract(_path, 'day=([0-9-]+)'))" : "toDate('1970-01-01')"
      text += """
        create or replace view \(view(table.table)) as
          select *, \(day) as day from \(from)
          settings date_time_input_format = 'best_effort', use_hive_partitioning = 0;

        """
    }
    return text + """

      -- One row for each response and part: the newest row of a text, the largest of a number, over all stores.
      create or replace view responses as
        select response, part, min(r.time) as time, argMax(r.session, r.head) as session,
            argMax(r.project, r.head) as project, argMax(r.machine, r.head) as machine,
            argMax(r.model, r.head) as model, max(r.input_tokens) as input_tokens,
            max(r.output_tokens) as output_tokens,
            max(r.cache_creation_5m_input_tokens) as cache_creation_5m_input_tokens,
            max(r.cache_creation_1h_input_tokens) as cache_creation_1h_input_tokens,
            max(r.cache_read_input_tokens) as cache_read_input_tokens,
            if(max(r.has_price), max(r.cost_picodollars) / 1e12, null) as cost_usd, max(r.has_price) as has_price
        from response_rows as r group by response, part;

      -- The newest row of each session in each store.
      create or replace view sessions as
        select * from session_rows order by head desc limit 1 by store, session;

      """
  }

  // MARK: Spark and Polars

  private static func spark(_ tables: Set<LakeTable>) -> String {
    func type(_ type: LakeType) -> String {
      switch type {
      case .text: "string"
      case .integer: "bigint"
      case .boolean: "boolean"
      case .time: "timestamp"
      }
    }
    let schemas = LakeShapes.all.map { table in
      let columns = table.columns.map { "`\($0.name)` \(type($0.type))" }.joined(separator: ", ")
      return "    \"\(view(table.table))\": (\(python(tables.contains(table.table) ? table.table.rawValue : "")), "
        + "\"\(columns)\"),"
    }
    return note("#") + """
      \"\"\"Views of the lake in Spark:

          pyspark, and in it:  exec(open("LAKE/_ccstore/spark.py").read()); views(spark, "LAKE")
          runpy.run_path("LAKE/_ccstore/spark.py")["views"](spark, "LAKE")

      The lake may lie wherever Spark can read: "s3a://bucket/lake".
      \"\"\"
      TABLES = {
      \(schemas.joined(separator: "\n"))
      }
      RESPONSES = \"\"\"
      \(responses(indentedBy: 4))\"\"\"
      SESSIONS = \"\"\"
          select * except (place) from (
              select *, row_number() over (partition by store, session order by head desc) as place from session_rows)
          where place = 1\"\"\"


      def views(spark, lake):
          spark.conf.set("spark.sql.session.timeZone", "UTC")
          for name, (folder, columns) in TABLES.items():
              if folder:
                  frame = spark.read.schema(columns + ", `day` date").json(f"{lake}/{folder}")
              else:
                  frame = spark.createDataFrame([], columns + ", `day` date")
              frame.createOrReplaceTempView(name)
          spark.sql(RESPONSES).createOrReplaceTempView("responses")
          spark.sql(SESSIONS).createOrReplaceTempView("sessions")

      """
  }

  private static func python(_ text: String) -> String { text.isEmpty ? "None" : "\"\(text)\"" }

  private static func polars(_ tables: Set<LakeTable>) -> String {
    func type(_ type: LakeType) -> String {
      switch type {
      case .text, .time: "String"
      case .integer: "Int64"
      case .boolean: "Boolean"
      }
    }
    let schemas = LakeShapes.all.map { table in
      let columns = table.columns.map { "\"\($0.name)\": pl.\(type($0.type))" }.joined(separator: ", ")
      return "    \"\(view(table.table))\": (\(python(tables.contains(table.table) ? table.table.rawValue : "")), "
        + "{\(columns)}),"
    }
    return note("#") + """
      \"\"\"The tables of the lake as lazy frames of Polars:

          python3 -i LAKE/_ccstore/polars.py        # then: frames["responses"].collect()
          frames = runpy.run_path("LAKE/_ccstore/polars.py")["tables"]()
      \"\"\"
      import glob
      import os
      import sys

      HERE = os.path.dirname(os.path.abspath(__file__))
      # This file has the name of the library that it needs.
      sys.path[:] = [place for place in sys.path if os.path.abspath(place or ".") != HERE]
      import polars as pl

      TABLES = {
      \(schemas.joined(separator: "\n"))
      }
      TIMES = ["time", "ended"]
      KINDS = ["input", "output", "cache_creation_5m_input", "cache_creation_1h_input", "cache_read_input"]


      def rows(lake, folder, schema):
          files = sorted(glob.glob(glob.escape(f"{lake}/{folder}") + "/day=*/*.ndjson.gz")) if folder else []
          frame = pl.scan_ndjson(files, schema=schema) if files else pl.LazyFrame(schema=schema)
          times = [name for name in TIMES if name in schema]
          frame = frame.with_columns(
              pl.col(times).str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms").dt.replace_time_zone("UTC"))
          return frame.with_columns(pl.col("time").dt.date().alias("day"))


      def tables(lake=os.path.dirname(HERE)):
          \"\"\"Returns a lazy frame for each table, by its name.\"\"\"
          frames = {name: rows(lake, folder, schema) for name, (folder, schema) in TABLES.items()}
          newest = ["session", "project", "machine", "model"]
          frames["responses"] = frames["response_rows"].group_by("response", "part").agg(
              pl.col("time").min(), *[pl.col(name).sort_by("head").last() for name in newest],
              *[pl.col(f"{kind}_tokens").max() for kind in KINDS],
              pl.when(pl.col("has_price").any()).then(pl.col("cost_picodollars").max() / 1e12).alias("cost_usd"),
              pl.col("has_price").any())
          frames["sessions"] = frames["session_rows"].sort("head").unique(
              ["store", "session"], keep="last", maintain_order=True)
          return frames


      if __name__ == "__main__":
          frames = tables()

      """
  }
}
