import Testing

@testable import FileIO

@Suite("mounts whose locks may not exclude other machines")
struct MountTableTests {
  private let table = MountTable(
    Array(
      """
      22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
      30 22 0:40 / /home rw,relatime shared:1 - nfs4 server:/home rw,vers=4.2,local_lock=none,addr=10.0.0.1
      31 30 0:41 / /home/me/my\\040data rw,relatime - nfs server:/data rw,vers=3,nolock,local_lock=all
      32 22 0:42 / /mnt/smb rw,relatime - cifs //server/share rw,vers=3.0,nobrl
      33 22 0:43 / /mnt/ssh rw,relatime - fuse.sshfs me@host:/ rw,user_id=0
      34 22 0:44 / /mnt/disk rw,relatime - fuseblk /dev/sdb1 rw,user_id=0
      35 22 0:45 / /mnt/smb/locks rw,relatime - cifs //server/share rw,vers=3.0
      this is no mount
      """.utf8))

  @Test(
    "the type and the options of a mount decide whether its locks are doubted",
    arguments: [
      ("/var/store", nil), ("/home/me/store", nil), ("/home/me/my data/store", "NFS"), ("/mnt/smb/store", "SMB"),
      ("/mnt/ssh", "fuse.sshfs"), ("/mnt/sshd/store", nil), ("/mnt/disk/store", nil), ("/mnt/smb/locks/store", nil),
    ] as [(String, String?)])
  func doubt(path: String, word: String?) throws {
    let mount = try #require(table.mount(of: Array(path.utf8)))
    if let word { #expect(mount.lockDoubt?.contains(word) == true) } else { #expect(mount.lockDoubt == nil) }
  }

  @Test("the locks of a local directory are not doubted")
  func here() throws {
    #expect(try POSIXFileSystem().lockDoubt("/") == nil)
  }
}
