using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store.Snapshots;
using static Rondo.Cli.Output.ReadableText;

namespace Rondo.Cli.Output;

/// <summary>Versions of data and what pruning did, as tables and as JSON.</summary>
static class DataTables
{
    public static void Log(Session session, IReadOnlyList<DataVersion> versions, int limit)
    {
        if (session.Json)
        {
            session.Print(new JsonObject { ["versions"] = new JsonArray([.. versions.Take(limit).Select(v => (JsonNode)ToJson(v))]) });
            return;
        }
        if (versions.Count == 0)
        {
            session.Out.WriteLine("No version of data yet. Each run keeps the data that it reads: rondo run FILE");
            return;
        }
        foreach (var set in versions.Take(limit).GroupBy(v => v.Dataset))
        {
            session.Out.WriteLine($"{set.Key}, from {Cell(set.First().Source)}");
            TextTable.Write(session.Out, ["", "data_hash", "since", "rows", "columns", "size", "new", "runs", "tags"],
                [.. set.Select(v => (IReadOnlyList<string>)
                [
                    v.Reference, Hash(v.DataHash), Time(v.Time), Count(v.Rows), Count(v.Columns), v.Pruned is null ? Size(v.Bytes) : "pruned",
                    v.Pruned is null ? Size(v.NewBytes) : "", Count(v.Runs.Count), string.Join(", ", v.Tags),
                ])]);
        }
        if (versions.Count > limit) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The newest {limit} of {versions.Count}; --limit shows more."));
    }

    public static void Pruned(Session session, PruneResult result, bool isTrial)
    {
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["dry_run"] = isTrial,
                ["removed"] = new JsonArray([.. result.Removed.Select(v => (JsonNode)ToJson(v))]),
                ["kept"] = new JsonArray([.. result.Kept.Select(k => (JsonNode)new JsonObject { ["dataset"] = k.Version.Dataset, ["ref"] = k.Version.Reference, ["data_hash"] = k.Version.DataHash, ["reason"] = k.Reason })]),
                ["objects"] = result.Objects,
                ["bytes"] = result.Bytes,
                ["busy"] = result.IsBusy,
            });
            return;
        }
        var verb = isTrial ? "would remove" : "removed";
        foreach (var version in result.Removed) session.Out.WriteLine($"{verb} {Name(version)}, {Count(version.Rows)} rows of {Time(version.Time)}");
        foreach (var (version, reason) in result.Kept) session.Out.WriteLine($"kept {Name(version)}: {reason}");
        session.Out.WriteLine($"{verb} {Plural(result.Removed.Count, "version")} and {Plural(result.Objects, "stored object")}, {Size(result.Bytes)}");
        if (result.IsBusy) session.Out.WriteLine("A snapshot is being written or read just now; what nothing refers to goes with the next prune.");
    }

    static string Plural(int count, string word) => $"{Count(count)} {word}{(count == 1 ? "" : "s")}";

    public static string Name(DataVersion version) => $"{version.Dataset}@{version.Reference} ({Hash(version.DataHash)})";

    static JsonObject ToJson(DataVersion version) => new()
    {
        ["dataset"] = version.Dataset,
        ["ref"] = version.Reference,
        ["data_hash"] = version.DataHash,
        ["time"] = Iso(version.Time),
        ["rows"] = version.Rows,
        ["columns"] = version.Columns,
        ["bytes"] = version.Bytes,
        ["new_bytes"] = version.NewBytes,
        ["source"] = version.Source,
        ["runs"] = new JsonArray([.. version.Runs.Select(r => (JsonNode)r)]),
        ["tags"] = new JsonArray([.. version.Tags.Select(t => (JsonNode)t)]),
        ["pruned"] = version.Pruned is { } pruned ? Iso(pruned) : null,
    };

    static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
