using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class AliasHistoryTests
{
    [Fact]
    public void The_trail_tells_what_was_champion_when()
    {
        var clock = new ManualClock();
        using var test = new TestWorkspace(clock);
        var before = clock.GetUtcNow() - TimeSpan.FromSeconds(1);
        test.Register();
        clock.Advance(TimeSpan.FromHours(1));
        test.Register();
        var second = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        test.Models.Promote(ModelReference.Parse("flights@2"), author: new Author { By = "ada", Reason = "better" });
        var promoted = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromHours(1));
        test.Models.Rollback("flights");
        var events = test.Models.History("flights");

        Assert.Empty(AliasHistory.At(events, before));
        Assert.Equal([("challenger", 2), ("champion", 1)], Pointers(second));
        Assert.Equal([("champion", 2)], Pointers(promoted));
        Assert.Equal(("ada", "better"), (AliasHistory.At(events, promoted)["champion"].By, AliasHistory.At(events, promoted)["champion"].Reason));
        Assert.Equal([("champion", 1)], Pointers(clock.GetUtcNow()));

        (string, int)[] Pointers(DateTimeOffset time) => [.. AliasHistory.At(events, time).Select(a => (a.Key, a.Value.Version!.Value))];
    }
}
