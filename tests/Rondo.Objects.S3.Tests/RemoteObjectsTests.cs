using System.Security.Cryptography;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Objects.S3.Tests.Gateway;

namespace Rondo.Objects.S3.Tests;

/// <summary>Workspaces whose objects are in a bucket.</summary>
[Trait("Category", "Slow")]
public sealed class RemoteObjectsTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("rondo-s3-").FullName;
    readonly List<Workspace> _open = [];

    [Fact]
    public void What_is_put_is_in_the_bucket_and_comes_back_from_it()
    {
        var address = S3Server.Shared.NewBucket();
        var objects = Open("a", address).Objects;

        var hash = objects.Put("abc"u8);
        Directory.Delete(Path.Combine(_root, "a", "objects"), recursive: true);

        Assert.Contains(hash, S3Server.Shared.Keys(address));
        Assert.True(objects.Contains(hash));
        Assert.Equal(3, objects.SizeOf(hash));
        Assert.Equal("abc"u8.ToArray(), objects.Read(hash));
        Assert.True(File.Exists(PathOf("a", hash)));
        Assert.Empty(Directory.GetFiles(Path.Combine(_root, "a", "tmp")));
    }

    [Theory]
    [InlineData("Read")]
    [InlineData("TryRead")]
    [InlineData("GetPath")]
    [InlineData("CopyTo")]
    [InlineData("IsIntact")]
    public void However_it_is_read_a_missing_or_damaged_copy_is_fetched(string how)
    {
        var objects = Open("a", S3Server.Shared.NewBucket()).Objects;
        var content = Bytes(200_000);
        var hash = objects.Put(content);

        foreach (var damage in (Action[])[() => File.Delete(PathOf("a", hash)), () => File.WriteAllBytes(PathOf("a", hash), content[1..]), () => File.WriteAllBytes(PathOf("a", hash), Bytes(200_000, 2))])
        {
            damage();
            Assert.Equal(content, ReadBy(objects, hash, how));
            Assert.Equal(content, File.ReadAllBytes(PathOf("a", hash)));
        }
    }

    [Fact]
    public void An_intact_copy_is_read_while_the_server_is_away()
    {
        var server = S3Server.StartAnother();
        var objects = Open("a", server.NewBucket()).Objects;
        var hash = objects.Put("abc"u8);
        server.Kill();

        Assert.Equal("abc"u8.ToArray(), objects.Read(hash));
        Assert.Equal(3, objects.SizeOf(hash));
        AssertMistake("objects_unreachable", () => objects.Put("other"u8));
        AssertMistake("objects_unreachable", () => objects.Read(Sha("absent"u8)));
        // Not stored in the bucket is not stored here either.
        Assert.Single(Directory.GetFiles(Path.Combine(_root, "a", "objects"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(_root, "a", "tmp")));
        server.Revive();
        Assert.Equal("other"u8.ToArray(), objects.Read(objects.Put("other"u8)));
        server.End();
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("truncated")]
    [InlineData("longer")]
    [InlineData("emptied")]
    public void A_damaged_object_of_the_bucket_is_never_handed_out_and_is_repaired_by_putting_it_again(string damage)
    {
        var address = S3Server.Shared.NewBucket();
        var objects = Open("a", address).Objects;
        var content = Bytes(1000);
        var hash = objects.Put(content);
        S3Server.Shared.Put(address, hash, damage switch
        {
            "changed" => [.. content[..500], (byte)(content[500] ^ 1), .. content[501..]],
            "truncated" => content[..999],
            "longer" => [.. content, 0],
            _ => [],
        });
        File.Delete(PathOf("a", hash));

        var copy = new MemoryStream();
        AssertMistake("object_damaged", () => objects.Read(hash));
        AssertMistake("object_damaged", () => objects.GetPath(hash));
        AssertMistake("object_damaged", () => objects.CopyTo(hash, copy));
        Assert.Equal(0, copy.Length);
        Assert.Null(objects.TryRead(hash));
        Assert.False(objects.IsIntact(hash));
        Assert.False(File.Exists(PathOf("a", hash)));
        Assert.Empty(Directory.GetFiles(Path.Combine(_root, "a", "tmp")));
        Assert.Equal(hash, objects.Put(content));
        Assert.Equal(content, Copy("b", address, "a").Objects.Read(hash));
    }

    [Fact]
    public void A_truncated_object_is_repaired_by_who_never_read_it()
    {
        var address = S3Server.Shared.NewBucket();
        var content = Bytes(1000);
        S3Server.Shared.Put(address, Sha(content), content[..999]);

        var hash = Open("a", address).Objects.Put(content);

        Assert.Equal(content, Copy("b", address, "a").Objects.Read(hash));
    }

    [Fact]
    public void Objects_from_before_the_bucket_go_there_when_they_are_needed()
    {
        var address = S3Server.Shared.NewBucket();
        var content = Bytes(1000);
        var hash = Open("a", null).Objects.Put(content);

        var objects = Open("a", address).Objects;
        Assert.Equal(content, objects.Read(hash));
        Assert.Empty(S3Server.Shared.Keys(address));
        Assert.True(objects.Contains(hash));

        Assert.Contains(hash, S3Server.Shared.Keys(address));
    }

    [Fact]
    public void Two_workspaces_of_one_store_put_the_same_at_once()
    {
        var address = S3Server.Shared.NewBucket();
        var first = Open("a", address);
        first.Objects.Put("the store is claimed"u8);
        var second = Copy("b", address, "a");
        var contents = Enumerable.Range(0, 20).Select(i => Bytes(10_000, i)).ToArray();

        Parallel.ForEach(contents.Concat(contents), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (content, _, i) => (i % 2 == 0 ? first : second).Objects.Put(content));

        Assert.All(contents, content => Assert.Equal(content, Copy($"c{content[0]}-{content[1]}", address, "a").Objects.Read(Sha(content))));
    }

    [Fact]
    public void Another_stores_prefix_is_refused_before_anything_is_written()
    {
        var address = S3Server.Shared.NewBucket();
        var hash = Open("a", address).Objects.Put("abc"u8);
        var other = Open("other", address);

        AssertMistake("objects_of_another_store", () => other.Objects.Put("theirs"u8));
        AssertMistake("objects_of_another_store", () => other.Pruning.Run(new() { Keep = 1 }));
        Assert.Equal([hash, "rondo-store"], S3Server.Shared.Keys(address).Order(StringComparer.Ordinal));
        Assert.NotEmpty(Open("other", address.Replace("?", "/other?", StringComparison.Ordinal)).Objects.Put("theirs"u8));
    }

    [Fact]
    public void A_large_stream_is_stored_and_fetched()
    {
        var address = S3Server.Shared.NewBucket();
        var content = Bytes(40 << 20);
        var hash = Open("a", address).Objects.Put(new MemoryStream(content));

        var path = Copy("b", address, "a").Objects.GetPath(hash);

        using var file = File.OpenRead(path);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    [Fact]
    public void Without_the_variable_no_bucket_is_used()
    {
        var objects = Open("a", null).Objects;

        Assert.Equal("abc"u8.ToArray(), objects.Read(objects.Put("abc"u8)));
        AssertMistake("object_missing", () => objects.Read(Sha("absent"u8)));
    }

    [Fact]
    public void A_wrong_address_stops_before_anything_is_done() =>
        AssertMistake("bad_address", () => Open("a", "s3://no"));

    public void Dispose()
    {
        foreach (var workspace in _open) workspace.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    Workspace Open(string folder, string? address)
    {
        var workspace = S3Server.WithEnvironment(address, S3Server.AccessKey, S3Server.SecretKey, () => Workspace.Open(Path.Combine(_root, folder)));
        _open.Add(workspace);
        return workspace;
    }

    /// <summary>The same store on another machine: its database, none of its objects.</summary>
    Workspace Copy(string folder, string address, string of)
    {
        Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach (var file in Directory.GetFiles(Path.Combine(_root, of), "store.db*")) File.Copy(file, Path.Combine(_root, folder, Path.GetFileName(file)));
        return Open(folder, address);
    }

    string PathOf(string folder, string hash) => Path.Combine(_root, folder, "objects", hash[..2], hash);

    static byte[] ReadBy(ObjectStore objects, string hash, string how)
    {
        switch (how)
        {
            case "Read": return objects.Read(hash);
            case "TryRead": return objects.TryRead(hash)!;
            case "GetPath": return File.ReadAllBytes(objects.GetPath(hash));
            case "CopyTo":
                var copy = new MemoryStream();
                objects.CopyTo(hash, copy);
                return copy.ToArray();
            default:
                Assert.True(objects.IsIntact(hash));
                return objects.Read(hash);
        }
    }

    static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    static string Sha(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    static void AssertMistake(string code, Action action) => Assert.Equal(code, Assert.Throws<RondoException>(action).Mistakes[0].Code);
}
