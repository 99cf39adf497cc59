# Made by Tools/package of ccstore; a release replaces it.
class Ccstore < Formula
  desc "Keep every session of Claude Code, byte for byte"
  homepage "@ADDRESS@"
  url "@ADDRESS@/releases/download/v@VERSION@/ccstore-@VERSION@-source.tar.gz"
  sha256 "@SHA256@"
  license "MIT"

  # On macOS it is built from source.
  on_macos do
    depends_on "pkgconf" => :build
    depends_on xcode: ["26.0", :build]
    depends_on "lz4"
    depends_on macos: :sequoia
  end

  # On Linux the programs of the release are installed, which need no library. Without the version, Homebrew reads
  # 86.64 or 64 from the ends of the names.
  on_linux do
    on_intel do
      url "@ADDRESS@/releases/download/v@VERSION@/ccstore-@VERSION@-linux-x86_64.tar.gz"
      version "@VERSION@"
      sha256 "@SHA256_x86_64@"
    end
    on_arm do
      url "@ADDRESS@/releases/download/v@VERSION@/ccstore-@VERSION@-linux-arm64.tar.gz"
      version "@VERSION@"
      sha256 "@SHA256_arm64@"
    end
  end

  def install
    if OS.linux?
      bash_completion.install "share/bash-completion/completions/ccstore"
      prefix.install "bin", "share", "NOTICES"
      return
    end

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
