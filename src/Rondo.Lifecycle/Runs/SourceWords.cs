using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Lifecycle.Runs;

/// <summary>Says for the log of data where the rows of a run came from, and what tells them apart.</summary>
static class SourceWords
{
    public static DataReading ReadingOf(ResolvedSpec resolved, string dataHash, string run)
    {
        var prepare = resolved.Spec.Prepare;
        return new DataReading(resolved.Name, dataHash, Of(prepare), run) { Keys = KeysOf(prepare) };
    }

    static string Of(PrepareSpec prepare) => prepare.Source is { } source
        ? string.Join(", ", source.From)
        : string.Join("; ", prepare.Sources.Select(s => $"{s.Key}: {string.Join(", ", s.Value.From)}"));

    // The declared ones that could tell rows apart; whether one does is seen when rows are compared.
    static string[][] KeysOf(PrepareSpec prepare)
    {
        var keys = new List<string[]>();
        if (prepare.Entity is { } entity) keys.Add([entity]);
        if (prepare is { Entity: { } who, Time: { } when }) keys.Add([who, when]);
        if (prepare.OrderBy.Length > 0) keys.Add([.. prepare.OrderBy]);
        return [.. keys];
    }
}
