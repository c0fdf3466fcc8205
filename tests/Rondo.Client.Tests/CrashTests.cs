using System.Diagnostics;
using System.Globalization;

namespace Rondo.Client.Tests;

/// <summary>Ends of processes, disks and bytes.</summary>
public sealed class CrashTests
{
    static readonly TimeSpan _soon = TimeSpan.FromMinutes(1);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_flush_made_safe_outlives_kill_9_and_arrives_once(bool isServerThere)
    {
        await using var server = isServerThere ? await TrackingServer.Started() : await TrackingServer.Away();
        using var home = new SpoolHome();
        using var child = ChildStory.Start("log-until-killed", server.Address, home.Folder);
        var safe = -1;
        var until = Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromSeconds(1.5) && await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (safe < 0) until.Restart();
            safe = int.Parse(line, CultureInfo.InvariantCulture);
        }
        child.Kill();
        while (await child.StandardOutput.ReadLineAsync() is { } line) safe = int.Parse(line, CultureInfo.InvariantCulture);
        await child.WaitForExitAsync();
        Assert.True(safe > 0, await child.StandardError.ReadToEndAsync());

        if (!isServerThere) await server.Start();
        await using var next = home.Client(server);
        Assert.Equal(FlushState.Delivered, await next.Flush(_soon));

        var logged = server.OnlyRun;
        Assert.Equal(Enumerable.Range(0, logged.Metrics.Count).Select(i => (long)i), logged.Metrics.Select(m => m.Step));
        Assert.InRange(logged.Metrics.Count, safe + 1, int.MaxValue);
        Assert.Equal("KILLED", logged.Status);
        Assert.Single(home.Spools);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_tail_torn_at_any_byte_costs_the_torn_record_only()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using (var client = home.Client(home.For(server) with { CloseTimeout = TimeSpan.Zero }))
        {
            var run = await client.StartRun("torn");
            for (var i = 0; i < 5; i++) run.LogMetric("loss", i, step: i);
            Assert.Equal(FlushState.Spooled, await client.Flush(TimeSpan.Zero));
        }
        var segment = Assert.Single(home.Segments);
        var whole = File.ReadAllBytes(segment);
        await server.Start();

        var counts = new List<int>();
        for (var length = whole.Length; length >= 0; length--)
        {
            using var copy = CopyOf(home);
            File.WriteAllBytes(copy.Segments.Single(), whole[..length]);
            server.Runs.Clear();
            await using var next = copy.Client(server);
            Assert.Equal(FlushState.Delivered, await next.Flush(_soon));
            counts.Add(server.Runs.Values.Sum(r => r.Metrics.Count));
            Assert.All(server.Runs.Values, r => Assert.Equal(Enumerable.Range(0, r.Metrics.Count).Select(i => (long)i), r.Metrics.Select(m => m.Step)));
            Assert.Single(copy.Spools);
        }

        Assert.Equal([5, 4, 3, 2, 1, 0], counts.Distinct());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Changed_bytes_are_told_of_and_never_sent()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using (var client = home.Client(home.For(server) with { CloseTimeout = TimeSpan.Zero }))
        {
            var run = await client.StartRun("damaged");
            for (var i = 0; i < 5; i++) run.LogMetric("loss", i + 0.5, step: i);
        }
        var whole = File.ReadAllBytes(Assert.Single(home.Segments));
        await server.Start();
        var random = new Random(7);

        for (var round = 0; round < 60; round++)
        {
            using var copy = CopyOf(home);
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(8, bytes.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(copy.Segments.Single(), bytes);
            server.Runs.Clear();
            await using var next = copy.Client(server);
            Assert.Equal(FlushState.Delivered, await next.Flush(_soon));
            Assert.NotEmpty(copy.Told(NoticeKind.SpoolDamaged));
            Assert.All(server.Runs.Values, r => Assert.Equal(Enumerable.Range(0, r.Metrics.Count).Select(i => (i + 0.5, (long)i)), r.Metrics.Select(m => (m.Value, m.Step))));
        }
    }

    [Fact]
    public async Task A_spool_of_another_version_is_left_as_it_is()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using (var client = home.Client(home.For(server) with { CloseTimeout = TimeSpan.Zero })) await client.Run("old", _ => Task.CompletedTask);
        var segment = Assert.Single(home.Segments);
        var bytes = File.ReadAllBytes(segment);
        bytes[6] = (byte)'9';
        File.WriteAllBytes(segment, bytes);
        await server.Start();

        await using (var next = home.Client(server)) Assert.Equal(FlushState.Delivered, await next.Flush(_soon));

        Assert.Equal(bytes, File.ReadAllBytes(segment));
        Assert.Empty(server.Runs);
        Assert.NotEmpty(home.Told(NoticeKind.SpoolDamaged));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Processes_with_one_folder_do_not_disturb_each_other()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        Process[] children = [.. Enumerable.Range(0, 2).Select(_ => ChildStory.Start("log-and-close", server.Address, home.Folder))];
        var own = await client.StartRun("shared");
        for (var i = 0; i < 5_000; i++) own.LogMetric("loss", i, step: i);
        await own.Finish();

        foreach (var child in children)
        {
            await child.WaitForExitAsync();
            Assert.True(child.ExitCode == 0, await child.StandardError.ReadToEndAsync());
            child.Dispose();
        }
        Assert.Equal(3, server.Runs.Count);
        Assert.All(server.Runs.Values, r => Assert.Equal(("FINISHED", 5_000, 0), (r.Status, r.Metrics.Count, r.Repeated)));
        Assert.Single(home.Spools);
        Assert.Empty(home.Told(NoticeKind.LeftoversFound));
    }

    [Fact]
    public async Task Clients_of_one_process_with_one_folder_do_not_disturb_each_other()
    {
        await using var server = await TrackingServer.Started();
        await using var other = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var a = home.Client(server);
        await using var b = home.Client(server);
        await using var c = home.Client(other);

        await Task.WhenAll(new[] { a, b, c }.Select(client => client.Run("shared", async run =>
        {
            for (var i = 0; i < 2_000; i++) run.LogMetric("loss", i, step: i);
            await Task.Yield();
        })));

        Assert.Equal((2, 1), (server.Runs.Count, other.Runs.Count));
        Assert.All(server.Runs.Values.Concat(other.Runs.Values), r => Assert.Equal((2_000, 0), (r.Metrics.Count, r.Repeated)));
        Assert.Equal(3, home.Spools.Length);
    }

    [Fact]
    public async Task A_full_spool_keeps_the_oldest_and_tells_of_the_newest()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using var client = home.Client(home.For(server) with { SpoolLimit = 200_000 });
        var run = await client.StartRun("full");
        for (var i = 0; i < 20_000; i++)
        {
            run.LogMetric("loss", i, step: i);
            if (i % 500 == 0) await client.Flush(TimeSpan.Zero);
        }

        var kept = (int)client.Counters.Queued - 1;
        Assert.InRange(kept, 1_000, 10_000);
        Assert.Equal(20_000 - kept, client.Counters.Refused);
        await Eventually.True(() => home.Told(NoticeKind.Refused).Sum(n => n.Count) == client.Counters.Refused, "all that was refused is told of");
        Assert.InRange(client.Counters.SpoolBytes, 100_000, 210_000);

        await server.Start();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));
        Assert.Equal(Enumerable.Range(0, kept).Select(i => (long)i), server.OnlyRun.Metrics.Select(m => m.Step));
        // There is room again.
        run.LogMetric("loss", 1, step: 99_999);
        await run.Finish();
        Assert.Equal(99_999, server.OnlyRun.Metrics[^1].Step);
        Assert.Equal("FINISHED", server.OnlyRun.Status);
    }

    [Fact]
    public async Task Full_memory_refuses_the_newest_too()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(home.For(server) with { MemoryLimit = 1_000 });
        var run = await client.StartRun("small");

        for (var i = 0; i < 1_000; i++) run.LogMetric("loss", i, step: i);
        await run.Finish();

        Assert.True(client.Counters.Refused > 0);
        Assert.Equal(1_000, server.OnlyRun.Metrics.Count + client.Counters.Refused);
        Assert.Equal("FINISHED", server.OnlyRun.Status);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_full_disk_lets_records_go_to_the_server_from_memory()
    {
        using var home = new SpoolHome();
        await using var server = await TrackingServer.Started();
        var disk = Directory.CreateDirectory(Path.Combine(home.Folder, "disk")).FullName;
        using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", disk]) { RedirectStandardError = true })!;
        await probe.WaitForExitAsync();
        Assert.SkipUnless(probe.ExitCode == 0, "No small file system can be mounted here.");

        using var child = ChildStory.Start("fill-the-disk", server.Address, disk, before: $"mount -t tmpfs -o size=256k tmpfs '{disk}'");
        var said = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, said + await child.StandardError.ReadToEndAsync());
        Assert.Contains("SpoolUnwritable", said, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (long)i), server.OnlyRun.Metrics.Select(m => m.Step));
        Assert.Equal("FINISHED", server.OnlyRun.Status);
    }

    // A fresh home with the same leftovers.
    static SpoolHome CopyOf(SpoolHome home)
    {
        var copy = new SpoolHome();
        foreach (var file in Directory.EnumerateFiles(home.Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(home.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }
}
