using System.Globalization;
using Rondo.Lifecycle.Alerting;
using Rondo.Server.Pages.Models;
using Rondo.Server.Serving;

namespace Rondo.Server.Pages.Monitoring;

/// <summary>Where a model's monitoring is on the web, with the time that is looked at.</summary>
static class MonitoringAddress
{
    public static string Of(string model, RangeQuery? range = null) => $"{ModelAddress.Of(model)}/monitoring{Query(range, '?')}";

    /// <summary>A name that a path would lose (dots, slashes, nothing at all) stands in the query.</summary>
    public static string Column(string model, string column, RangeQuery? range = null)
    {
        var isPlain = column.Length > 0 && column.Trim('.').Length > 0 && column.IndexOfAny(['/', '\\', '%']) < 0;
        return isPlain ? $"{Of(model)}/columns/{Uri.EscapeDataString(column)}{Query(range, '?')}" : $"{Of(model)}/columns?name={Uri.EscapeDataString(column)}{Query(range, '&')}";
    }

    /// <summary>The window in which a rule came to its state; of one that is quiet the last that was looked at.</summary>
    public static RangeQuery WindowOf(Alert alert)
    {
        var end = alert.State is Observe.Alerts.AlertState.Firing or Observe.Alerts.AlertState.Pending ? alert.Since : alert.Seen;
        return new RangeQuery(end - alert.Window, end, alert.Window);
    }

    static string Query(RangeQuery? range, char begin)
    {
        if (range is null) return "";
        string[] words =
        [
            .. range.From is { } from ? (string[])[$"from={Time(from)}"] : [],
            .. range.To is { } to ? (string[])[$"to={Time(to)}"] : [],
            .. range.Window is { } window ? (string[])[$"window={WindowText(window)}"] : [],
        ];
        return words.Length == 0 ? "" : begin + string.Join('&', words);
    }

    /// <summary>As the address and its form have it.</summary>
    public static string Time(DateTimeOffset? time) => time is not { } given ? ""
        : given.UtcDateTime.ToString(given.UtcDateTime.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : given.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string WindowText(TimeSpan? window) => window switch
    {
        null => "",
        { } w when w.Ticks % TimeSpan.TicksPerDay == 0 => Said(w.TotalDays, "d"),
        { } w when w.Ticks % TimeSpan.TicksPerHour == 0 => Said(w.TotalHours, "h"),
        { } w when w.Ticks % TimeSpan.TicksPerMinute == 0 => Said(w.TotalMinutes, "m"),
        { } w => Said(Math.Max(1, Math.Floor(w.TotalSeconds)), "s"),
    };

    static string Said(double number, string unit) => number.ToString("0", CultureInfo.InvariantCulture) + unit;
}
