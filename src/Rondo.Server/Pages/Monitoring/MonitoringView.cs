using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Store;
using Rondo.Server.Serving;

namespace Rondo.Server.Pages.Monitoring;

/// <summary>What the page of a model's monitoring shows, worked out before it is drawn.</summary>
public sealed record MonitoringView(RangeQuery Range, LookedAt Looked, ObservedPerformance Performance, TimeRange ServiceTime, IReadOnlyList<ServiceWindow> Service)
{
    /// <summary>More windows than this are no page.</summary>
    public const int MostWindows = 100;

    public static MonitoringView Of(Workspace workspace, string name, RangeQuery range, DateTimeOffset now, CancellationToken cancellation)
    {
        var reference = ModelReference.Parse(name);
        var looked = new DriftWatch(workspace).Look(reference, range.From, range.To, range.Window, MostWindows, cancellation);
        var rules = looked.Model.Rules;
        var performance = new PerformanceWatch(workspace).Observe(reference, range.From is null ? null : From(looked.Whole, range.Window ?? rules.PerformanceWindow), range.To, range.Window, cancellation: cancellation);
        var service = AnsweredIn(range, range.Window ?? rules.DriftWindow, now);
        return new MonitoringView(range, looked, performance, service, ServiceWindows.Of(workspace, looked.Model.Name, service, cancellation));
    }

    // Whoever looks at one window wants to know how it was before.
    static DateTimeOffset From(ObservedDrift looked, TimeSpan window)
    {
        var time = new TimeRange(looked.From, looked.To, window).WithUsualWindows();
        time.Require(MostWindows);
        return time.From;
    }

    // Requests are counted when they are answered, whenever their events were.
    static TimeRange AnsweredIn(RangeQuery range, TimeSpan window, DateTimeOffset now)
    {
        var to = range.To ?? TimeRange.Start(now, window) + window;
        var time = new TimeRange(range.From is { } given && given < to ? given : to - window, to, window).WithUsualWindows();
        time.Require(MostWindows);
        return time;
    }
}
