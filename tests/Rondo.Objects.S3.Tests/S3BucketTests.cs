using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Objects.S3.Tests.Gateway;

namespace Rondo.Objects.S3.Tests;

[Trait("Category", "Slow"), Collection(typeof(AloneCollection))]
public sealed class S3BucketTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-s3-").FullName;

    [Fact]
    public void What_was_uploaded_is_found_read_listed_and_removed()
    {
        using var bucket = S3Server.Open(S3Server.Shared.NewBucket());
        var (hash, path) = NewFile(100_000, seed: 1);

        Assert.Null(bucket.SizeOf(hash));
        Assert.Null(bucket.Download(hash, Stream.Null));
        Assert.Empty(bucket.Start(hash, 8));
        Assert.True(bucket.Upload(hash, path));
        Assert.False(bucket.Upload(hash, path));

        Assert.Equal(100_000, bucket.SizeOf(hash));
        Assert.Equal(File.ReadAllBytes(path), Read(bucket, hash));
        Assert.Equal(File.ReadAllBytes(path)[..8], bucket.Start(hash, 8));
        Assert.Equal([hash], bucket.Hashes());
        bucket.Delete(hash);
        bucket.Delete(hash);
        Assert.False(bucket.Exists(hash));
        Assert.Empty(bucket.Hashes());
    }

    [Fact]
    public void An_empty_object_is_an_object()
    {
        using var bucket = S3Server.Open(S3Server.Shared.NewBucket());
        var (hash, path) = NewFile(0, seed: 1);

        Assert.True(bucket.Upload(hash, path));
        Assert.Equal(0, bucket.SizeOf(hash));
        Assert.Empty(Read(bucket, hash));
        Assert.Empty(bucket.Start(hash, 8));
    }

    [Fact]
    public void The_server_honours_conditional_writes()
    {
        var address = S3Server.Shared.NewBucket();
        using var bucket = S3Server.Open(address);

        Assert.True(bucket.HonoursConditionalWrites());
        Assert.Empty(S3Server.Shared.Keys(address));
    }

    [Fact]
    public void Of_many_writers_of_one_hash_one_writes()
    {
        using var bucket = S3Server.Open(S3Server.Shared.NewBucket());
        var (hash, path) = NewFile(1 << 20, seed: 2);
        var wins = 0;

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            if (bucket.Upload(hash, path)) Interlocked.Increment(ref wins);
        });

        Assert.Equal(1, wins);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Read(bucket, hash))));
    }

    [Fact]
    public void Of_many_who_claim_a_name_one_wins_and_all_hear_who()
    {
        using var bucket = S3Server.Open(S3Server.Shared.NewBucket());

        var heard = new string[16];
        Parallel.For(0, heard.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => heard[i] = bucket.ClaimText("owner", $"writer {i}"));

        Assert.Single(heard.Distinct());
        Assert.Empty(bucket.Hashes());
    }

    [Fact]
    public void A_large_object_goes_in_parts_there_and_back_in_bounded_memory()
    {
        var address = S3Server.Shared.NewBucket();
        using var bucket = S3Server.Open(address);
        var (hash, path) = NewFile(100 << 20, seed: 3);
        var copy = Path.Combine(_folder, "copy");

        var peak = PeakHeapBytes(() =>
        {
            Assert.True(bucket.Upload(hash, path));
            Assert.False(bucket.Upload(hash, path));
            using var file = File.Create(copy);
            Assert.Equal(100 << 20, bucket.Download(hash, file));
        });

        using (var file = File.OpenRead(copy)) Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(file)));
        Assert.Equal(100 << 20, bucket.SizeOf(hash));
        Assert.Equal(0, S3Server.Shared.OpenUploads(address));
        Assert.True(peak < 32 << 20, $"{peak >> 20} MB of the heap were in use at once.");
    }

    [Fact]
    public void More_objects_than_a_page_are_all_listed()
    {
        var address = S3Server.Shared.NewBucket();
        using var bucket = S3Server.Open(address + "&path_style=true");
        var (_, path) = NewFile(1, seed: 4);
        var hashes = Enumerable.Range(0, 1100).Select(i => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)))).Order(StringComparer.Ordinal).ToArray();
        Parallel.ForEach(hashes, new ParallelOptions { MaxDegreeOfParallelism = 8 }, hash => bucket.Upload(hash, path));

        Assert.Equal(hashes, bucket.Hashes().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_prefix_keeps_to_itself()
    {
        var address = S3Server.Shared.NewBucket();
        string At(string prefix) => address.Replace("?", $"/{prefix}?", StringComparison.Ordinal);
        using var one = S3Server.Open(At("team/a"));
        using var other = S3Server.Open(At("team/ab"));
        using var above = S3Server.Open(At("team"));
        var (hash, path) = NewFile(10, seed: 5);

        one.Upload(hash, path);
        S3Server.Shared.Put(At("team/a"), "notes.txt", "not ours"u8.ToArray());
        S3Server.Shared.Put(At("team/a"), $"deeper/{hash}", "not ours"u8.ToArray());

        Assert.Equal([hash], one.Hashes());
        Assert.Empty(other.Hashes());
        Assert.Empty(above.Hashes());
        Assert.False(other.Exists(hash));
        other.Delete(hash);
        Assert.True(one.Exists(hash));
    }

    [Fact]
    public void Wrong_credentials_are_told_without_them()
    {
        var address = S3Server.Shared.NewBucket();
        using var wrongSecret = S3Server.Open(address, secret: "hunter22");
        using var nobody = S3Server.Open(address, access: "NOBODY");

        foreach (var bucket in (S3Bucket[])[wrongSecret, nobody])
            AssertAllFail(bucket, "objects_access_refused", "AWS_ACCESS_KEY_ID|rights");
    }

    [Fact]
    public void A_missing_bucket_is_named()
    {
        using var bucket = S3Server.Open(S3Server.Shared.AddressOf("nobodys-bucket"));

        AssertAllFail(bucket, "objects_bucket_missing", "nobodys-bucket");
    }

    [Fact]
    public void A_server_that_is_away_is_told_soon()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var bucket = S3Server.Open($"s3://models?endpoint=http://127.0.0.1:{port}");
        var watch = Stopwatch.StartNew();

        AssertAllFail(bucket, "objects_unreachable", $"127.0.0.1:{port}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void A_server_of_something_else_is_told()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await web.AcceptTcpClientAsync();
                var answer = "<html>hello"u8.ToArray();
                _ = await client.GetStream().ReadAtLeastAsync(new byte[4096], 1);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: {answer.Length}\r\n\r\n"));
                await client.GetStream().WriteAsync(answer);
            }
        });
        using var bucket = S3Server.Open($"s3://models?endpoint=http://127.0.0.1:{((IPEndPoint)web.LocalEndpoint).Port}");

        var mistake = Assert.Throws<RondoException>(() => bucket.Download(new string('0', 64), Stream.Null)).Mistakes[0];
        Assert.Contains(mistake.Code, (string[])["objects_failed", "objects_unreachable"]);
    }

    [Fact]
    public void A_server_killed_in_the_middle_leaves_nothing_half_written()
    {
        var server = S3Server.StartAnother();
        using var bucket = S3Server.Open(server.NewBucket());
        var (small, smallPath) = NewFile(1000, seed: 6);
        bucket.Upload(small, smallPath);
        var (large, path) = NewFile(200 << 20, seed: 7);
        using var kill = new Timer(_ => server.Kill(), null, dueTime: 400, period: Timeout.Infinite);

        var mistake = Assert.Throws<RondoException>(() => bucket.Upload(large, path)).Mistakes[0];

        Assert.Equal("objects_unreachable", mistake.Code);
        Assert.Equal("objects_unreachable", Assert.Throws<RondoException>(() => bucket.Download(small, Stream.Null)).Mistakes[0].Code);
        server.Revive();
        Assert.Null(bucket.SizeOf(large));
        Assert.Equal([small], bucket.Hashes());
        Assert.Equal(1000, Read(bucket, small).Length);
        Assert.True(bucket.Upload(large, path));
        Assert.Equal(200 << 20, bucket.SizeOf(large));
        server.End();
    }

    [Fact]
    public void A_full_disk_here_is_not_the_servers_fault()
    {
        using var bucket = S3Server.Open(S3Server.Shared.NewBucket());
        var (hash, path) = NewFile(100_000, seed: 8);
        bucket.Upload(hash, path);

        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.ThrowsAny<IOException>(() => bucket.Download(hash, full));
    }

    [Fact]
    public void An_object_larger_than_expected_is_not_fetched()
    {
        using var bucket = S3Server.Open(S3Server.Shared.NewBucket());
        var (hash, path) = NewFile(100_000, seed: 9);
        bucket.Upload(hash, path);
        var copy = new MemoryStream();

        Assert.Equal("object_too_large", Assert.Throws<RondoException>(() => bucket.Download(hash, copy, maxBytes: 99_999)).Mistakes[0].Code);
        Assert.Equal(0, copy.Length);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF")]
    public void Only_hashes_are_names(string name)
    {
        using var bucket = S3Server.Open("s3://models?endpoint=http://127.0.0.1:1");

        Assert.Throws<ArgumentException>(() => bucket.SizeOf(name));
        Assert.Throws<ArgumentException>(() => bucket.Delete(name));
        Assert.Throws<ArgumentException>(() => bucket.Download(name, Stream.Null));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    void AssertAllFail(S3Bucket bucket, string code, string says)
    {
        var (hash, path) = NewFile(10, seed: 10);
        Action[] requests =
        [
            () => bucket.SizeOf(hash),
            () => bucket.Upload(hash, path),
            () => bucket.Download(hash, Stream.Null),
            () => bucket.Start(hash, 8),
            () => bucket.Delete(hash),
            () => _ = bucket.Hashes().Any(),
        ];
        foreach (var request in requests)
        {
            var mistake = Assert.Throws<RondoException>(request).Mistakes[0];
            Assert.True(code == mistake.Code, mistake.ToString());
            Assert.Matches(says, mistake.ToString());
            Assert.NotNull(mistake.Hint);
            Assert.DoesNotContain("hunter22", mistake.ToString(), StringComparison.Ordinal);
        }
    }

    static byte[] Read(S3Bucket bucket, string hash)
    {
        var content = new MemoryStream();
        bucket.Download(hash, content);
        return content.ToArray();
    }

    (string Hash, string Path) NewFile(int bytes, int seed)
    {
        var path = Path.Combine(_folder, $"file-{seed}");
        var (random, piece) = (new Random(seed), new byte[1 << 16]);
        using (var file = File.Create(path))
        {
            for (var left = bytes; left > 0; left -= piece.Length)
            {
                random.NextBytes(piece);
                file.Write(piece.AsSpan(0, Math.Min(left, piece.Length)));
            }
        }
        using var written = File.OpenRead(path);
        return (Convert.ToHexStringLower(SHA256.HashData(written)), path);
    }

    // What is reachable, looked at every 20 ms: what waits for collection depends on the processor's caches, not on our code.
    static long PeakHeapBytes(Action work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        using var isDone = new ManualResetEventSlim();
        var watch = new Thread(() =>
        {
            while (!isDone.Wait(20))
            {
                GC.Collect();
                peak = Math.Max(peak, GC.GetTotalMemory(false) - before);
            }
        });
        watch.Start();
        try
        {
            work();
        }
        finally
        {
            isDone.Set();
            watch.Join();
        }
        return peak;
    }
}

/// <summary>Tests that measure the heap run while no other test does.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneCollection;
