import Bytes
import FileIO
import TestSupport
import Testing

@testable import Operations

@Suite("names and listings of remotes")
struct RemoteListingTests {
  private let store = UUID16(high: 0x1122_3344_5566_4788, low: 0x99aa_bbcc_ddee_ff00)

  private func object(
    _ from: UInt64, _ to: UInt64, before: UInt64? = nil, after: UInt64? = nil, epoch: Int = 1, digest: UInt64 = 7
  ) -> RemoteObject {
    RemoteObject(
      store: store, epoch: epoch, start: RemotePoint(sequence: from, chain: before ?? from),
      end: RemotePoint(sequence: to, chain: after ?? to), bytes: 100, digest: digest)
  }

  @Test("a name is read as it is written, with every number at its limits")
  func names() throws {
    let path = object(0, 12).path
    #expect(
      path
        == "stores/11223344-5566-4788-99aa-bbccddeeff00/0001/000000000000-000000000012-100-0000000000000000-000000000000000c-0000000000000007.ccsnap"
    )
    var random = Seeded(3)
    for _ in 0..<2_000 {
      let from = random.next() >> UInt64.random(in: 2...63, using: &random)
      let to = from + 1 + random.next() >> UInt64.random(in: 2...63, using: &random)
      guard to < UInt64(Int64.max) else { continue }
      let one = RemoteObject(
        store: UUID16(high: random.next(), low: random.next()), epoch: Int.random(in: 1...9999, using: &random),
        start: RemotePoint(sequence: from, chain: from == 0 ? 0 : random.next()),
        end: RemotePoint(sequence: to, chain: random.next()),
        bytes: Int64(random.next() >> 23) | 1, digest: random.next())
      #expect(RemoteObject(path: one.path) == one)
    }
  }

  @Test("what is no name of an object is none, however much it looks like one")
  func hostileNames() {
    let good = object(5, 12).path
    #expect(RemoteObject(path: good) != nil)
    let wrong = [
      "", "/", good + "/x", "/" + good, "../" + good, good.replacing("stores/", with: "stores/../stores/"),
      good.replacing("0001", with: "0000"), good.replacing("0001", with: "1"), good.replacing("0001", with: "00001"),
      good.replacing("000000000005", with: "5"), good.replacing("000000000005", with: "0000000000005"),
      good.replacing("000000000005", with: "+00000000005"), good.replacing("000000000005", with: "000000000012"),
      good.replacing("000000000005", with: "000000000013"), good.replacing("-100-", with: "-0100-"),
      good.replacing("-100-", with: "-0-"), good.replacing("-100-", with: "--100-"),
      good.replacing("-100-", with: "-99999999999999999999-"), good.replacing("-100-", with: "-9223372036854775807-"),
      good.replacing("000c-", with: "000C-"),
      good.replacing(".ccsnap", with: ".ccsnap.partial"), good.replacing(".ccsnap", with: ".CCSNAP"),
      good.replacing("11223344", with: "1122334G"), good.replacing("-5566-", with: "--566-"), good + "\u{0}",
      good.replacing("000000000005", with: "٠00000000005"), "stores/\(store)/0001/.ccsnap",
      "stores/\(store)/0001/" + String(repeating: "0", count: 100_000) + ".ccsnap",
    ]
    for path in wrong { #expect(RemoteObject(path: path) == nil, "\(path.prefix(200))") }
    // Nothing is before the first event.
    #expect(RemoteObject(path: object(0, 5, before: 1).path) == nil)
  }

  private func history(_ objects: [RemoteObject]) throws -> RemoteHistory {
    var listing = RemoteListing()
    for object in objects.reversed() { try listing.add(path: object.path, bytes: object.bytes) }
    return try #require(listing.stores[store]?.current)
  }

  @Test("objects that begin where others end are one history, and the fewest of them lead to its end")
  func path() throws {
    let small = [object(0, 3), object(3, 5), object(5, 9)]
    #expect(try history(small).objects == small)
    #expect(try history(small + [object(0, 5)]).objects == [object(0, 5), object(5, 9)])
    let gap = try history([object(0, 3), object(5, 9)])
    #expect(gap.head.sequence == 3 && gap.unreachable == [object(5, 9)] && gap.otherEnds == [])
    #expect(try history([object(3, 9)]).head == .beginning)
  }

  @Test("two ends are a fork, and one that another object reaches over is none as far as names tell")
  func forks() throws {
    let fork = try history([object(0, 3), object(3, 5, after: 50), object(3, 5, after: 51)])
    #expect(fork.forks.map(\.sequence) == [5] && fork.head.chain == 51)
    #expect(fork.firstFork?.branch.sequence == 3)
    let over = try history([object(0, 3), object(3, 5, after: 50), object(3, 8)])
    #expect(over.forks == [] && over.otherEnds.map(\.sequence) == [5] && over.head.sequence == 8)
    let twice = try history([object(0, 3), object(0, 3, digest: 8)])
    #expect(twice.otherEnds == [] && twice.objects.count == 1)
  }

  @Test("the epoch that reaches furthest counts, and of two that reach as far the later one")
  func epochs() throws {
    let old = [object(0, 5), object(5, 9)]
    #expect(try history(old + [object(0, 5, after: 77, epoch: 2)]).epoch == 1)
    #expect(try history(old + [object(0, 9, after: 77, epoch: 2)]).epoch == 2)
  }

  @Test("a torn object does not exist, and files of others are counted")
  func torn() throws {
    var listing = RemoteListing()
    try listing.add(path: object(0, 3).path, bytes: 99)
    try listing.add(path: "stores/readme.txt", bytes: 5)
    #expect(listing.stores[store]?.current == nil && listing.stores[store]?.torn == [object(0, 3)])
    #expect(listing.others == 1)
  }

  @Test("no names of objects state lengths whose sum is no number")
  func hugeLengths() throws {
    var listing = RemoteListing()
    #expect {
      for number in 0..<UInt64(10_000_000) {
        var huge = object(0, 3, digest: number)
        huge.bytes = Int64(RemoteObject.bytesMax)
        try listing.add(path: huge.path, bytes: huge.bytes)
      }
    } throws: { ($0 as? StoreError)?.code == .limit }
    // The sums are numbers all the same.
    #expect(listing.stores[store].map { $0.bytes > 1 << 59 } == true)
  }

  @Test("a listing of 200,000 objects with forks at every place is put together in one pass")
  func huge() throws {
    var objects: [RemoteObject] = []
    for place in 0..<UInt64(100_000) {
      objects.append(object(place, place + 1))
      objects.append(object(place, place + 1, after: place + 1_000_000))
    }
    let history = try history(objects)
    #expect(history.head.sequence == 100_000 && history.objects.count == 100_000)
    #expect(history.forks.count == 100_000 && history.firstFork?.branch == .beginning)
  }

  @Test("what may be a password or a key in a text of rclone is not shown, and the rest is")
  func secrets() {
    let secret = "hunter2Hunter2hunter2"
    let texts = [
      ":sftp,host=nas,user=me,pass=\(secret):backup", ":s3,secret_access_key=\(secret),provider=Other:bucket",
      "Get \"https://me:\(secret)@host/x\": refused", "error: token=\(secret)", "Authorization: Bearer \(secret)",
      "https://host/b?X-Amz-Signature=\(secret)&x=1", "{\"access_token\":\"\(secret)\"}", "key: \(secret)",
    ]
    for text in texts { #expect(!RemotePlace.redacted(text).contains(secret), "\(RemotePlace.redacted(text))") }
    // None of these looks like a key, and quotes may hold what ends a value without them.
    let short = [
      ":sftp,host=nas,pass=hun:backup", ":sftp,host=nas,pass='hun,x':backup", ":sftp,pass=\"x:,hun\":backup",
      ":sftp,pass='it''s,hun':backup", ":sftp,pass=\"hun", ":sftp,pass=a(hun)[b]/c:backup", "{\"password\": \"hun\"}",
      "Authorization: Basic hun", ":opendrive,2fa=hun:x", "ftp://me:hun@host/", "password: 'a hun b'",
    ]
    for text in short { #expect(!RemotePlace.redacted(text).contains("hun"), "\(RemotePlace.redacted(text))") }
    for text in ["b2:bucket/dir", "/media/usb/ccstore", ":sftp,host=nas,user=me:backup", "directory not found"] {
      #expect(RemotePlace.redacted(text) == text)
    }
  }

  @Test("what a place states as a password is known, so that it is found in any message")
  func statedSecrets() throws {
    func secrets(_ text: String) throws -> [String] { try RemotePlace(text) { $0 }.secrets }
    #expect(try secrets(":sftp,host=nas,pass='it''s, so':backup") == ["it's, so"])
    #expect(try secrets(":webdav,url='https://me:hun2@host/':x") == ["me:hun2", "hun2"])
    #expect(try secrets("b2:bucket/dir") == [] && secrets("/a/pass=x") == [])
  }

  @Test("a place is a directory, or a remote of rclone, and nothing that another program takes for an option")
  func places() throws {
    func place(_ text: String) throws -> RemotePlace {
      try RemotePlace(text) { $0.hasPrefix("/") ? $0 : "/here/" + $0 }
    }
    #expect(try place("/a/b/../c").kind == .directory("/a/c"))
    #expect(try place("./x").kind == .directory("/here/x"))
    #expect(try place("b2:bucket/").kind == .rclone("b2:bucket"))
    #expect(try place(":s3,endpoint='http://h/':b").kind == .rclone(":s3,endpoint='http://h/':b"))
    for text in ["", "name", "-x:y", "--config=x", "a\nb:c", "b2:a/../b", "x\u{1b}:y"] {
      #expect(throws: StoreError.self, "\(text)") { try place(text) }
    }
  }
}
