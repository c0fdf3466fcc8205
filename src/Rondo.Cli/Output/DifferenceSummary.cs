using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Runs.Comparison;
using Rondo.Lifecycle.Store;
using static Rondo.Cli.Output.ReadableText;

namespace Rondo.Cli.Output;

/// <summary>What changed between two versions or runs, for people and as JSON.</summary>
static class DifferenceSummary
{
    /// <param name="model">The model that plain numbers are of; null for that of the other side, or the only one.</param>
    public static void Print(Session session, Workspace workspace, string before, string after, string? model, CancellationToken cancellation)
    {
        var (first, second) = ComparedSide.Find(workspace, before, after, model);
        var difference = Difference.Of(workspace, first, second, session.Threads, cancellation);
        if (session.Json) session.Print(ToJson(difference));
        else Write(session.Out, difference);
    }

    static void Write(TextWriter writer, Difference difference)
    {
        var (before, after) = (difference.Before, difference.After);
        writer.WriteLine($"{"data",-12}{DataWords(difference)}");
        writer.WriteLine($"{"code",-12}{CodeWords(difference)}");
        writer.WriteLine($"{"model bits",-12}{difference.IsSameModel switch { true => "the same", false => "other ones", null => "not both have a model" }}{(before.Algorithm is { } was && after.Algorithm is { } now ? was == now ? $", {was}" : $", {was} -> {now}" : "")}");
        TextTable.Write(writer, ["", before.Name, after.Name, "change"],
        [
            .. difference.Metrics.Select(m => (IReadOnlyList<string>)[m.Name, Number(m.Before), Number(m.After), Change(m)]),
            .. difference.Spec.Select(c => Row(c.Name, c, "")),
            .. difference.Features.Select(c => Row($"feature {Cell(c.Name)}", c, c.Before is null ? "added" : c.After is null ? "gone" : "")),
            .. difference.Environment.Select(c => Row($"environment {Cell(c.Name)}", c, "")),
        ]);
    }

    static string DataWords(Difference difference)
    {
        if (difference.IsSameData) return $"the same, {ShortHash(difference.Before.DataHash)}";
        var hashes = $"{ShortHash(difference.Before.DataHash)} -> {ShortHash(difference.After.DataHash)}";
        if (difference.Data is not { } data) return difference.DataNote is null ? hashes : $"{hashes}; rows can't be compared: {difference.DataNote}";
        var columns = data.ColumnsAdded.Length + data.ColumnsRemoved.Length + data.ColumnsRetyped.Length is > 0 and var changed ? $", {changed} columns changed" : "";
        var order = data.AreRowsReordered || data.AreColumnsReordered ? ", in another order" : "";
        return $"{hashes}: {Count(data.RowsAdded)} rows added, {Count(data.RowsRemoved)} removed, {Count(data.RowsChanged)} changed ({Count(data.CellsChanged)} {(data.CellsChanged == 1 ? "cell" : "cells")}){columns}{order}";
    }

    static string CodeWords(Difference difference) => (difference.Before.Code, difference.After.Code) switch
    {
        (null, null) => "of no git repository",
        (null, { } after) => $"not known -> {Short(after)}",
        ({ } before, null) => $"{Short(before)} -> not known",
        var (before, after) when before.Commit != after.Commit => $"{Short(before)} -> {Short(after)}",
        var (before, after) => $"commit {before.Commit[..Math.Min(12, before.Commit.Length)]}, {Beyond(difference, before.IsDirty, after.IsDirty)}",
    };

    static string Beyond(Difference difference, bool before, bool after) => (before, after, difference.IsSameCode) switch
    {
        (false, false, _) => "the same",
        (true, false, _) => "with changes beyond it before, none after",
        (false, true, _) => "with changes beyond it after, none before",
        (_, _, true) => "with the same changes beyond it",
        (_, _, false) => "with other changes beyond it",
        _ => "with changes beyond it that were not kept",
    };

    static string Short(CodeVersion code) => code.Commit[..Math.Min(12, code.Commit.Length)] + (code.IsDirty ? "+dirty" : "");

    static string ShortHash(string? hash) => hash is null or "" ? "none" : Hash(hash);

    static IReadOnlyList<string> Row(string name, ValueChange change, string word) =>
        [Cell(name), change.Before is null ? "-" : Cell(change.Before), change.After is null ? "-" : Cell(change.After), word];

    static string Change(MetricChange metric) => metric.After - metric.Before is { } change ? $"{(change > 0 ? "+" : "")}{Number(change)}" : "-";

    static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "-";

    static JsonObject ToJson(Difference difference) => new()
    {
        ["versions"] = new JsonArray(difference.Before.Name, difference.After.Name),
        ["metrics"] = new JsonObject(difference.Metrics.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)new JsonArray(m.Before, m.After)))),
        ["spec"] = Changes(difference.Spec),
        ["features"] = Changes(difference.Features),
        ["environment"] = Changes(difference.Environment),
        ["same_data"] = difference.IsSameData,
        ["same_model"] = difference.IsSameModel,
        ["same_code"] = difference.IsSameCode,
        ["algorithms"] = new JsonArray(difference.Before.Algorithm, difference.After.Algorithm),
        ["data"] = DataJson(difference),
        ["code"] = new JsonObject { ["before"] = CodeJson(difference.Before), ["after"] = CodeJson(difference.After) },
    };

    static JsonObject DataJson(Difference difference)
    {
        var json = new JsonObject { ["before"] = difference.Before.DataHash, ["after"] = difference.After.DataHash, ["note"] = difference.DataNote };
        if (difference.Data is not { } data) return json;
        json["matched_by"] = data.MatchedBy.ToString().ToLowerInvariant();
        json["rows"] = new JsonObject { ["added"] = data.RowsAdded, ["removed"] = data.RowsRemoved, ["changed"] = data.RowsChanged, ["reordered"] = data.AreRowsReordered };
        json["cells"] = new JsonObject { ["changed"] = data.CellsChanged };
        json["columns"] = new JsonObject
        {
            ["added"] = new JsonArray([.. data.ColumnsAdded.Select(c => (JsonNode)c.Name)]),
            ["removed"] = new JsonArray([.. data.ColumnsRemoved.Select(c => (JsonNode)c.Name)]),
            ["retyped"] = new JsonArray([.. data.ColumnsRetyped.Select(c => (JsonNode)c.Name)]),
        };
        return json;
    }

    static JsonObject? CodeJson(ComparedSide side) => side.Code is not { } code ? null
        : new JsonObject { ["commit"] = code.Commit, ["dirty"] = code.IsDirty, ["diff"] = side.Run?.CodeDiff };

    static JsonObject Changes(IEnumerable<ValueChange> changes) =>
        new(changes.Select(c => KeyValuePair.Create(c.Name, (JsonNode?)new JsonArray(c.Before, c.After))));
}
