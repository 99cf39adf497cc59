# Made by Tools/package of ccstore; a release replaces it.
class Ccstore < Formula
  desc "Keep every session of Claude Code, byte for byte"
  homepage "@ADDRESS@"
  url "@ADDRESS@/releases/download/v@VERSION@/ccstore-@VERSION@-source.tar.gz"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "pkgconf" => :build
  depends_on xcode: ["26.0", :build]
  depends_on macos: :sequoia
  depends_on "lz4"
  uses_from_macos "swift" => :build
  uses_from_macos "zlib"

  def install
    %w[ccstore ccstore-serve].each do |program|
      system "swift", "build", "--disable-sandbox", "-c", "release", "--product", program
      bin.install ".build/release/#{program}"
    end
    system bin/"ccstore", "man", "--to", man1
    generate_completions_from_executable(bin/"ccstore", "completions", "print", shell_parameter_format: :arg)
  end

  service do
    run [opt_bin/"ccstore", "ingest", "--quiet"]
    run_type :interval
    interval 3600
  end

  test do
    (testpath/"claude/projects/-work").mkpath
    session = "c0ffee00-0000-4000-8000-000000000000"
    (testpath/"claude/projects/-work/#{session}.jsonl").write <<~JSON
      {"type":"user","uuid":"c0ffee00-0000-4000-8000-000000000001","sessionId":"#{session}","message":{"role":"user","content":"is anybody there?"}}
    JSON
    ENV["CCSTORE_DIR"] = testpath/"store"
    system bin/"ccstore", "ingest", testpath/"claude"
    assert_match "is anybody there?", shell_output("#{bin}/ccstore show c0ffee00")
  end
end
