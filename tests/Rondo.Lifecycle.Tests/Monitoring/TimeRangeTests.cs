using Rondo.Lifecycle.Monitoring;

namespace Rondo.Lifecycle.Tests.Monitoring;

public sealed class TimeRangeTests
{
    [Fact]
    public void Windows_begin_where_the_time_does_and_the_last_one_ends_with_it()
    {
        var from = new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);
        var windows = new TimeRange(from, from.AddHours(60), TimeSpan.FromDays(1)).Windows.ToArray();

        Assert.Equal([from, from.AddDays(1), from.AddDays(2)], windows.Select(w => w.From));
        Assert.Equal(from.AddHours(60), windows[^1].To);
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public void Times_before_1970_have_windows_too() =>
        Assert.Equal(new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero), TimeRange.Start(new DateTimeOffset(1969, 12, 31, 22, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(1)));
}
