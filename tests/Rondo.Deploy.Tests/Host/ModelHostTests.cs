using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Host;

namespace Rondo.Deploy.Tests.Host;

public sealed class ModelHostTests
{
    [Fact]
    public async Task An_alias_that_moves_serves_its_new_version_and_leases_keep_the_old_one()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("house", TrainedModels.DearerHouse);
        using var host = NewHost(catalog);
        await host.Start(default);
        using var before = await host.Acquire("house", null, null, default);
        catalog.Promote("house", 2);
        await host.Refresh(default);
        using var after = await host.Acquire("house", "champion", null, default);
        Assert.Equal(1, before.Model.Version);
        Assert.Equal(2, after.Model.Version);
        Assert.True(host.IsLoaded("house", null, 1));
    }

    [Fact]
    public async Task No_request_fails_while_versions_are_swapped()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("house", TrainedModels.DearerHouse);
        using var host = NewHost(catalog, o => o with { Models = [new ServedReference("house", "champion")] });
        await host.Start(default);
        var (answered, isOver) = (0L, false);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            do
            {
                using var lease = await host.Acquire("house", null, null, default);
                Assert.InRange(lease.Model.Version, 1, 2);
                Interlocked.Increment(ref answered);
            }
            while (!Volatile.Read(ref isOver));
        })).ToArray();
        for (var swap = 0; swap < 100; swap++)
        {
            catalog.Promote("house", 2 - swap % 2);
            await host.Refresh(default);
            using var lease = await host.Acquire("house", null, null, default);
            Assert.Equal(2 - swap % 2, lease.Model.Version);
        }
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(callers);
        Assert.True(answered > 0);
    }

    [Fact]
    public async Task Requests_that_come_while_the_host_looks_wait_for_what_it_finds()
    {
        var catalog = new MemoryCatalog { Delay = TimeSpan.FromMilliseconds(400) }.Add("house", TrainedModels.House, "champion");
        using var host = NewHost(catalog);
        var early = Enumerable.Range(0, 8).Select(async i =>
        {
            await Task.Delay(20 * i);
            using var lease = await host.Acquire("house", null, null, default);
            return lease.Model.Version;
        });
        Assert.All(await Task.WhenAll(early), version => Assert.Equal(1, version));
        var refused = await Assert.ThrowsAsync<HostException>(async () => await host.Acquire("nobody", null, null, default));
        Assert.Equal(HostRefusal.UnknownModel, refused.Refusal);
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_leaves_what_serves()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("house", new ModelContent([1, 2, 3])).Add("churn", TrainedModels.Churn).Add("churn", TrainedModels.Churn);
        using var host = NewHost(catalog);
        await host.Start(default);
        (await host.Acquire("house", null, null, default)).Dispose();
        catalog.Promote("house", 2);
        catalog.Promote("churn", 2);
        await host.Refresh(default);
        Assert.Equal(1, host.Find("house")!.Default);
        Assert.Equal(2, host.Find("churn")!.Default);
        var e = await Assert.ThrowsAsync<HostException>(async () => await host.Acquire("house", null, 2, default));
        Assert.Equal(HostRefusal.Broken, e.Refusal);
    }

    [Fact]
    public async Task Models_idle_longest_make_room_and_come_back_when_asked_for()
    {
        var catalog = new MemoryCatalog();
        for (var i = 0; i < 20; i++) catalog.Add($"m{i}", TrainedModels.House);
        var size = SizeOfHouse();
        using var host = NewHost(catalog, o => o with { MemoryBytes = 5 * size });
        await host.Start(default);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                using var lease = await host.Acquire($"m{i}", null, null, default);
                Assert.Equal($"m{i}", lease.Model.Name);
                Assert.True(host.UsedBytes <= 5 * size);
            }
        }
        Assert.True(host.IsLoaded("m19", null, null));
        Assert.False(host.IsLoaded("m0", null, null));
    }

    [Fact]
    public async Task Models_in_use_are_not_evicted_and_what_can_never_fit_is_told_so()
    {
        var catalog = new MemoryCatalog().Add("a", TrainedModels.House).Add("b", TrainedModels.House);
        var size = SizeOfHouse();
        using var host = NewHost(catalog, o => o with { MemoryBytes = size * 3 / 2 });
        await host.Start(default);
        using (await host.Acquire("a", null, null, default))
        {
            var e = await Assert.ThrowsAsync<HostException>(async () => await host.Acquire("b", null, null, default));
            Assert.Equal(HostRefusal.Busy, e.Refusal);
        }
        (await host.Acquire("b", null, null, default)).Dispose();
        using var tiny = NewHost(catalog, o => o with { MemoryBytes = 100 });
        await tiny.Start(default);
        Assert.Equal(HostRefusal.TooLarge, (await Assert.ThrowsAsync<HostException>(async () => await tiny.Acquire("a", null, null, default))).Refusal);
    }

    [Fact]
    public async Task A_model_that_many_ask_for_at_once_is_read_once()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House);
        using var host = NewHost(catalog);
        await host.Start(default);
        var leases = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await host.Acquire("house", null, null, default))));
        Assert.Equal(1, catalog.Opened);
        foreach (var lease in leases) lease.Dispose();
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_served_and_it_must_be_there()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House).Add("churn", TrainedModels.Churn);
        using var host = NewHost(catalog, o => o with { Models = [new ServedReference("churn")] });
        await host.Start(default);
        Assert.True(host.IsReady);
        Assert.True(host.IsLoaded("churn", null, null));
        Assert.Equal(["churn"], host.Names);
        using var missing = NewHost(catalog, o => o with { Models = [new ServedReference("nobody")] });
        await Assert.ThrowsAsync<HostException>(() => missing.Start(default));
        Assert.False(missing.IsReady);
    }

    [Fact]
    public async Task A_model_that_is_deleted_is_served_no_more()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House);
        using var host = NewHost(catalog);
        await host.Start(default);
        (await host.Acquire("house", null, null, default)).Dispose();
        catalog.Remove("house");
        await host.Refresh(default);
        Assert.Null(host.Find("house"));
        Assert.Equal(0, host.UsedBytes);
    }

    // The first one counts what the process needs once.
    static long SizeOfHouse() => Enumerable.Range(0, 2).Select(_ => ServedModel.Load("m", 1, TrainedModels.House).SizeBytes).Last();

    static ModelHost NewHost(MemoryCatalog catalog, Func<HostOptions, HostOptions>? change = null) =>
        new(catalog, (change ?? (o => o))(new HostOptions()), NullLogger.Instance);
}
