using Microsoft.AspNetCore.Http;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Monitoring.Labels;

namespace Rondo.Server.Serving;

/// <summary>The time that an address asks for: from, to, and how long the windows are.</summary>
public sealed record RangeQuery(DateTimeOffset? From, DateTimeOffset? To, TimeSpan? Window)
{
    /// <param name="others">Parameters that the address may have beside.</param>
    /// <exception cref="RondoException">One of them can't be read, or is not known.</exception>
    public static RangeQuery Of(IQueryCollection query, params string[] others)
    {
        if (query.Keys.FirstOrDefault(k => k is not ("from" or "to" or "window") && !others.Contains(k, StringComparer.Ordinal)) is { } unknown)
            throw new RondoException(new Mistake("bad_query", $"There is no parameter '{VisibleText.Of(unknown)}' here.") { Field = VisibleText.Of(unknown), Hint = $"The parameters are {string.Join(", ", ["from", "to", .. others])} and window." });
        return new RangeQuery(Time(query, "from"), Time(query, "to"), WindowOf(query));
    }

    static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        if (query[name] is not [{ Length: > 0 } text, ..]) return null;
        // A plus that was not encoded comes as a blank.
        return LabelReader.TimeOf(text) ?? (text.LastIndexOf(' ') is > 10 and var blank ? LabelReader.TimeOf(text[..blank] + '+' + text[(blank + 1)..]) : null)
            ?? throw new RondoException(new Mistake("bad_query", $"'{VisibleText.Of(text)}' is no time.") { Field = name, Hint = "Write one such as 2026-05-31 or 2026-05-31T12:00:00Z." });
    }

    static TimeSpan? WindowOf(IQueryCollection query)
    {
        if (query["window"] is not [{ Length: > 0 } text, ..]) return null;
        return DurationText.Parse(text) is { } window && window >= TimeSpan.FromSeconds(1) ? window
            : throw new RondoException(new Mistake("bad_query", $"'{VisibleText.Of(text)}' is no window.") { Field = "window", Hint = $"Write {DurationText.Expected}." });
    }
}
