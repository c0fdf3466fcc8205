using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Packages;

/// <summary>Tells two versions apart by what their packages say: metrics, file, features.</summary>
public static class VersionComparison
{
    /// <param name="version">What the earlier one is called.</param>
    public static ComparisonReport Of(string version, ModelDescription before, ModelDescription after) => new(version, before.Lineage.Algorithm)
    {
        IsSameData = before.Lineage.DataHash == after.Lineage.DataHash,
        IsSameModel = before.Lineage.ModelHash == after.Lineage.ModelHash,
        Metrics =
        [
            .. before.Metrics.Keys.Union(after.Metrics.Keys).Order(StringComparer.Ordinal)
                .Select(name => new MetricChange(name, before.Metrics.GetValueOrDefault(name), after.Metrics.GetValueOrDefault(name))),
        ],
        Spec = Changes(Leaves(before.Spec, ""), Leaves(after.Spec, "")),
        Features = Changes(FeaturesOf(before), FeaturesOf(after)),
    };

    static ImmutableArray<ValueChange> Changes(Dictionary<string, string> before, Dictionary<string, string> after) =>
    [
        .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(key => new ValueChange(key, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))
            .Where(change => change.Before != change.After),
    ];

    static Dictionary<string, string> FeaturesOf(ModelDescription description)
    {
        var features = description.Signature.Columns.ToDictionary(c => c.Name, c => c.Type.Word, StringComparer.Ordinal);
        if (!description.Spec.TryGetProperty("prepare", out var prepare) || !prepare.TryGetProperty("features", out var declared) || !declared.TryGetProperty("derive", out var derived)) return features;
        foreach (var item in derived.EnumerateArray().SelectMany(d => d.EnumerateObject())) features[item.Name] = item.Value.ToString();
        return features;
    }

    static Dictionary<string, string> Leaves(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object) return new() { [path] = element.ToString() };
        return element.EnumerateObject().SelectMany(p => Leaves(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")).ToDictionary(StringComparer.Ordinal);
    }
}
