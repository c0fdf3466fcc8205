using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class ObjectStoreTests : IDisposable
{
    readonly TestWorkspace _test = new();

    ObjectStore Objects => _test.Objects;

    [Fact]
    public void What_was_put_is_read_under_its_SHA_256()
    {
        var hash = Objects.Put("abc"u8);

        // FIPS 180-2, appendix B.1.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
        Assert.Equal("abc"u8.ToArray(), Objects.Read(hash));
        Assert.Equal(3, Objects.SizeOf(hash));
    }

    [Fact]
    public void Bytes_stream_and_file_of_one_content_are_one_object()
    {
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        var path = Path.Combine(_test.Root, "file");
        File.WriteAllBytes(path, content);

        var hashes = new[] { Objects.Put(content), Objects.Put(new MemoryStream(content)), Objects.PutFile(path) };

        Assert.Single(hashes.Distinct());
        Assert.Single(Directory.GetFiles(Path.Combine(_test.Workspace.Folder, "objects"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(_test.Workspace.Folder, "tmp")));
    }

    [Fact]
    public void A_finished_temporary_file_becomes_an_object()
    {
        foreach (var time in (string[])["first", "second"])
        {
            var path = Objects.NewTemporaryPath();
            File.WriteAllText(path, "abc");

            var hash = Objects.Adopt(path);

            Assert.Equal("abc"u8.ToArray(), Objects.Read(hash));
            Assert.False(File.Exists(path), time);
        }
    }

    [Fact]
    public void An_empty_object_is_an_object() => Assert.Empty(Objects.Read(Objects.Put([])));

    [Theory]
    [InlineData("changed")]
    [InlineData("truncated")]
    [InlineData("longer")]
    public void A_damaged_object_is_never_handed_out_and_is_repaired_by_putting_it_again(string damage)
    {
        var content = new byte[1000];
        var hash = Objects.Put(content);
        var bytes = damage switch
        {
            "changed" => [.. content[..500], (byte)1, .. content[501..]],
            "truncated" => content[..999],
            _ => [.. content, (byte)0],
        };
        File.WriteAllBytes(_test.ObjectPath(hash), bytes);

        Expect.Mistake("object_damaged", () => Objects.Read(hash));
        Expect.Mistake("object_damaged", () => Objects.GetPath(hash));
        Expect.Mistake("object_damaged", () => Objects.CopyTo(hash, Stream.Null));
        Assert.Null(Objects.TryRead(hash));
        Assert.Equal(hash, Objects.Put(content));
        Assert.Equal(content, Objects.Read(hash));
    }

    [Fact]
    public void A_missing_object_is_named()
    {
        var hash = new string('0', 64);

        Assert.Contains(hash, Expect.Mistake("object_missing", () => Objects.Read(hash)).Message, StringComparison.Ordinal);
        Assert.Null(Objects.TryRead(hash));
        Assert.False(Objects.Contains(hash));
        Assert.Null(Objects.SizeOf(hash));
    }

    [Fact]
    public void A_read_is_bounded()
    {
        var hash = Objects.Put(new byte[100]);

        Expect.Mistake("object_too_large", () => Objects.Read(hash, maxBytes: 99));
        Assert.Equal(100, Objects.Read(hash, maxBytes: 100).Length);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public void What_is_no_hash_reaches_no_file(string hash) => Assert.Throws<ArgumentException>(() => Objects.Contains(hash));

    [Fact]
    public void A_source_that_fails_leaves_nothing_behind()
    {
        Expect.Mistake("store_unreadable", () => Objects.Put(new FailingStream()));

        Assert.Empty(Directory.GetFiles(Path.Combine(_test.Workspace.Folder, "tmp")));
    }

    [Fact]
    public void A_full_disk_is_reported_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");

        Expect.Mistake("disk_full", () => Objects.Put(new FullDisk()));

        Assert.Empty(Directory.GetFiles(Path.Combine(_test.Workspace.Folder, "tmp")));
    }

    [Fact]
    public void Writers_of_one_object_at_once_all_succeed()
    {
        var content = new byte[50_000];

        Parallel.For(0, 16, _ => Objects.Put(content));

        Assert.Equal(content, Objects.Read(ObjectHash.Of(content)));
    }

    public void Dispose() => _test.Dispose();

    sealed class FailingStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("the cable is out");
    }

    // The device refuses every write as a full disk does, so the error is the system's own.
    sealed class FullDisk : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write(new byte[4096]);
            return 0;
        }
    }
}
