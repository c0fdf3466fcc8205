using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Output;

/// <summary>What changed between two versions: metrics, keys of the file, features.</summary>
static class VersionDifference
{
    public static void Print(Session session, Workspace workspace, string before, string after)
    {
        var (a, b) = (workspace.Models.Get(ModelReference.Parse(before)), workspace.Models.Get(ModelReference.Parse(after)));
        var comparison = VersionComparison.Of(a.ToString(), workspace.Models.Open(a).Description, workspace.Models.Open(b).Description);
        if (session.Json) session.Print(ToJson(comparison, b));
        else Write(session.Out, comparison, b.ToString());
    }

    static JsonObject ToJson(ComparisonReport comparison, ModelVersion after) => new()
    {
        ["versions"] = new JsonArray(comparison.Version, after.ToString()),
        ["metrics"] = new JsonObject(comparison.Metrics.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)new JsonArray(m.Before, m.After)))),
        ["spec"] = Changes(comparison.Spec),
        ["features"] = Changes(comparison.Features),
        ["same_data"] = comparison.IsSameData,
        ["same_model"] = comparison.IsSameModel,
    };

    static JsonObject Changes(IEnumerable<ValueChange> changes) =>
        new(changes.Select(c => KeyValuePair.Create(c.Name, (JsonNode?)new JsonArray(c.Before, c.After))));

    static void Write(TextWriter writer, ComparisonReport comparison, string after)
    {
        writer.WriteLine($"data {(comparison.IsSameData ? "are the same" : "differ")}; model bits {(comparison.IsSameModel ? "are the same" : "differ")}");
        TextTable.Write(writer, ["", comparison.Version, after, "change"],
        [
            .. comparison.Metrics.Select(m => (IReadOnlyList<string>)[m.Name, Number(m.Before), Number(m.After), Number(m.After - m.Before)]),
            .. comparison.Spec.Select(c => (IReadOnlyList<string>)[c.Name, c.Before ?? "-", c.After ?? "-", ""]),
            .. comparison.Features.Select(c => (IReadOnlyList<string>)[$"feature {c.Name}", c.Before ?? "-", c.After ?? "-", c.Before is null ? "added" : c.After is null ? "gone" : ""]),
        ]);
    }

    static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "-";
}
